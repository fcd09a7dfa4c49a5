import * as assert from 'node:assert/strict';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { OtlpExporter, type OtlpExporterOptions } from '../../../../src/shim/journal/otlp.ts';
import { metricsBody, spanOf, tracesBody } from '../../../../src/shim/journal/otlp-json.ts';
import { postJson, rejectedOf, type PostAnswer } from '../../../../src/shim/journal/otlp-post.ts';
import { otlpSettings, type OtlpSettings } from '../../../../src/shim/journal/otlp-settings.ts';
import { anEntry, someCounts, startMs } from './entries.ts';

const base = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };
const ids = { traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174' };
const source = { resource: { 'service.name': 'gatehouse-shim' }, release: '0.1.0' };

function settingsOf(environment: Record<string, string>): OtlpSettings {
  const settings = otlpSettings(environment);
  assert.ok(!('problem' in settings), JSON.stringify(settings));
  return settings;
}

describe('where to export, from OpenTelemetry\'s own variables', () => {
  const places: [string, Record<string, string>, string | undefined, string | undefined][] = [
    ['the general endpoint is a base', base, 'http://127.0.0.1:4318/v1/traces', 'http://127.0.0.1:4318/v1/metrics'],
    ['with a path of its own', { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otel.acme.test/in/' }, 'https://otel.acme.test/in/v1/traces', 'https://otel.acme.test/in/v1/metrics'],
    ['one of a kind is taken as it is', { ...base, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:9/x' }, 'http://127.0.0.1:9/x', 'http://127.0.0.1:4318/v1/metrics'],
    ['and alone', { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://127.0.0.1:9/x' }, undefined, 'http://127.0.0.1:9/x'],
    ['none', { ...base, OTEL_TRACES_EXPORTER: 'none' }, undefined, 'http://127.0.0.1:4318/v1/metrics'],
  ];
  for (const [name, environment, traces, metrics] of places) {
    it(name, () => {
      const settings = settingsOf(environment);
      assert.deepEqual([settings.traces?.url.href, settings.metrics?.url.href], [traces, metrics]);
    });
  }

  it('reads headers as baggage, the own ones instead of the general ones', () => {
    const settings = settingsOf({ ...base, OTEL_EXPORTER_OTLP_HEADERS: 'X-Key=a%20b, other = c ,=d,bad%', OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'm=1' });
    assert.deepEqual([settings.traces?.headers, settings.metrics?.headers], [{ 'x-key': 'a b', other: 'c' }, { m: '1' }]);
  });

  it('lets no header break the request', () => {
    assert.deepEqual(settingsOf({ ...base, OTEL_EXPORTER_OTLP_HEADERS: 'a=1%0d%0ax: y,b c=2,d=3' }).traces?.headers, { d: '3' });
  });

  it('names the service, and what else is named', () => {
    assert.deepEqual(settingsOf(base).resource, { 'service.name': 'gatehouse-shim' });
    const named = { ...base, OTEL_SERVICE_NAME: 'mine', OTEL_RESOURCE_ATTRIBUTES: 'service.name=no,deployment.environment.name=dev' };
    assert.deepEqual(settingsOf(named).resource, { 'service.name': 'mine', 'deployment.environment.name': 'dev' });
  });

  const problems: [string, Record<string, string>, RegExp][] = [
    ['there is no endpoint', {}, /^No endpoint is named/],
    ['everything is off', { ...base, OTEL_SDK_DISABLED: 'TRUE' }, /^OTEL_SDK_DISABLED is set/],
    ['another protocol is asked for', { ...base, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, /^OTEL_EXPORTER_OTLP_PROTOCOL asks for grpc.*OTEL_EXPORTER_OTLP_TRACES_PROTOCOL to http\/json\.$/],
    ['the endpoint is no address', { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }, /^OTEL_EXPORTER_OTLP_ENDPOINT is no http or https address/],
    ['it has credentials in it', { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://a:b@otel.test' }, /without credentials/],
    ['a key would go unencrypted', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://otel.test:4318', OTEL_EXPORTER_OTLP_HEADERS: 'k=v' }, /would send the headers unencrypted/],
  ];
  for (const [name, environment, problem] of problems) {
    it(`says why nothing is exported: ${name}`, () => {
      const settings = otlpSettings(environment);
      assert.ok('problem' in settings);
      assert.match(settings.problem, problem);
      assert.doesNotMatch(settings.problem, /a:b/);
    });
  }
});

describe('the journal as OpenTelemetry', () => {
  it('is a span for each connection, with ids in hexadecimal and times as strings', () => {
    const entry = anEntry({ end: { by: 'upstream', how: 'reset', leg: 'tcp', code: 'ECONNRESET' } });
    const { resourceSpans } = JSON.parse(tracesBody(source, [spanOf(entry, ids)])) as { resourceSpans: { scopeSpans: { spans: Record<string, unknown>[] }[] }[] };
    const [span] = resourceSpans[0]?.scopeSpans[0]?.spans ?? [];
    assert.deepEqual([span?.['traceId'], span?.['spanId'], span?.['kind'], span?.['name']], [ids.traceId, ids.spanId, 3, 'tunnel']);
    assert.equal(span?.['startTimeUnixNano'], `${startMs}000000`);
    assert.equal(span?.['endTimeUnixNano'], `${startMs + 2_140}000000`);
    assert.deepEqual(span?.['status'], { code: 2 });
    const attributes = new Map((span?.['attributes'] as { key: string; value: object }[]).map(({ key, value }) => [key, value]));
    assert.deepEqual(attributes.get('server.address'), { stringValue: 'api.acme.test' });
    assert.deepEqual(attributes.get('server.port'), { intValue: '443' });
    assert.deepEqual(attributes.get('error.type'), { stringValue: 'ECONNRESET' });
  });

  it('leaves the status of what went well unset, and has no error', () => {
    const text = tracesBody(source, [spanOf(anEntry(), ids)]);
    assert.match(text, /"status":\{\}/);
    assert.doesNotMatch(text, /error\.type/);
  });

  it('never has a proxy\'s credentials', () => {
    const route = { outcome: 'proxy' as const, via: 'http://user:hunter2@proxy.test:3128', decidedBy: 'rule 1', reason: '' };
    assert.doesNotMatch(tracesBody(source, [spanOf(anEntry({ route }), ids)]), /hunter2|user:/);
  });

  it('counts the same as the metrics do', () => {
    const text = metricsBody(source, someCounts(), 3, startMs + 60_000);
    const { resourceMetrics } = JSON.parse(text) as { resourceMetrics: { scopeMetrics: { metrics: { name: string; histogram?: { dataPoints: { bucketCounts: string[]; explicitBounds: number[]; count: string }[] } }[] }[] }[] };
    const found = new Map((resourceMetrics[0]?.scopeMetrics[0]?.metrics ?? []).map((metric) => [metric.name, metric]));
    const [point] = found.get('gatehouse.shim.connect.duration')?.histogram?.dataPoints ?? [];
    assert.equal(point?.bucketCounts.length, (point?.explicitBounds.length ?? 0) + 1);
    assert.equal(point?.bucketCounts.reduce((sum, count) => sum + Number(count), 0), Number(point?.count));
    assert.doesNotMatch(text, /acme/);
  });

  const rejections: [string, number][] = [
    ['', 0],
    ['{}', 0],
    ['{"partialSuccess":{}}', 0],
    ['{"partialSuccess":null}', 0],
    ['{"partialSuccess":{"rejectedSpans":"3","errorMessage":"x"}}', 3],
    ['{"partialSuccess":{"rejectedDataPoints":2}}', 2],
    ['{"partialSuccess":{"rejectedSpans":"many"}}', 0],
    ['<html>', 0],
  ];
  for (const [text, count] of rejections) it(`rejected by ${text || 'nothing'}`, () => assert.equal(rejectedOf(text), count));
});

describe('exporting', () => {
  const made = (answers: (PostAnswer | Error)[], more: Partial<OtlpExporterOptions> = {}) => {
    const bodies: string[] = [];
    const told: (string | null)[] = [];
    const exporter = new OtlpExporter({
      settings: settingsOf({ ...base, OTEL_METRICS_EXPORTER: 'none' }),
      release: '0.1.0',
      now: () => startMs,
      counts: someCounts,
      onProblem: (problem) => told.push(problem),
      post: async (_target, body) => {
        bodies.push(body);
        const answer = answers.shift() ?? { status: 200, rejected: 0 };
        if (answer instanceof Error) throw answer;
        return answer;
      },
      ...more,
    });
    return { exporter, bodies, told };
  };
  const spansOf = (body: string): number => body.split('"spanId"').length - 1;

  it('sends 512 at a time, and what is left when it stops', async () => {
    const { exporter, bodies } = made([]);
    for (let id = 0; id < 1_100; id++) exporter.append(anEntry({ id }));
    await exporter.stop();
    assert.deepEqual(bodies.map(spansOf), [512, 512, 76]);
    assert.equal(exporter.dropped, 0);
    const all = bodies.join('').match(/"spanId":"[0-9a-f]{16}"/g) ?? [];
    assert.equal(new Set(all).size, 1_100, 'each with an id of its own');
  });

  it('drops and counts what does not fit, and does not wait', async () => {
    const { exporter } = made([], { post: (_target, _body, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))) });
    for (let id = 0; id < 5_000; id++) exporter.append(anEntry({ id }));
    assert.equal(exporter.dropped, 5_000 - 2_048 - 512);
    await exporter.stop(10);
    assert.equal(exporter.dropped, 5_000);
  });

  it('tries again where the collector says so, and tells of it once', async () => {
    const busy = { status: 503, rejected: 0, retryAfterMs: 1 };
    const { exporter, bodies, told } = made([busy, busy, { status: 200, rejected: 0 }]);
    for (let id = 0; id < 512; id++) exporter.append(anEntry({ id }));
    while (bodies.length < 3) await sleep(5);
    await exporter.stop();
    assert.equal(new Set(bodies).size, 1, 'the same each time');
    assert.equal(exporter.dropped, 0);
    assert.match(told[0] ?? '', /^http:\/\/127\.0\.0\.1:4318 answered 503/);
    assert.deepEqual(told.map((one) => one === null), [false, true]);
  });

  it('does not try again what was refused, and counts what was rejected', async () => {
    const { exporter, bodies } = made([{ status: 400, rejected: 0 }, { status: 200, rejected: 5 }]);
    for (let id = 0; id < 1_024; id++) exporter.append(anEntry({ id }));
    await exporter.stop();
    assert.deepEqual([bodies.length, exporter.dropped], [2, 517]);
  });

  it('sends headers and a body that a server can read, and reads its answer', async () => {
    const seen: { url: string | undefined; headers: http.IncomingHttpHeaders; body: string }[] = [];
    const server = http.createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        seen.push({ url: request.url, headers: request.headers, body });
        response.writeHead(seen.length === 1 ? 429 : 200, { 'retry-after': '2', 'content-type': 'application/json' });
        response.end('{"partialSuccess":{"rejectedSpans":"1"}}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const { traces } = settingsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`, OTEL_EXPORTER_OTLP_HEADERS: 'x-key=s' });
      assert.ok(traces);
      assert.deepEqual(await postJson(traces, '{"é":1}', new AbortController().signal), { status: 429, rejected: 1, retryAfterMs: 2_000 });
      assert.deepEqual([seen[0]?.url, seen[0]?.headers['x-key'], seen[0]?.headers['content-type'], seen[0]?.body], ['/v1/traces', 's', 'application/json', '{"é":1}']);
    } finally {
      server.close();
    }
  });

  it('gives up on a collector that does not answer', async () => {
    const server = http.createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const target = { url: new URL(`http://127.0.0.1:${port}/v1/traces`), headers: {}, timeoutMs: 100 };
      await assert.rejects(postJson(target, '{}', new AbortController().signal));
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
