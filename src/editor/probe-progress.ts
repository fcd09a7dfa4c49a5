import { t } from '@vscode/l10n';
import type { DiagnosisEvent } from '../diagnosis/doctor.ts';
import type { Report } from '../diagnosis/report.ts';
import type { Leg } from '../path/leg.ts';
import type { ShownStatus } from './words.ts';

/** One probe as it stands on screen while a diagnosis runs. */
export interface ProbeProgress {
  id: string;
  leg: Leg;
  title: string;
  status: ShownStatus;
  /** Redacted. */
  summary: string;
  durationMs?: number;
  /** Redacted evidence of a finished report. */
  evidence?: unknown;
}

/** The rows of a finished report. */
export function progressOfReport(report: Report): ProbeProgress[] {
  return report.probes.map(({ id, leg, title, status, summary, durationMs, evidence }) => ({
    id,
    leg,
    title,
    status,
    summary,
    durationMs,
    evidence,
  }));
}

/**
 * The rows after an event. Pure.
 *
 * @param redact takes secrets out of what a probe says; the report that would do it is not made yet.
 * @param only ids of the probes that run this time; the other rows stay as they are.
 */
export function applyEvent(
  rows: readonly ProbeProgress[],
  event: DiagnosisEvent,
  only: readonly string[] | undefined,
  redact: (text: string) => string,
): ProbeProgress[] {
  switch (event.type) {
    case 'started':
      return started(rows, event.probes, only);
    case 'probe-started':
      return rows.map((row) => (row.id === event.id ? { ...row, status: 'running' } : row));
    case 'probe-progress': {
      const percent = Math.round(Math.min(1, Math.max(0, event.elapsedMs / event.totalMs)) * 100);
      return rows.map((row) => (row.id === event.id ? { ...row, summary: t('{0} % done', percent) } : row));
    }
    case 'probe-finished': {
      const { id, leg, title, status, summary, durationMs } = event.result;
      const finished: ProbeProgress = { id, leg, title, status, summary: redact(summary), durationMs };
      return rows.some((row) => row.id === id)
        ? rows.map((row) => (row.id === id ? finished : row))
        : [...rows, finished];
    }
  }
}

function started(
  rows: readonly ProbeProgress[],
  probes: readonly Pick<ProbeProgress, 'id' | 'leg' | 'title'>[],
  only: readonly string[] | undefined,
): ProbeProgress[] {
  const waiting = probes
    .filter(({ id }) => only === undefined || only.includes(id))
    .map(({ id, leg, title }): ProbeProgress => ({ id, leg, title, status: 'waiting', summary: '' }));
  if (only === undefined) return waiting;
  const renewed = new Map(waiting.map((row) => [row.id, row]));
  const kept = rows.map((row) => renewed.get(row.id) ?? row);
  return [...kept, ...waiting.filter((row) => !rows.some(({ id }) => id === row.id))];
}

/** How many of the probes that run this time have finished. Pure. */
export function countProgress(
  rows: readonly ProbeProgress[],
  only: readonly string[] | undefined,
): { done: number; total: number } {
  const running = only === undefined ? rows : rows.filter(({ id }) => only.includes(id));
  const open = running.filter(({ status }) => status === 'waiting' || status === 'running').length;
  return { done: running.length - open, total: running.length };
}
