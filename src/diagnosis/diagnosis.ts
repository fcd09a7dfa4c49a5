import type { Secret } from '../path/secret.ts';
import type { ProbeResult } from './probe.ts';
import type { SubjectFacts } from './subject.ts';

/** What happens while a diagnosis runs. */
export type DiagnosisEvent =
  | { type: 'started'; probes: readonly Pick<ProbeResult, 'id' | 'leg' | 'title'>[] }
  | { type: 'probe-started'; id: string }
  /** Shares of a probe that takes long; the totals may be of any unit. */
  | { type: 'probe-progress'; id: string; elapsedMs: number; totalMs: number }
  | { type: 'probe-finished'; result: ProbeResult };

/** A diagnosis as it stands in memory: not redacted, never stored, never shown. */
export interface Diagnosis {
  startedAt: string;
  durationMs: number;
  facts: SubjectFacts;
  results: readonly ProbeResult[];
  /** Id of what the user sees, when the diagnosis was asked for because of it. */
  symptom?: string;
  /** What must not appear in the report, whatever shape it has. */
  secrets: readonly Secret[];
}
