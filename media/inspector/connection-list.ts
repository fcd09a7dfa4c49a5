import type { ConnectionsMessage, ShownConnectionDetail } from '../../src/editor/inspector/protocol.ts';
import type { ConnectionRow } from '../../src/shim/journal/connection-row.ts';

/** What the user has chosen to see. */
export interface ConnectionFilter {
  text: string;
  /** A caller's name; empty for all. */
  caller: string;
  onlyFailed: boolean;
}

/**
 * The connections as the page has them, and how they are shown. While it is paused the rows stand still, so that one can
 * be read or copied, and what comes is kept beside.
 */
export class ConnectionList {
  filter: ConnectionFilter = { text: '', caller: '', onlyFailed: false };
  newestFirst = true;
  /** The number of the one that is open. */
  open: number | undefined;
  detail: ShownConnectionDetail | undefined;
  #rows = new Map<number, ConnectionRow>();
  /** What is shown while it is paused. */
  #still: ReadonlyMap<number, ConnectionRow> | undefined;

  /** @returns whether something to see has changed. */
  take({ whole, rows, gone }: ConnectionsMessage): boolean {
    if (whole) this.#rows = new Map();
    for (const row of rows) this.#rows.set(row.id, row);
    for (const id of gone) this.#rows.delete(id);
    return this.#still === undefined;
  }

  get paused(): boolean {
    return this.#still !== undefined;
  }

  pause(paused: boolean): void {
    this.#still = paused ? new Map(this.#rows) : undefined;
  }

  /** How many there are without the filter. */
  get count(): number {
    return this.#shown.size;
  }

  /** Names of callers, in order. */
  get callers(): string[] {
    const names = new Set([...this.#shown.values()].map(({ callerName }) => callerName));
    if (this.filter.caller !== '') names.add(this.filter.caller);
    names.delete('');
    return [...names].sort();
  }

  /** Those that pass the filter, in order of time. */
  get rows(): ConnectionRow[] {
    const { text, caller, onlyFailed } = this.filter;
    const wanted = text.trim().toLowerCase();
    const rows = [...this.#shown.values()].filter(
      (row) =>
        (!onlyFailed || row.failed) &&
        (caller === '' || row.callerName === caller) &&
        (wanted === '' || [row.when, row.caller, row.host, row.route, row.decidedBy, row.end].some((cell) => cell.toLowerCase().includes(wanted))),
    );
    return rows.sort((a, b) => (this.newestFirst ? b.id - a.id : a.id - b.id));
  }

  get #shown(): ReadonlyMap<number, ConnectionRow> {
    return this.#still ?? this.#rows;
  }
}
