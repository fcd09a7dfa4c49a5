import type { FixChange } from '../../diagnosis/fixes/change.ts';

/** One change that was written. Of a file only the line is kept, never the rest of it. */
export interface WrittenChange {
  change: FixChange;
  /** A setting's value before and after; absent for a file. */
  before?: unknown;
  after?: unknown;
  /** The line of a file that was replaced or removed. */
  line?: string;
  /** Of a new file: the SHA-256 of what was written, in hexadecimal. */
  sha256?: string;
}

/** What the diagnosis after a fix said about the finding it was for. */
export type FixOutcome = 'checking' | 'cured' | 'not-cured' | 'unchecked';

/** A fix that was applied and not undone yet. Kept between windows; holds no secret. */
export interface AppliedFix {
  id: string;
  title: string;
  findingId: string;
  findingTitle: string;
  /** ISO 8601, UTC. */
  appliedAt: string;
  written: readonly WrittenChange[];
  /** It changes what new terminals start with; absent for a fix that makes its finding go away. */
  forNewTerminals?: true;
  outcome: FixOutcome;
}

/** Reads stored fixes back; what an other version wrote and this one does not understand is left out. Pure. */
export function readAppliedFixes(stored: unknown): AppliedFix[] {
  if (!Array.isArray(stored)) return [];
  return stored.filter(isAppliedFix).map((fix) => (fix.outcome === 'checking' ? { ...fix, outcome: 'unchecked' } : fix));
}

function isAppliedFix(value: unknown): value is AppliedFix {
  if (typeof value !== 'object' || value === null) return false;
  const fix = value as Record<string, unknown>;
  const texts = ['id', 'title', 'findingId', 'findingTitle', 'appliedAt', 'outcome'];
  return texts.every((name) => typeof fix[name] === 'string') && Array.isArray(fix['written']) && fix['written'].every(isWritten);
}

function isWritten(value: unknown): boolean {
  const change = (value as { change?: { kind?: unknown; id?: unknown; file?: unknown } } | null)?.change;
  if (change?.kind === 'new-file') return typeof change.file === 'string' && typeof (value as WrittenChange).sha256 === 'string';
  if (change?.kind === 'file-line') return typeof change.file === 'string';
  return typeof change?.id === 'string' && ['setting', 'setting-items', 'setting-entries'].includes(String(change.kind));
}
