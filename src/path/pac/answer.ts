import type { PacEntry } from './entry.ts';

/**
 * What became of a PAC script for one URL, as clients that follow it need it. The script was run elsewhere.
 *
 * `not-fetched`: the script could not be had; `not-loaded`: it is no script, or defines no FindProxyForURL; `threw`: the
 * function ended in an error; `no-text`: it returned no text, or one with other than ASCII characters; `too-slow`: it
 * had not answered when the time was up; `crashed`: it used more memory than it may; `unknown`: it could not be run here.
 */
export type PacAnswer =
  | { outcome: 'answered'; entries: readonly PacEntry[] }
  | { outcome: 'not-fetched' | 'not-loaded' | 'threw' | 'no-text' | 'too-slow' | 'crashed' | 'unknown' };

/** Where a PAC script comes from and what it said; the part of a question about a route that a script decides. */
export interface PacForUrl {
  /** For people, without anything that could be a credential. */
  source: string;
  answer: PacAnswer;
}
