import { t } from '@vscode/l10n';
import type { MeasuredRoute, MeasuredRoutes } from '../../path/measured/measured-route.ts';
import { wayWords } from '../../path/measured/outcome.ts';
import type { Route } from '../../path/route.ts';
import type { LoopbackEvidence, RouteEvidence } from '../evidence.ts';
import { measuredSentence } from '../rules/measured-words.ts';
import type { Cell, Table } from './table.ts';

/**
 * What each client does for the gateway and for each spelling of this machine itself, and which setting decides it.
 * Where installed clients were measured, what they were seen to do stands beside what was predicted for their version.
 */
export function routeMatrix(route: RouteEvidence, loopback: LoopbackEvidence | undefined, measured?: MeasuredRoutes): Table {
  const spellings = loopback?.spellings ?? [];
  const usual = outcomeWords(route.routes[0]);
  const seen = new Map(measured?.routes.map((one) => [one.client, one]));
  const others = (measured?.routes ?? []).filter(({ client }) => route.routes.every((one) => one.client !== client));
  const host = hostOf(route.url);
  return {
    id: 'routes',
    title: t('Routes by client'),
    columns: [
      t('Client'),
      ...(measured ? [t('{0} (predicted)', host), t('{0} (measured)', host)] : [host]),
      t('Decided by'),
      ...spellings.map(({ url }) => hostOf(url)),
    ],
    rows: [...route.routes, ...others.map(({ predicted }) => predicted)].map((one) => {
      const own = seen.get(one.client);
      const predicted = own?.predicted ?? one;
      return [
        { text: `${one.client} ${own?.version ?? one.clientVersion}` },
        cellOf(predicted, usual),
        ...(measured ? [measuredCell(own)] : []),
        { text: own?.agrees === false ? t('measured') : predicted.decidedBy },
        ...spellings.map(({ routes }) => cellOf(routes.find(({ client }) => client === one.client), t('direct'))),
      ];
    }),
    remarks: (measured?.routes ?? []).flatMap(remarksOn),
  };
}

function measuredCell(route: MeasuredRoute | undefined): Cell {
  if (!route?.measured) return { text: t('not measured'), mark: 'quiet' };
  const text = wayWords(route.measured);
  return route.agrees === false ? { text, mark: 'differs' } : { text };
}

/** What is said of a client that was measured: where it differs, and why one was not. */
function remarksOn(route: MeasuredRoute): string[] {
  const sentence = measuredSentence(route);
  if (sentence !== undefined) return [[sentence, ...route.remarks].join(' ')];
  return route.reason === undefined ? [] : [t('{0}: {1}', route.client, route.reason)];
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
