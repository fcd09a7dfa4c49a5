import type { Report } from '../../diagnosis/report.ts';

/** A file name that sorts by time and holds nothing but safe characters: `gatehouse-openrouter-2026-01-31-0915.md`. */
export function reportFileName(report: Pick<Report, 'startedAt' | 'subject'>): string {
  const gateway = report.subject.gateway.id.replace(/[^a-z0-9-]+/gi, '-').slice(0, 40) || 'gateway';
  const time = report.startedAt.slice(0, 16).replace('T', '-').replace(/[^0-9-]/g, '');
  return `gatehouse-${gateway}-${time}.md`;
}
