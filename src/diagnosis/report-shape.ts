import { legs } from '../path/leg.ts';
import type { Finding, Severity, State, Verdict } from './finding.ts';
import type { ProbeResult, ProbeStatus } from './probe.ts';
import type { SeenSymptom } from './seen-symptom.ts';
import type { SubjectFacts } from './subject.ts';

/** Version of the report's shape; raised when a field changes its meaning or goes. */
export const reportSchemaVersion = 1;

/** A finished diagnosis: plain JSON, redacted when made. */
export interface Report {
  schemaVersion: typeof reportSchemaVersion;
  /** ISO 8601, UTC. */
  startedAt: string;
  durationMs: number;
  subject: SubjectFacts;
  verdict: Verdict;
  /** What the user said they see, and what this run says to it. */
  symptom?: SeenSymptom;
  findings: readonly Finding[];
  probes: readonly Omit<ProbeResult, 'findings'>[];
}

const states: readonly State[] = ['healthy', 'degraded', 'down', 'unknown'];
const severities: readonly Severity[] = ['error', 'warning', 'info'];
const statuses: readonly ProbeStatus[] = ['pass', 'warn', 'fail', 'skip', 'unknown'];

/**
 * True for a report of this version, out of storage or out of a file: everything that is read without asking later is
 * checked. Evidence is not; whoever draws it asks. Pure, and light enough for the editor's front door.
 */
export function isReport(value: unknown): value is Report {
  return (
    isRecord(value) &&
    value['schemaVersion'] === reportSchemaVersion &&
    typeof value['startedAt'] === 'string' &&
    !Number.isNaN(Date.parse(value['startedAt'])) &&
    typeof value['durationMs'] === 'number' &&
    isVerdict(value['verdict']) &&
    isSubject(value['subject']) &&
    (value['symptom'] === undefined || isSymptom(value['symptom'])) &&
    isListOf(value['findings'], isFinding) &&
    isListOf(value['probes'], isProbe)
  );
}

function isVerdict(value: unknown): boolean {
  return (
    isRecord(value) &&
    isOneOf(value['state'], states) &&
    (value['leg'] === null || isOneOf(value['leg'], legs)) &&
    hasTexts(value, ['confidence', 'sentence', 'nextStep'])
  );
}

function isSubject(value: unknown): boolean {
  return (
    isRecord(value) &&
    hasTexts(value, ['contextLabel', 'host']) &&
    isListOf(value['paths'], isRecord) &&
    isRecord(value['gateway']) &&
    hasTexts(value['gateway'], ['id', 'title', 'baseUrl'])
  );
}

function isSymptom(value: unknown): boolean {
  const texts = ['id', 'title', 'cause', 'fix', 'sentence'];
  return isRecord(value) && hasTexts(value, texts) && isListOf(value['confirmedBy'], (one) => typeof one === 'string');
}

function isFinding(value: unknown): boolean {
  return (
    isRecord(value) &&
    isOneOf(value['leg'], legs) &&
    isOneOf(value['severity'], severities) &&
    hasTexts(value, ['id', 'title', 'detail']) &&
    isListOf(value['probes'], (one) => typeof one === 'string') &&
    isListOf(value['fixes'], (one) => isRecord(one) && hasTexts(one, ['id', 'title', 'detail']))
  );
}

function isProbe(value: unknown): boolean {
  return (
    isRecord(value) &&
    isOneOf(value['leg'], legs) &&
    isOneOf(value['status'], statuses) &&
    typeof value['durationMs'] === 'number' &&
    hasTexts(value, ['id', 'title', 'summary'])
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOf(value: unknown, test: (one: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(test);
}

function isOneOf(value: unknown, known: readonly string[]): boolean {
  return typeof value === 'string' && known.includes(value);
}

function hasTexts(value: Record<string, unknown>, names: readonly string[]): boolean {
  return names.every((name) => typeof value[name] === 'string');
}
