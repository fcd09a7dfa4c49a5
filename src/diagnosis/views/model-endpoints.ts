import { t } from '@vscode/l10n';
import { bandOfEndpoint, bandOfUptime, type Band, type Endpoint, type ModelEndpoints } from '../../gateways/endpoints.ts';
import { describeSuffix, modelIdParts } from '../../gateways/model-id.ts';
import type { HttpEvidence } from '../evidence.ts';
import { percent } from '../rules/percent.ts';
import { duration } from '../rules/wording.ts';
import type { Cell, Table } from './table.ts';

/** What the ids of these tables begin with. */
const idPrefix = 'model-endpoints-';

/** True for a table of this view: what is shown without being asked for, in a terminal and in Markdown. */
export function isModelEndpoints({ id }: Pick<Table, 'id'>): boolean {
  return id.startsWith(idPrefix);
}

/** The providers behind the model, and behind each model it falls back to: a table each. */
export function modelEndpointTables({ endpoints = [] }: HttpEvidence): Table[] {
  return endpoints.flatMap((model, index) => (model.endpoints.length === 0 ? [] : [tableOf(model, index)]));
}

function tableOf(model: ModelEndpoints, index: number): Table {
  const { endpoints, truncated } = model;
  const noTimes = endpoints.every(({ latencyMs, throughput }) => !latencyMs && !throughput);
  const suffixes = modelIdParts(model.model).suffixes.flatMap((suffix) => describeSuffix(suffix) ?? []);
  return {
    id: `${idPrefix}${index}`,
    title: t('Providers behind {0}', model.model),
    columns: [
      t('Provider'),
      t('State'),
      t('Uptime 5 min'),
      t('30 min'),
      t('1 day'),
      t('First token (median)'),
      t('Tokens/s (median)'),
      t('Context'),
      t('Price in / out per million tokens'),
    ],
    rows: endpoints.map((endpoint) => [
      { text: endpoint.tag?.includes('/') ? `${endpoint.provider} (${endpoint.tag})` : endpoint.provider },
      stateCell(endpoint),
      uptimeCell(endpoint.uptime5m),
      uptimeCell(endpoint.uptime30m),
      uptimeCell(endpoint.uptime1d),
      measured(endpoint.latencyMs?.p50 ?? null, duration),
      measured(endpoint.throughput?.p50 ?? null, (one) => String(Math.round(one))),
      measured(endpoint.contextLength, (one) => String(one)),
      priceCell(endpoint),
    ]),
    remarks: [
      ...suffixes,
      // Said once, however many models there are.
      ...(index === 0
        ? [t('Numbers of the gateway over all its users, not of this machine. From 95 % on it counts as normal, from 80 % as degraded, below that only as a fallback; without enough calls there is no number.')]
        : []),
      ...(noTimes ? [t('The gateway tells how fast providers are only to those who ask with a key.')] : []),
      ...(truncated ? [t('There are more than {0}; the rest is left out.', endpoints.length)] : []),
    ],
  };
}

function stateCell(endpoint: Endpoint): Cell {
  const band = bandOfEndpoint(endpoint);
  return { text: band === 'deranked' ? t('deranked ({0})', endpoint.status ?? '?') : bandName(band), ...markOf(band) };
}

function bandName(band: Exclude<Band, 'deranked'>): string {
  const names: Readonly<Record<Exclude<Band, 'deranked'>, string>> = {
    normal: t('normal'),
    degraded: t('degraded'),
    'fallback-only': t('fallback only'),
    unknown: t('unknown'),
  };
  return names[band];
}

function uptimeCell(uptime: number | null): Cell {
  return { text: percent(uptime), ...markOf(bandOfUptime(uptime)) };
}

/** Not enough data is never green. */
function markOf(band: Band): Pick<Cell, 'mark'> {
  if (band === 'normal') return { mark: 'good' };
  return { mark: band === 'unknown' ? 'quiet' : 'bad' };
}

function measured(value: number | null, words: (value: number) => string): Cell {
  return value === null ? { text: '', mark: 'quiet' } : { text: words(value) };
}

function priceCell({ promptUsd, completionUsd }: Endpoint): Cell {
  if (promptUsd === null || completionUsd === null) return { text: '', mark: 'quiet' };
  if (promptUsd === 0 && completionUsd === 0) return { text: t('free') };
  return { text: `${perMillion(promptUsd)} / ${perMillion(completionUsd)}` };
}

function perMillion(usd: number): string {
  return `$${Number((usd * 1_000_000).toFixed(3))}`;
}
