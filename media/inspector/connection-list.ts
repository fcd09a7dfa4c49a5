import type { ShownConnectionDetail } from '../../src/editor/inspector/protocol.ts';
import type { ConnectionRow } from '../../src/shim/journal/connection-row.ts';
import { RowList } from './row-list.ts';

/** The connections as the page has them. */
export class ConnectionList extends RowList<ConnectionRow, ShownConnectionDetail> {
  constructor() {
    super(({ when, caller, host, route, decidedBy, end }) => [when, caller, host, route, decidedBy, end]);
  }
}
