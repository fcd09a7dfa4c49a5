import { t } from '@vscode/l10n';
import type { Leg } from '../path/leg.ts';
import type { Finding } from './finding.ts';
import type { ProbeResult } from './probe.ts';
import type { SubjectFacts } from './subject.ts';
import { symptoms } from './symptoms/index.ts';
import { lookingFor, type Looking } from './symptoms/looking.ts';

/** What a run says to a symptom: its cause is here, it is not here now, or the run can't tell. */
export type SymptomOutcome = 'confirmed' | 'excluded' | 'undecided';

/** What the user sees, and what the diagnosis says to it. Stored in the report. */
export interface SeenSymptom {
  id: string;
  leg: Leg;
  title: string;
  /** What it usually comes from, and what to do then. */
  cause: string;
  fix: string;
  outcome: SymptomOutcome;
  /** Titles of the findings of this run that are its cause. */
  confirmedBy: readonly string[];
  /** Ids of the probes whose evidence decided it; empty when nothing did. */
  evidence: readonly string[];
  /** What this run says to it, the outcome first. */
  sentence: string;
}

/** What a run measured, as far as a symptom is held against it. */
export interface RunSeen {
  results: readonly Pick<ProbeResult, 'id' | 'title' | 'status' | 'summary' | 'evidence'>[];
  facts: SubjectFacts;
}

/** Ids of all symptoms, in the order they are offered. */
export const symptomIds: readonly string[] = symptoms.map(({ id }) => id);

/** The probes that look for a symptom's causes; undefined when there is no such symptom. */
export function probesFor(id: string): readonly string[] | undefined {
  const symptom = symptoms.find((one) => one.id === id);
  return symptom && lookingFor(symptom).probes;
}

/** Holds a symptom against the findings of a run, and against what the run measured. Pure. */
export function seenSymptom(id: string, findings: readonly Finding[], run?: RunSeen): SeenSymptom | undefined {
  const symptom = symptoms.find((one) => one.id === id);
  if (!symptom) return undefined;
  const looking = lookingFor(symptom);
  const causes = findings.filter((finding) => isCause(finding, looking));
  const excluding = causes.length > 0 ? [] : excludingProbes(looking, run);
  const outcome: SymptomOutcome = causes.length > 0 ? 'confirmed' : excluding.length > 0 ? 'excluded' : 'undecided';
  const sentences: Readonly<Record<SymptomOutcome, () => string>> = {
    confirmed: () => confirmed(causes, run),
    excluded: () => excluded(excluding, looking, run),
    undecided: () => undecided(looking, run),
  };
  const tell = symptom.tell?.();
  return {
    id,
    leg: symptom.leg,
    title: symptom.title(),
    cause: tell === undefined ? symptom.cause() : `${symptom.cause()} ${tell}`,
    fix: symptom.fix(),
    outcome,
    confirmedBy: causes.map(({ title }) => title),
    evidence: causes.length > 0 ? [...new Set(causes.flatMap(({ probes }) => probes))] : excluding,
    sentence: sentences[outcome](),
  };
}

function isCause({ id, severity }: Finding, { findings, alsoNotes }: Looking): boolean {
  return (severity !== 'info' || alsoNotes === true) && findings.some((beginning) => id.startsWith(beginning));
}

/** The probes that exclude a symptom, once all of them have measured what it takes; else none. */
function excludingProbes({ excludedBy, covers }: Looking, run: RunSeen | undefined): readonly string[] {
  if (!excludedBy || !run) return [];
  const evidence = Object.fromEntries(run.results.map((result) => [result.id, result.evidence ?? undefined]));
  const measured = excludedBy.every((id) => ['pass', 'warn', 'fail'].includes(statusOf(id, run) ?? 'skip'));
  return measured && (covers?.(evidence, run.facts) ?? true) ? excludedBy : [];
}

function statusOf(id: string, run: RunSeen): ProbeResult['status'] | undefined {
  return run.results.find((result) => result.id === id)?.status;
}

function titles(ids: readonly string[], run: RunSeen | undefined): string {
  return ids.map((id) => run?.results.find((result) => result.id === id)?.title ?? id).join(', ');
}

function confirmed(causes: readonly Finding[], run: RunSeen | undefined): string {
  const found = t('This run has found the cause here: {0}', causes.map(({ title }) => title).join(' '));
  const probes = [...new Set(causes.flatMap((cause) => cause.probes))];
  return probes.length === 0 ? found : t('{0} Evidence: {1}.', found, titles(probes, run));
}

function excluded(probes: readonly string[], { lookAt }: Looking, run: RunSeen | undefined): string {
  const ruledOut = t('This run excludes it for now; evidence: {0}.', titles(probes, run));
  return lookAt
    ? t('{0} If it comes back: {1}', ruledOut, lookAt())
    : t('{0} If it comes back, diagnose while it lasts.', ruledOut);
}

function undecided(looking: Looking, run: RunSeen | undefined): string {
  const open = t('This run did not meet it and can not exclude it.');
  const next =
    looking.lookAt?.() ??
    t('It may come and go, or need what was not measured: a long prompt, a long answer, another client.');
  const wanted = looking.excludedBy ?? looking.probes;
  const missing = (run?.results ?? []).filter(
    ({ id, status }) => wanted.includes(id) && (status === 'skip' || status === 'unknown'),
  );
  if (missing.length === 0) return `${open} ${next}`;
  const names = missing.map(({ title, summary }) => `${title} (${summary.replace(/[.\s]+$/, '')})`).join(', ');
  return `${open} ${t('Not measured: {0}.', names)} ${next}`;
}
