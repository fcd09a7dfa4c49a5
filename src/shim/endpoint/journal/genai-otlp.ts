/**
 * The endpoint's requests in OpenTelemetry's JSON, by the semantic conventions for generative AI
 * (https://opentelemetry.io/docs/specs/semconv/gen-ai/, as of its repository's main branch). What those have no name for
 * begins with `gatehouse.`. No prompt and no answer is among it. Pure.
 */
import type { Histogram } from '../../journal/counts.ts';
import { attributesOf, nanoseconds, spanKindClient, statusError, type SpanIds } from '../../journal/otlp-json.ts';
import { labelsOf, type RequestLabels, type RequestSeries } from './request-counts.ts';
import type { RequestEntry } from './request-entry.ts';

/** metrics.proto: `AGGREGATION_TEMPORALITY_CUMULATIVE`. */
const cumulative = 2;

/** One span for a request that has ended, its attempts as events. */
export function requestSpan(entry: RequestEntry, { traceId, spanId }: SpanIds): object {
  const { startedAtMs, endedMs = 0, usage, attempts, failure } = entry;
  const labels = labelsOf(entry);
  return {
    traceId,
    spanId,
    // `{operation} {model}`, as the conventions name it.
    name: `${labels.operation} ${labels.model}`.trim(),
    kind: spanKindClient,
    startTimeUnixNano: nanoseconds(startedAtMs),
    endTimeUnixNano: nanoseconds(startedAtMs + endedMs),
    attributes: attributesOf({
      ...attributeNames(labels),
      'gen_ai.response.id': entry.generationId,
      'gen_ai.usage.input_tokens': usage?.inputTokens,
      'gen_ai.usage.output_tokens': usage?.outputTokens,
      'gatehouse.caller': entry.caller === '' ? undefined : entry.caller,
      'gatehouse.request': entry.id,
      'gatehouse.protocol': entry.protocol,
      'gatehouse.end': entry.end,
      'gatehouse.leg': failure?.leg,
      'gatehouse.attempts': attempts.length,
      'gatehouse.cost_usd': usage?.costUsd === undefined ? undefined : String(usage.costUsd),
      'http.response.status_code': failure?.status ?? 200,
    }),
    events: attempts.map((attempt) => ({
      name: 'gatehouse.attempt',
      timeUnixNano: nanoseconds(startedAtMs + attempt.startedMs),
      attributes: attributesOf({
        'gatehouse.target': attempt.target,
        'gatehouse.attempt.why': attempt.why,
        'gatehouse.attempt.end': attempt.end,
        'gatehouse.leg': attempt.fault?.leg,
        'error.type': attempt.fault?.kind,
        'http.response.status_code': attempt.status,
      }),
    })),
    status: failure ? { code: statusError } : {},
  };
}

/** The metrics of all requests since the shim was started. */
export function requestMetrics(series: readonly RequestSeries[], startedAtMs: number, nowMs: number): object[] {
  if (series.length === 0) return [];
  const times = { startTimeUnixNano: nanoseconds(startedAtMs), timeUnixNano: nanoseconds(nowMs) };
  const point = (labels: RequestLabels, { bounds, counts, sum }: Histogram, more: Record<string, string> = {}): object => ({
    ...times,
    count: String(counts.reduce((all, count) => all + count, 0)),
    sum,
    bucketCounts: counts.map(String),
    explicitBounds: bounds,
    attributes: attributesOf({ ...attributeNames(labels), ...more }),
  });
  const histogram = (name: string, unit: string, description: string, dataPoints: readonly object[]): object => ({ name, unit, description, histogram: { aggregationTemporality: cumulative, dataPoints } });
  return [
    histogram('gen_ai.client.operation.duration', 's', 'GenAI operation duration.', series.map((one) => point(one.labels, one.durations))),
    histogram('gen_ai.client.operation.time_to_first_chunk', 's', 'Time to receive the first chunk.', series.filter(({ firstChunks }) => firstChunks.sum > 0).map((one) => point(one.labels, one.firstChunks))),
    histogram('gen_ai.client.token.usage', '{token}', 'Number of input and output tokens used.', series.flatMap((one) => [
      ...(one.inputTokens.sum > 0 ? [point(one.labels, one.inputTokens, { 'gen_ai.token.type': 'input' })] : []),
      ...(one.outputTokens.sum > 0 ? [point(one.labels, one.outputTokens, { 'gen_ai.token.type': 'output' })] : []),
    ])),
  ];
}

function attributeNames({ operation, provider, model, error }: RequestLabels): Record<string, string | undefined> {
  return {
    'gen_ai.operation.name': operation,
    'gen_ai.provider.name': provider === '' ? undefined : provider,
    'gen_ai.request.model': model === '' ? undefined : model,
    'error.type': error === '' ? undefined : error,
  };
}
