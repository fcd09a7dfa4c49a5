import type { Leg } from '../path/leg.ts';
import { legs } from '../path/leg.ts';
import type { State } from '../diagnosis/finding.ts';
import type { Report } from '../diagnosis/report.ts';

/** Who asked for a report. */
export type Origin = 'user' | 'monitor';

/** The last report as it is kept between windows. Reports are redacted when made, so it holds no secret. */
export interface StoredReport {
  origin: Origin;
  report: Report;
}

/** The type holds it equal to the diagnosis's own, whose module is loaded only when something is diagnosed. */
const schemaVersion: Report['schemaVersion'] = 1;

const states: readonly State[] = ['healthy', 'degraded', 'down', 'unknown'];

/**
 * A stored report read back, or undefined when it is none of this version's: it may have been written by an older or a
 * newer extension. Everything the status bar and the inspector read without asking is checked.
 */
export function readStoredReport(stored: unknown): StoredReport | undefined {
  if (!isRecord(stored) || !isRecord(stored['report'])) return undefined;
  const { origin, report } = stored;
  if (origin !== 'user' && origin !== 'monitor') return undefined;
  if (report['schemaVersion'] !== schemaVersion) return undefined;
  if (typeof report['startedAt'] !== 'string' || Number.isNaN(Date.parse(report['startedAt']))) return undefined;
  if (typeof report['durationMs'] !== 'number') return undefined;
  const wellFormed =
    isVerdict(report['verdict']) &&
    isSubject(report['subject']) &&
    (report['symptom'] === undefined || isSymptom(report['symptom'])) &&
    isListOf(report['findings'], isFinding) &&
    isListOf(report['probes'], isProbe);
  return wellFormed ? { origin, report: report as unknown as Report } : undefined;
}

function isVerdict(value: unknown): boolean {
  return (
    isRecord(value) &&
    states.includes(value['state'] as State) &&
    (value['leg'] === null || isLeg(value['leg'])) &&
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
    isLeg(value['leg']) &&
    hasTexts(value, ['id', 'severity', 'title', 'detail']) &&
    isListOf(value['probes'], (one) => typeof one === 'string') &&
    isListOf(value['fixes'], (one) => isRecord(one) && hasTexts(one, ['id', 'title', 'detail']))
  );
}

function isProbe(value: unknown): boolean {
  return (
    isRecord(value) &&
    isLeg(value['leg']) &&
    typeof value['durationMs'] === 'number' &&
    hasTexts(value, ['id', 'title', 'status', 'summary'])
  );
}

function isLeg(value: unknown): value is Leg {
  return legs.includes(value as Leg);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOf(value: unknown, test: (one: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(test);
}

function hasTexts(value: Record<string, unknown>, names: readonly string[]): boolean {
  return names.every((name) => typeof value[name] === 'string');
}
