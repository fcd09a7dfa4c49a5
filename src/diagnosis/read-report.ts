import { t } from '@vscode/l10n';
import { isReport, type Report } from './report-shape.ts';

/** A text that is no report; the message says what is wrong with it. */
export class NoReportError extends Error {}

/**
 * Reads a report that was saved as JSON.
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
  if (isReport(value)) return value;
  throw new NoReportError(t('It is no report of this version of Gatehouse.'));
}
