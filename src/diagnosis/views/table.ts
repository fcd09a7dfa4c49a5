/** Evidence put in order for people: tables and time lines that every surface draws in its own way. Plain text only. */

/** What stands out about a cell; the word goes with it for those who do not see colours. */
export type Mark = 'good' | 'bad' | 'differs' | 'quiet';

export interface Cell {
  text: string;
  mark?: Mark;
  /** The place is a file that can be opened: the entry's number in `toolFileEntries`. */
  opens?: number;
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

/** One certificate, in words. */
export interface CertificateView {
  /** The name it is known by. */
  title: string;
  /** "server", "intermediate" or "root", in words; with what is wrong with its dates. */
  role: string;
  facts: readonly { label: string; value: string }[];
  fingerprint256: string;
}

/** The certificates one path showed, leaf first. */
export interface CertificateChain {
  /** Path id, as in `SubjectFacts.paths`. */
  path: string;
  title: string;
  certificates: readonly CertificateView[];
  /** The root it ends in, where it is known and did not come along. */
  root?: CertificateView;
  /** Who of this machine knows the root, a sentence each. */
  remarks: readonly string[];
}

export interface Views {
  tables: readonly Table[];
  chains: readonly CertificateChain[];
  timeLines: readonly TimeLine[];
}
