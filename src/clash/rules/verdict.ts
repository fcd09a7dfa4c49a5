import type { MissingKind } from './explanation.ts';

/** What has to be known before it can be said. */
export interface Missing {
  readonly missing: MissingKind;
  readonly detail: string;
}

export type Verdict = boolean | Missing;

export function isMissing(verdict: Verdict): verdict is Missing {
  return typeof verdict === 'object';
}
