import type { ClashRow } from '../../src/editor/inspector/protocol.ts';
import { RowList } from './row-list.ts';

/** The core's connections to gateways as the page has them. */
export class ClashList extends RowList<ClashRow, never> {
  constructor() {
    super(({ host, policy, node, caller, marks }) => [host, policy, node, caller, ...marks.map(({ text }) => text)]);
  }
}
