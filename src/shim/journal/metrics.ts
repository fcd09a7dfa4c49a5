import type { RequestSeries } from '../endpoint/journal/request-counts.ts';
import type { EndedCount, Histogram, JournalCounts } from './counts.ts';

/** What is served as `Content-Type` with the text. */
export const metricsType = 'text/plain; version=0.0.4; charset=utf-8';

/** A metric as a page tells about it. */
export interface MetricAbout {
  name: string;
  type: 'counter' | 'gauge' | 'histogram';
  help: string;
  labels: readonly string[];
}

/** Every metric there is; names follow https://prometheus.io/docs/practices/naming/. Not translated: they are read by programs. */
export const metricsAbout = {
  connections: {
    name: 'gatehouse_shim_connections_total',
    type: 'counter',
    help: 'Connections that ended, by the route they took, how they ended, and the leg that failed.',
    labels: ['route', 'outcome', 'leg'],
  },
  served: { name: 'gatehouse_shim_connections_accepted_total', type: 'counter', help: 'Connections that have begun.', labels: [] },
  open: { name: 'gatehouse_shim_connections_open', type: 'gauge', help: 'Connections that are open now.', labels: [] },
  requests: { name: 'gatehouse_shim_requests_total', type: 'counter', help: 'Plain HTTP requests served.', labels: [] },
  bytes: {
    name: 'gatehouse_shim_transferred_bytes_total',
    type: 'counter',
    help: 'Bytes from clients (up) and to clients (down).',
    labels: ['direction'],
  },
  durations: {
    name: 'gatehouse_shim_connection_duration_seconds',
    type: 'histogram',
    help: 'How long connections lived.',
    labels: [],
  },
  connects: {
    name: 'gatehouse_shim_connect_duration_seconds',
    type: 'histogram',
    help: 'From the first byte of the client until the way to the host was open.',
    labels: [],
  },
  refusals: {
    name: 'gatehouse_shim_refusals_total',
    type: 'counter',
    help: 'Requests that the shim refused before they named a host, by code.',
    labels: ['code'],
  },
  dropped: {
    name: 'gatehouse_shim_journal_dropped_total',
    type: 'counter',
    help: 'Journal records that could not be written or exported.',
    labels: ['sink'],
  },
  started: { name: 'gatehouse_shim_start_time_seconds', type: 'gauge', help: 'When the shim was started, in seconds since the epoch.', labels: [] },
  operations: {
    name: 'gen_ai_client_operation_duration_seconds',
    type: 'histogram',
    help: 'How long requests to the endpoint took, by the OpenTelemetry conventions for generative AI.',
    labels: ['gen_ai_operation_name', 'gen_ai_provider_name', 'gen_ai_request_model', 'error_type'],
  },
  firstChunks: {
    name: 'gen_ai_client_operation_time_to_first_chunk_seconds',
    type: 'histogram',
    help: 'Until the first content of a streamed answer was sent on.',
    labels: ['gen_ai_operation_name', 'gen_ai_provider_name', 'gen_ai_request_model', 'error_type'],
  },
  tokens: {
    name: 'gen_ai_client_token_usage',
    type: 'histogram',
    help: 'Tokens of requests to the endpoint, where the gateway tells them.',
    labels: ['gen_ai_operation_name', 'gen_ai_provider_name', 'gen_ai_request_model', 'error_type', 'gen_ai_token_type'],
  },
  cost: {
    name: 'gatehouse_endpoint_cost_usd_total',
    type: 'counter',
    help: 'What gateways said that requests cost, in US dollars.',
    labels: ['gen_ai_provider_name', 'gen_ai_request_model'],
  },
  furtherAttempts: {
    name: 'gatehouse_endpoint_further_attempts_total',
    type: 'counter',
    help: 'Attempts beyond the first of a request.',
    labels: ['gen_ai_provider_name', 'gen_ai_request_model'],
  },
} as const satisfies Record<string, MetricAbout>;

/** How many records each place has lost, by its name. */
export type Dropped = Readonly<Record<string, number>>;

/**
 * The counts as text that Prometheus reads: https://prometheus.io/docs/instrumenting/exposition_formats/, version 0.0.4.
 * No label has a host in it unless hosts were named when counting began. Pure.
 */
export function renderMetrics(counts: JournalCounts, dropped: Dropped = {}, requests: readonly RequestSeries[] = []): string {
  const { connections, served, open, bytes, durations, connects, refusals, started } = metricsAbout;
  const plain = metricsAbout.requests;
  return [
    ...family(connections, counts.ended.map((one) => sample(connections.name, labelsOf(one), one.count))),
    ...family(served, [sample(served.name, {}, counts.served)]),
    ...family(open, [sample(open.name, {}, counts.open)]),
    ...family(plain, [sample(plain.name, {}, counts.requests)]),
    ...family(bytes, [sample(bytes.name, { direction: 'up' }, counts.bytesUp), sample(bytes.name, { direction: 'down' }, counts.bytesDown)]),
    ...family(durations, histogramSamples(durations.name, counts.durations)),
    ...family(connects, histogramSamples(connects.name, counts.connects)),
    ...family(refusals, Object.entries(counts.refused).map(([code, count]) => sample(refusals.name, { code }, count))),
    ...family(metricsAbout.dropped, Object.entries(dropped).map(([sink, count]) => sample(metricsAbout.dropped.name, { sink }, count))),
    ...family(started, [sample(started.name, {}, counts.startedAtMs / 1_000)]),
    ...requestFamilies(requests),
    '',
  ].join('\n');
}

function requestFamilies(series: readonly RequestSeries[]): string[] {
  const { operations, firstChunks, tokens, cost, furtherAttempts } = metricsAbout;
  const names = ({ operation, provider, model, error }: RequestSeries['labels']): Record<string, string> => ({
    gen_ai_operation_name: operation,
    gen_ai_provider_name: provider,
    gen_ai_request_model: model,
    error_type: error,
  });
  const few = ({ provider, model }: RequestSeries['labels']): Record<string, string> => ({ gen_ai_provider_name: provider, gen_ai_request_model: model });
  // Of series that differ in their error alone, each sum is one.
  const sums = (of: (one: RequestSeries) => number): [Record<string, string>, number][] => {
    const found = new Map<string, [Record<string, string>, number]>();
    for (const one of series) {
      const labels = few(one.labels);
      const key = JSON.stringify(labels);
      found.set(key, [labels, (found.get(key)?.[1] ?? 0) + of(one)]);
    }
    return [...found.values()];
  };
  const typed = (type: 'input' | 'output') => (one: RequestSeries): string[] =>
    histogramSamples(tokens.name, type === 'input' ? one.inputTokens : one.outputTokens, { ...names(one.labels), gen_ai_token_type: type });
  const any = ({ counts }: Histogram): boolean => counts.some((count) => count > 0);
  return [
    ...family(operations, series.flatMap((one) => histogramSamples(operations.name, one.durations, names(one.labels)))),
    ...family(firstChunks, series.filter((one) => any(one.firstChunks)).flatMap((one) => histogramSamples(firstChunks.name, one.firstChunks, names(one.labels)))),
    ...family(tokens, [...series.filter((one) => any(one.inputTokens)).flatMap(typed('input')), ...series.filter((one) => any(one.outputTokens)).flatMap(typed('output'))]),
    ...family(cost, sums((one) => one.costUsd).map(([labels, usd]) => sample(cost.name, labels, usd))),
    ...family(furtherAttempts, sums((one) => one.furtherAttempts).map(([labels, count]) => sample(furtherAttempts.name, labels, count))),
  ];
}

function labelsOf({ route, how, leg, host }: EndedCount): Record<string, string> {
  return { route, outcome: how, leg, ...(host !== undefined && { host }) };
}

/** A family without samples is left out: a line of help alone says nothing. */
function family({ name, type, help }: MetricAbout, samples: readonly string[]): string[] {
  return samples.length === 0 ? [] : [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples];
}

function histogramSamples(name: string, { bounds, counts, sum }: Histogram, labels: Readonly<Record<string, string>> = {}): string[] {
  let below = 0;
  const buckets = counts.map((count, index) => {
    below += count;
    const bound = bounds[index];
    return sample(`${name}_bucket`, { ...labels, le: bound === undefined ? '+Inf' : String(bound) }, below);
  });
  return [...buckets, sample(`${name}_sum`, labels, sum), sample(`${name}_count`, labels, below)];
}

function sample(name: string, labels: Readonly<Record<string, string>>, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
