import type { Leg } from '../path/leg.ts';
import type { RuntimeId } from '../path/trust-ids.ts';
import type { FixChange } from './fixes/change.ts';
import type { Table } from './views/table.ts';

/** `error`: calls fail on the path in use. `warning`: something fails or is slow beside it. `info`: worth knowing. */
export type Severity = 'error' | 'warning' | 'info';

/** Judged evidence. All text is plain text and free of secrets once the report is made. */
export interface Finding {
  /** Stable, kebab-case: `proxy-unreachable`, `tls-intercepted-untrusted`. */
  id: string;
  leg: Leg;
  severity: Severity;
  /** One sentence. */
  title: string;
  /** What was seen, where, and why it matters. */
  detail: string;
  /** Ids of the probes whose evidence says so. */
  probes: readonly string[];
  /** What to do, best first. */
  fixes: readonly Fix[];
  /** How sure; absent means high. */
  confidence?: Confidence;
}

/** Something the user can do about a finding. */
export interface Fix {
  id: string;
  title: string;
  /** What to type or change, in full. */
  detail: string;
  /** A command line or a setting to copy, when there is one. */
  snippet?: string;
  /** What can be written for the user, previewed first and undone later; absent where that is the user's own doing. */
  changes?: readonly FixChange[];
  /** What it would do, client by client, worked out before it is written. Every surface shows it. */
  proof?: Table;
  /** What it promises, where that is not that the finding goes away. */
  promise?: TrustPromise;
  /** What the editor can do about it once the user has agreed there; a terminal has the words alone. */
  offer?: FixOffer;
}

/** Something that is no change to a file or a setting. Each shows what it would do and asks before it does it. */
export type FixOffer = 'close-clash-connections' | 'generate-clash-rows' | 'compare-clash-policies' | 'enter-clash-secret';

/** Programs that will accept the certificate, though whoever signs it goes on signing. */
export interface TrustPromise {
  /** Path id, as in `SubjectFacts.paths`. */
  path: string;
  /** Whose environment is changed. */
  context: 'integrated-terminal';
  runtimes: readonly RuntimeId[];
  /** The rows before and after, in words. */
  before: readonly string[];
  after: readonly string[];
}

export type State = 'healthy' | 'degraded' | 'down' | 'unknown';

export type Confidence = 'high' | 'medium' | 'low';

/** The ranked findings in one sentence. */
export interface Verdict {
  state: State;
  /** The leg at fault, or null when there is none to name. */
  leg: Leg | null;
  confidence: Confidence;
  sentence: string;
  nextStep: string;
}
