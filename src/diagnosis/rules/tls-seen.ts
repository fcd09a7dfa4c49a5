import type { TlsObservation } from '../../path/tls.ts';
import type { TlsPathEvidence } from '../evidence.ts';
import type { Severity } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';

/** One path's observation with what judging it takes. */
export interface Seen {
  observation: TlsObservation;
  evidence: TlsPathEvidence;
  path: SubjectFacts['paths'][number];
  /** Of a fault on that path. */
  severity: Severity;
  facts: SubjectFacts;
}

/** The rows for the context that is diagnosed; empty where none were worked out. */
export function rowsOf({ evidence }: Pick<Seen, 'evidence'>): NonNullable<TlsPathEvidence['trust']>[number]['rows'] {
  return evidence.trust?.[0]?.rows ?? [];
}

/** Sentences put together, empty ones left out. */
export function sentences(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}
