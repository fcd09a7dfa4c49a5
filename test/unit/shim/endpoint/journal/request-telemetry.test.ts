import assert from 'node:assert/strict';
import { requestMetrics, requestSpan } from '../../../../../src/shim/endpoint/journal/genai-otlp.ts';
import { labelsOf, operationBounds, RequestCounter, tokenBounds } from '../../../../../src/shim/endpoint/journal/request-counts.ts';
import type { RequestEntry } from '../../../../../src/shim/endpoint/journal/request-entry.ts';
import { JournalCounter } from '../../../../../src/shim/journal/counts.ts';
import { renderMetrics } from '../../../../../src/shim/journal/metrics.ts';

const startMs = 1_795_946_400_000;

function request(more: Partial<RequestEntry> = {}): RequestEntry {
  return {
    id: 7,
    startedAtMs: startMs,
    caller: 'claude-code',
    protocol: 'messages',
    path: '/messages',
    asked: 'gatehouse/fast',
    stream: true,
    attempts: [
      { target: 'openrouter/anthropic/claude-sonnet-4.5', why: 'first', startedMs: 0, waitedMs: 0, endedMs: 40, status: 503, end: 'failed', fault: { kind: 'provider-overloaded', leg: 'provider' } },
      { target: 'anthropic/claude-sonnet-4-5', why: 'fallback', startedMs: 41, waitedMs: 0, endedMs: 2_400, status: 200, end: 'answered' },
    ],
    committedMs: 640,
    contentEvents: 12,
    longestSilenceMs: 90,
    bytesUp: 900,
    bytesDown: 4_000,
    generationId: 'msg_1',
    usage: { inputTokens: 900, outputTokens: 120, costUsd: 0.0125 },
    endedMs: 2_400,
    end: 'answered',
    ...more,
  };
}

describe('what is told of the endpoint\'s requests', () => {
  it('is labelled by the gateway that answered, and by the failure the caller was told', () => {
    assert.deepEqual(labelsOf(request()), { operation: 'chat', provider: 'anthropic', model: 'gatehouse/fast', error: '' });
    assert.deepEqual(labelsOf(request({ failure: { status: 503, leg: 'provider', code: 'provider-overloaded' }, end: 'failed', attempts: [request().attempts[0] as never] })), {
      operation: 'chat',
      provider: 'openrouter',
      model: 'gatehouse/fast',
      error: 'provider-overloaded',
    });
    const passed = request({ path: '/embeddings' });
    delete passed.protocol;
    assert.equal(labelsOf(passed).operation, 'embeddings');
    assert.equal(labelsOf(request({ end: 'cancelled' })).error, 'cancelled');
  });

  it('is in histograms with the bounds of the conventions', () => {
    const counter = new RequestCounter();
    counter.add(request());
    counter.add(request({ usage: { inputTokens: 1, outputTokens: 5_000 }, endedMs: 90_000 }));
    const text = renderMetrics(new JournalCounter().read(startMs, 0, []), {}, counter.read());
    const has = (line: string): void => assert.ok(text.split('\n').includes(line), `${line}\n\n${text}`);
    const labels = 'gen_ai_operation_name="chat",gen_ai_provider_name="anthropic",gen_ai_request_model="gatehouse/fast",error_type=""';
    has(`gen_ai_client_operation_duration_seconds_bucket{${labels},le="2.56"} 1`);
    has(`gen_ai_client_operation_duration_seconds_bucket{${labels},le="81.92"} 1`);
    has(`gen_ai_client_operation_duration_seconds_bucket{${labels},le="+Inf"} 2`);
    has(`gen_ai_client_operation_time_to_first_chunk_seconds_bucket{${labels},le="0.64"} 2`);
    has(`gen_ai_client_token_usage_sum{${labels},gen_ai_token_type="input"} 901`);
    has(`gen_ai_client_token_usage_bucket{${labels},gen_ai_token_type="output",le="256"} 1`);
    has('gatehouse_endpoint_cost_usd_total{gen_ai_provider_name="anthropic",gen_ai_request_model="gatehouse/fast"} 0.0125');
    has('gatehouse_endpoint_further_attempts_total{gen_ai_provider_name="anthropic",gen_ai_request_model="gatehouse/fast"} 2');
    for (const bounds of [operationBounds, tokenBounds]) assert.deepEqual([...bounds].sort((a, b) => a - b), [...bounds]);
  });

  it('stays bounded, however many models are asked for', () => {
    const counter = new RequestCounter();
    for (let index = 0; index < 1_000; index++) counter.add(request({ asked: `model-${index}` }));
    const series = counter.read();
    assert.ok(series.length <= 201, String(series.length));
    assert.equal(series.reduce((all, { count }) => all + count, 0), 1_000);
    assert.equal(series.find(({ labels }) => labels.model === 'other')?.count, 800);
  });

  it('is a span of the request with its attempts, and no word of it', () => {
    const span = JSON.stringify(requestSpan(request(), { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) }));
    for (const part of ['"name":"chat gatehouse/fast"', '{"key":"gen_ai.usage.output_tokens","value":{"intValue":"120"}}', '{"key":"gen_ai.provider.name","value":{"stringValue":"anthropic"}}', '"gatehouse.attempt.why","value":{"stringValue":"fallback"}', '"status":{}']) {
      assert.ok(span.includes(part), `${part}\n${span}`);
    }
    assert.match(JSON.stringify(requestSpan(request({ failure: { status: 502, leg: 'stream', code: 'stream-cut' } }), { traceId: 'a', spanId: 'b' })), /"status":\{"code":2\}/);
  });

  it('is in metrics of OpenTelemetry by the same names', () => {
    const counter = new RequestCounter();
    assert.deepEqual(requestMetrics(counter.read(), startMs, startMs + 1), []);
    counter.add(request());
    const names = requestMetrics(counter.read(), startMs, startMs + 1).map((one) => (one as { name: string }).name);
    assert.deepEqual(names, ['gen_ai.client.operation.duration', 'gen_ai.client.operation.time_to_first_chunk', 'gen_ai.client.token.usage']);
  });
});
