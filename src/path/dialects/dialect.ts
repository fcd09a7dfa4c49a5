import type { RouteDecision, RouteQuestion } from '../route.ts';

/** How one client reads proxy settings: one file each in this folder, listed in `index.ts`. */
export interface Dialect {
  /** As used in reports and on the command line: `curl`, `python-requests`, `go`. */
  id: string;
  /** For people: "curl", "Python requests". */
  title: string;
  /** Newest first; each entry holds from its `since` up to the entry above it. */
  versions: readonly [DialectVersion, ...DialectVersion[]];
}

/** The behaviour of a range of versions of one client. */
export interface DialectVersion {
  /** The version it was measured against. */
  version: string;
  /** The first version it holds for; absent on the oldest entry. */
  since?: string;
  /** Where the behaviour is documented or was measured. */
  source: string;
  resolve(question: RouteQuestion): RouteDecision;
}
