import type { RequestLabels, RequestsMessage, ShownRequestDetail } from '../../src/editor/inspector/protocol.ts';
import type { RequestRow } from '../../src/shim/endpoint/journal/request-row.ts';
import { RowList } from './row-list.ts';

/** The requests to the endpoint as the page has them. */
export class RequestList extends RowList<RequestRow, ShownRequestDetail> {
  /** Undefined until the first list has come. */
  labels: RequestLabels | undefined;

  constructor() {
    super(({ when, callerName, asked, target, cost, end }) => [when, callerName, asked, target, cost, end]);
  }

  override take(message: RequestsMessage): boolean {
    this.labels = message.labels ?? this.labels;
    return super.take(message);
  }
}
