import { isReport, type Report } from '../diagnosis/report-shape.ts';

/** Who asked for a report. */
export type Origin = 'user' | 'monitor';

/** The last report as it is kept between windows. Reports are redacted when made, so it holds no secret. */
export interface StoredReport {
  origin: Origin;
  report: Report;
}

/**
 * A stored report read back, or undefined when it is none of this version's: it may have been written by an older or a
 * newer extension.
 */
export function readStoredReport(stored: unknown): StoredReport | undefined {
  if (typeof stored !== 'object' || stored === null) return undefined;
  const { origin, report } = stored as Partial<Record<keyof StoredReport, unknown>>;
  if (origin !== 'user' && origin !== 'monitor') return undefined;
  return isReport(report) ? { origin, report } : undefined;
}
