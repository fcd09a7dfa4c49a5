import { isReport, type Report } from '../diagnosis/report-shape.ts';

/** The last report as it is kept between windows. Reports are redacted when made, so it holds no secret. */
export interface StoredReport {
  report: Report;
}

/**
 * A stored report read back, or undefined when it is none of this version's: it may have been written by an older or a
 * newer extension.
 */
export function readStoredReport(stored: unknown): StoredReport | undefined {
  if (typeof stored !== 'object' || stored === null) return undefined;
  const { report } = stored as Partial<Record<keyof StoredReport, unknown>>;
  return isReport(report) ? { report } : undefined;
}
