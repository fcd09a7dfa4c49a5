import { t } from '@vscode/l10n';
import type { Waterfall } from '../../path/http.ts';
import type { HttpEvidence } from '../evidence.ts';
import type { SubjectFacts } from '../subject.ts';
import type { Bar, TimeLine } from './table.ts';

/** The steps of each path's first request, one after the other. */
export function timeLines({ paths }: HttpEvidence, facts: SubjectFacts): TimeLine[] {
  return paths.flatMap(({ path, models }) => {
    if (!models || models.waterfall.steps.length === 0) return [];
    const label = facts.paths.find(({ id }) => id === path)?.label ?? path;
    return [{ title: `${models.request} · ${label}`, totalMs: models.waterfall.totalMs, bars: barsOf(models.waterfall) }];
  });
}

function barsOf({ steps }: Waterfall): Bar[] {
  let startMs = 0;
  return steps.map(({ step, durationMs, ok }) => {
    const bar = { label: stepWord(step), startMs, durationMs, ok };
    startMs += durationMs;
    return bar;
  });
}

/** A step of a connection in words. */
export function stepWord(step: Waterfall['steps'][number]['step']): string {
  switch (step) {
    case 'dns':
      return t('DNS');
    case 'tcp':
      return t('TCP');
    case 'proxy-dns':
      return t('DNS of the proxy');
    case 'proxy-tcp':
      return t('TCP to the proxy');
    case 'proxy-tls':
      return t('TLS to the proxy');
    case 'proxy-connect':
      return t('CONNECT');
    case 'socks':
      return t('SOCKS');
    case 'tls':
      return t('TLS');
    case 'first-byte':
      return t('first byte');
    case 'body':
      return t('body');
  }
}
