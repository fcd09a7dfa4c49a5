import type { Action, ShownClash, ShownSpend } from '../../src/editor/inspector/protocol.ts';
import type { ClashList } from './clash-list.ts';
import type { ConnectionList } from './connection-list.ts';
import type { RequestList } from './request-list.ts';

/** What the views can ask the page to do. */
export interface PageActions {
  send(action: Action): void;
  /** Notes that a probe's evidence was opened or closed. */
  toggle(probe: string, isOpen: boolean): void;
  /** Opens a probe's evidence and moves there. */
  reveal(probe: string): void;
  isOpen(probe: string): boolean;
  /** The text a table is filtered by. */
  filterOf(table: string): string;
  filter(table: string, text: string): void;
  /** The connections through the shim. */
  connections: ConnectionList;
  /** The requests to the endpoint, and what it has spent. */
  requests: RequestList;
  spend: ShownSpend | undefined;
  /** The Clash core on this machine, and what it carries to gateways. */
  clash: ShownClash | undefined;
  clashConnections: ClashList;
  /** Draws the page again after something in it was changed. */
  draw(): void;
}
