/** A row as far as choosing among rows goes. */
interface ListedRow {
  id: number;
  callerName: string;
  failed: boolean;
}

/** What the user has chosen to see. */
export interface RowChoice {
  text: string;
  /** A caller's name; empty for all. */
  caller: string;
  onlyFailed: boolean;
}

/** Rows that are new or changed, and numbers of those that are gone; all there are when `whole`. */
interface RowsMessage<Row> {
  whole: boolean;
  rows: readonly Row[];
  gone: readonly number[];
}

/**
 * The rows of a journal as the page has them, and how they are shown. While it is paused the rows stand still, so that
 * one can be read or copied, and what comes is kept beside.
 */
export class RowList<Row extends ListedRow, Detail> {
  filter: RowChoice = { text: '', caller: '', onlyFailed: false };
  newestFirst = true;
  /** The number of the one that is open. */
  open: number | undefined;
  detail: Detail | undefined;
  readonly #cells: (row: Row) => readonly string[];
  #rows = new Map<number, Row>();
  /** What is shown while it is paused. */
  #still: ReadonlyMap<number, Row> | undefined;

  /** @param cells what the filter looks through. */
  constructor(cells: (row: Row) => readonly string[]) {
    this.#cells = cells;
  }

  /** @returns whether something to see has changed. */
  take({ whole, rows, gone }: RowsMessage<Row>): boolean {
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
  get rows(): Row[] {
    const { text, caller, onlyFailed } = this.filter;
    const wanted = text.trim().toLowerCase();
    const rows = [...this.#shown.values()].filter(
      (row) =>
        (!onlyFailed || row.failed) &&
        (caller === '' || row.callerName === caller) &&
        (wanted === '' || this.#cells(row).some((cell) => cell.toLowerCase().includes(wanted))),
    );
    return rows.sort((a, b) => (this.newestFirst ? b.id - a.id : a.id - b.id));
  }

  get #shown(): ReadonlyMap<number, Row> {
    return this.#still ?? this.#rows;
  }
}
