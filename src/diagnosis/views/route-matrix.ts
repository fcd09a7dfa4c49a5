import { t } from '@vscode/l10n';
import type { Route } from '../../path/route.ts';
import type { LoopbackEvidence, RouteEvidence } from '../evidence.ts';
import type { Cell, Table } from './table.ts';

/** What each client does for the gateway and for each spelling of this machine itself, and which setting decides it. */
export function routeMatrix(route: RouteEvidence, loopback: LoopbackEvidence | undefined): Table {
  const spellings = loopback?.spellings ?? [];
  const usual = outcomeWords(route.routes[0]);
  return {
    id: 'routes',
    title: t('Routes by client'),
    columns: [t('Client'), hostOf(route.url), t('Decided by'), ...spellings.map(({ url }) => hostOf(url))],
    rows: route.routes.map((one) => [
      { text: `${one.client} ${one.clientVersion}` },
      cellOf(one, usual),
      { text: one.decidedBy },
      ...spellings.map(({ routes }) => cellOf(routes.find(({ client }) => client === one.client), t('direct'))),
    ]),
    remarks: [],
  };
}

function cellOf(route: Route | undefined, usual: string): Cell {
  const text = outcomeWords(route);
  if (!route) return { text, mark: 'quiet' };
  if (route.outcome === 'error') return { text, mark: 'bad' };
  return text === usual ? { text } : { text, mark: 'differs' };
}

function outcomeWords(route: Route | undefined): string {
  switch (route?.outcome) {
    case 'direct':
      return t('direct');
    case 'proxy':
      return route.proxy ?? t('proxy');
    case 'error':
      return t('error');
    case 'unknown':
    case undefined:
      return t('unknown');
  }
}

function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}
