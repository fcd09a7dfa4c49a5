import type { ConnectEvidence } from '../evidence.ts';
import type { Severity } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';

/** What was seen of one path. */
export type PathEvidence = ConnectEvidence['paths'][number];
export type Path = SubjectFacts['paths'][number];

/** A path that only clients beside the diagnosed one take is a warning; Node's fetch ignores proxies by design. */
export function severityOf(path: Path): Severity {
  if (path.primary) return 'error';
  return path.clients.every((client) => client === 'node-fetch') ? 'info' : 'warning';
}
