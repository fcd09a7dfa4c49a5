import { t } from '@vscode/l10n';
import type { Leg } from '../path/leg.ts';
import type { Finding } from './finding.ts';
import { symptoms } from './symptoms/index.ts';
import { lookingFor } from './symptoms/looking.ts';

/** What the user sees, and what the diagnosis says to it. Stored in the report. */
export interface SeenSymptom {
  id: string;
  leg: Leg;
  title: string;
  /** What it usually comes from, and what to do then. */
  cause: string;
  fix: string;
  /** Titles of the findings of this run that are its cause. */
  confirmedBy: readonly string[];
  /** What this run says to it, in a sentence. */
  sentence: string;
}

/** Ids of all symptoms, in the order they are offered. */
export const symptomIds: readonly string[] = symptoms.map(({ id }) => id);

/** The probes that look for a symptom's causes; undefined when there is no such symptom. */
export function probesFor(id: string): readonly string[] | undefined {
  const symptom = symptoms.find((one) => one.id === id);
  return symptom && lookingFor(symptom).probes;
}

/** Holds a symptom against the findings of a run. Pure. */
export function seenSymptom(id: string, findings: readonly Finding[]): SeenSymptom | undefined {
  const symptom = symptoms.find((one) => one.id === id);
  if (!symptom) return undefined;
  const { findings: beginnings } = lookingFor(symptom);
  const confirmedBy = findings
    .filter((finding) => finding.severity !== 'info' && beginnings.some((beginning) => finding.id.startsWith(beginning)))
    .map(({ title }) => title);
  const tell = symptom.tell?.();
  return {
    id,
    leg: symptom.leg,
    title: symptom.title(),
    cause: tell === undefined ? symptom.cause() : `${symptom.cause()} ${tell}`,
    fix: symptom.fix(),
    confirmedBy,
    sentence:
      confirmedBy.length > 0
        ? t('This run has found the cause here: {0}', confirmedBy.join(' '))
        : t('This run did not meet it. It may come and go, or need what was not measured: a long prompt, a long answer, another client.'),
  };
}
