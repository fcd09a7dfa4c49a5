import { t } from '@vscode/l10n';
import { legs } from '../path/leg.ts';
import { reportSchemaVersion, type Report } from './report.ts';

/** A text that is no report; the message says what is wrong with it. */
export class NoReportError extends Error {}

const states = ['healthy', 'degraded', 'down', 'unknown'];
const statuses = ['pass', 'warn', 'fail', 'skip', 'unknown'];
const severities = ['error', 'warning', 'info'];

/**
 * Reads a report that was saved as JSON. Everything that is read without asking later is checked here.
 *
 * @throws NoReportError
 */
export function readReport(text: string): Report {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new NoReportError(t('It is not JSON. Save the report as JSON to compare with it.'));
  }
  if (!isRecord(value) || value['schemaVersion'] !== reportSchemaVersion) {
    throw new NoReportError(t('It is no report of this version of Gatehouse.'));
  }
  const { subject, verdict, findings, probes, startedAt, durationMs } = value;
  const good =
    typeof startedAt === 'string' &&
    typeof durationMs === 'number' &&
    isRecord(verdict) &&
    states.includes(String(verdict['state'])) &&
    isRecord(subject) &&
    typeof subject['contextLabel'] === 'string' &&
    isRecord(subject['gateway']) &&
    typeof subject['gateway']['baseUrl'] === 'string' &&
    isListOf(findings, (one) => hasTexts(one, ['id', 'title']) && severities.includes(String(one['severity'])) && isLeg(one['leg'])) &&
    isListOf(probes, (one) => hasTexts(one, ['id', 'title']) && statuses.includes(String(one['status'])) && typeof one['durationMs'] === 'number');
  if (!good) throw new NoReportError(t('Parts of the report are missing.'));
  return value as unknown as Report;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOf(value: unknown, test: (one: Record<string, unknown>) => boolean): boolean {
  return Array.isArray(value) && value.every((one) => isRecord(one) && test(one));
}

function hasTexts(value: Record<string, unknown>, names: readonly string[]): boolean {
  return names.every((name) => typeof value[name] === 'string');
}

function isLeg(value: unknown): boolean {
  return legs.some((leg) => leg === value);
}
