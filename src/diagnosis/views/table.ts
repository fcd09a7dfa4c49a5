/** Evidence put in order for people: tables and time lines that every surface draws in its own way. Plain text only. */

/** What stands out about a cell; the word goes with it for those who do not see colours. */
export type Mark = 'good' | 'bad' | 'differs' | 'quiet';

export interface Cell {
  text: string;
  mark?: Mark;
}

export interface Table {
  /** Stable, kebab-case. */
  id: string;
  title: string;
  /** The first column names the row. */
  columns: readonly string[];
  rows: readonly (readonly Cell[])[];
  /** What there is to say about it, a sentence each. */
  remarks: readonly string[];
}

/** One step of a connection on its time line. */
export interface Bar {
  label: string;
  startMs: number;
  durationMs: number;
  ok: boolean;
}

/** The steps of one connection, in order. */
export interface TimeLine {
  title: string;
  totalMs: number;
  bars: readonly Bar[];
}

export interface Views {
  tables: readonly Table[];
  timeLines: readonly TimeLine[];
}
