/**
 * The journal in OpenTelemetry's own JSON (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding): names in
 * lowerCamelCase, ids in hexadecimal, enums as numbers, 64-bit whole numbers as strings. Pure.
 *
 * Attributes are named by the semantic conventions where those have a name
 * (https://opentelemetry.io/docs/specs/semconv/registry/attributes/: server, network, error, http), and begin with
 * `gatehouse.` where not.
 */
import type { Histogram, JournalCounts } from './counts.ts';
import { hasFailed } from './end-words.ts';
import type { JournalEntry } from './entry.ts';
import { redactProxyUrl } from '../../path/proxy-redaction.ts';

type Value = string | number | undefined;
type Attribute = { key: string; value: { stringValue: string } | { intValue: string } };

/** Who exports. */
export interface OtlpSource {
  /** `service.name` ... */
  resource: Readonly<Record<string, string>>;
  /** Of the program. */
  release: string;
}

/** Random numbers of a span in hexadecimal: 32 digits and 16, neither all zero. */
export interface SpanIds {
  traceId: string;
  spanId: string;
}

/** trace.proto: a call that leaves for another service. */
export const spanKindClient = 3;
/** trace.proto: `STATUS_CODE_ERROR`. Where nothing failed the status stays unset, as instrumentation is to leave it. */
export const statusError = 2;
/** metrics.proto: `AGGREGATION_TEMPORALITY_CUMULATIVE`. */
const cumulative = 2;

/** The body of a `/v1/traces`. */
export function tracesBody(source: OtlpSource, spans: readonly object[]): string {
  const scopeSpans = [{ scope: scopeOf(source), spans }];
  return JSON.stringify({ resourceSpans: [{ resource: resourceOf(source), scopeSpans }] });
}

/**
 * The body of a `/v1/metrics`: what was counted since the shim was started.
 *
 * @param further metrics of others, in the same form.
 */
export function metricsBody(source: OtlpSource, counts: JournalCounts, dropped: number, nowMs: number, further: readonly object[] = []): string {
  const points = { startTimeUnixNano: nanoseconds(counts.startedAtMs), timeUnixNano: nanoseconds(nowMs) };
  const sum = (name: string, unit: string, description: string, values: readonly { value: number; attributes?: Record<string, Value> }[]): object => ({
    name,
    unit,
    description,
    sum: {
      aggregationTemporality: cumulative,
      isMonotonic: true,
      dataPoints: values.map(({ value, attributes = {} }) => ({ ...points, asInt: String(value), attributes: attributesOf(attributes) })),
    },
  });
  const metrics = [
    sum('gatehouse.shim.connections', '{connection}', 'Connections that ended.', counts.ended.map(({ route, how, leg, host, count }) => ({
      value: count,
      attributes: { 'gatehouse.route.outcome': route, 'gatehouse.end.how': how, 'gatehouse.end.leg': leg, 'server.address': host },
    }))),
    {
      name: 'gatehouse.shim.connections.open',
      unit: '{connection}',
      description: 'Connections that are open now.',
      gauge: { dataPoints: [{ timeUnixNano: points.timeUnixNano, asInt: String(counts.open), attributes: [] }] },
    },
    // `network.io.direction`, with the client's view of it: what it sends is transmitted.
    sum('gatehouse.shim.network.io', 'By', 'Bytes from clients (transmit) and to clients (receive).', [
      { value: counts.bytesUp, attributes: { 'network.io.direction': 'transmit' } },
      { value: counts.bytesDown, attributes: { 'network.io.direction': 'receive' } },
    ]),
    sum('gatehouse.shim.requests', '{request}', 'Plain HTTP requests served.', [{ value: counts.requests }]),
    sum('gatehouse.shim.refusals', '{request}', 'Requests refused before they named a host.', Object.entries(counts.refused).map(([code, value]) => ({
      value,
      attributes: { 'error.type': code },
    }))),
    sum('gatehouse.shim.export.dropped', '{span}', 'Connections that could not be exported.', [{ value: dropped }]),
    histogramOf('gatehouse.shim.connection.duration', 'How long connections lived.', counts.durations, points),
    histogramOf('gatehouse.shim.connect.duration', 'Until the way to the host was open.', counts.connects, points),
    ...further,
  ];
  return JSON.stringify({ resourceMetrics: [{ resource: resourceOf(source), scopeMetrics: [{ scope: scopeOf(source), metrics }] }] });
}

/** A span of an ended connection, its steps as events. */
export function spanOf(entry: JournalEntry, { traceId, spanId }: SpanIds): object {
  const { startedAtMs, kind, caller, process, host, port, route, timings, end } = entry;
  const failed = hasFailed(entry);
  return {
    traceId,
    spanId,
    name: kind,
    kind: spanKindClient,
    startTimeUnixNano: nanoseconds(startedAtMs),
    endTimeUnixNano: nanoseconds(startedAtMs + (timings.ended ?? 0)),
    attributes: attributesOf({
      'server.address': host === '' ? undefined : host,
      'server.port': host === '' ? undefined : port,
      'network.transport': 'tcp',
      'http.response.status_code': end?.status,
      // Low cardinality, as the convention asks: a code, else how it ended.
      'error.type': failed ? (end?.code ?? end?.how) : undefined,
      'gatehouse.caller': caller === '' ? undefined : caller,
      'gatehouse.client.name': process?.name,
      'gatehouse.client.pid': process?.pid,
      'gatehouse.route.outcome': route?.outcome,
      'gatehouse.route.via': route?.via ? redactProxyUrl(route.via) : undefined,
      'gatehouse.route.decided_by': route?.decidedBy,
      'gatehouse.end.by': end?.by,
      'gatehouse.end.how': end?.how,
      'gatehouse.end.leg': end?.leg,
      'gatehouse.bytes.up': entry.bytesUp,
      'gatehouse.bytes.down': entry.bytesDown,
      'gatehouse.silence.longest_ms': Math.round(entry.longestSilenceMs),
      'gatehouse.requests': entry.requests,
    }),
    events: (['routed', 'resolved', 'connected', 'tunnelled', 'firstByteUp', 'firstByteDown'] as const).flatMap((step) => {
      const atMs = timings[step];
      return atMs === undefined ? [] : [{ name: eventNames[step], timeUnixNano: nanoseconds(startedAtMs + atMs) }];
    }),
    status: failed ? { code: statusError } : {},
  };
}

const eventNames = {
  routed: 'gatehouse.routed',
  resolved: 'gatehouse.resolved',
  connected: 'gatehouse.connected',
  tunnelled: 'gatehouse.tunnelled',
  firstByteUp: 'gatehouse.first_byte_up',
  firstByteDown: 'gatehouse.first_byte_down',
} as const;

function histogramOf(name: string, description: string, { bounds, counts, sum }: Histogram, points: object): object {
  const dataPoint = {
    ...points,
    count: String(counts.reduce((all, count) => all + count, 0)),
    sum,
    bucketCounts: counts.map(String),
    explicitBounds: bounds,
    attributes: [],
  };
  return { name, unit: 's', description, histogram: { aggregationTemporality: cumulative, dataPoints: [dataPoint] } };
}

function resourceOf({ resource, release }: OtlpSource): object {
  return { attributes: attributesOf({ 'service.version': release, ...resource }) };
}

function scopeOf({ release }: OtlpSource): object {
  return { name: 'gatehouse', version: release };
}

/** Attributes as OTLP has them; those without a value are left out. */
export function attributesOf(values: Readonly<Record<string, Value>>): Attribute[] {
  return Object.entries(values).flatMap(([key, value]) => {
    if (value === undefined) return [];
    return [{ key, value: typeof value === 'string' ? { stringValue: value } : { intValue: String(value) } }];
  });
}

/** Milliseconds since the epoch as a fixed64 in nanoseconds; a float would lose its last digits. */
export function nanoseconds(ms: number): string {
  return String(BigInt(Math.round(ms * 1_000)) * 1_000n);
}
