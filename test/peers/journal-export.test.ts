/** What the journal gives to other programs, read by theirs: Prometheus' linter and the OpenTelemetry collector. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { renderMetrics } from '../../src/shim/journal/metrics.ts';
import { OtlpExporter } from '../../src/shim/journal/otlp.ts';
import { postJson } from '../../src/shim/journal/otlp-post.ts';
import { otlpSettings } from '../../src/shim/journal/otlp-settings.ts';
import { anEntry, someCounts, startMs } from '../unit/shim/journal/entries.ts';
import { goProgram } from './rigs/go-program.ts';
import { listensOn, start, type Program } from './rigs/program.ts';

describe('metrics, as Prometheus\' own linter reads them', () => {
  let linter = '';
  before(async function () {
    this.timeout(900_000);
    linter = await goProgram('metrics-lint');
  });

  const lint = (text: string): { status: number | null; said: string } => {
    const { status, stderr } = spawnSync(linter, { input: text, encoding: 'utf8' });
    return { status, said: stderr };
  };

  for (const [name, hosts] of [['without hosts', []], ['with a label for hosts', ['api.acme.test']]] as const) {
    it(`are valid and well named, ${name}`, () => {
      assert.deepEqual(lint(renderMetrics(someCounts(hosts), { file: 3, otlp: 0 })), { status: 0, said: '' });
    });
  }

  it('would be found out if they were not', () => {
    assert.equal(lint(renderMetrics(someCounts()).replaceAll('le="+Inf"', 'le="x"')).status, 1);
    assert.equal(lint(renderMetrics(someCounts()).replaceAll('_requests_total', '_requests')).status, 3);
  });
});

describe('what is exported, as the OpenTelemetry collector reads it', () => {
  let collector: Program;
  let endpoint = '';
  let folder = '';

  before(async function () {
    this.timeout(900_000);
    const program = await goProgram('collector');
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-collector-'));
    const port = await freePort();
    endpoint = `http://127.0.0.1:${port}`;
    const config = path.join(folder, 'config.json');
    const pipeline = { receivers: ['otlp'], exporters: ['debug'] };
    fs.writeFileSync(config, JSON.stringify({
      receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${port}` } } } },
      exporters: { debug: { verbosity: 'detailed' } },
      service: { pipelines: { traces: pipeline, metrics: pipeline }, telemetry: { metrics: { level: 'none' } } },
    }));
    collector = await start([program, '--config', `file:${config}`], listensOn(port, 'tcp', '127.0.0.1'));
  });
  after(async () => {
    await collector?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('arrives whole: spans with their attributes, events and status, and every metric', async () => {
    const settings = otlpSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SERVICE_NAME: 'a-team' });
    assert.ok(!('problem' in settings));
    const told: (string | null)[] = [];
    const exporter = new OtlpExporter({
      settings,
      release: '0.1.0',
      now: () => startMs + 60_000,
      counts: () => someCounts(),
      onProblem: (problem) => told.push(problem),
      ids: () => ({ traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174' }),
    });
    exporter.append(anEntry({ end: { by: 'upstream', how: 'reset', leg: 'tcp', code: 'ECONNRESET' } }));
    await exporter.stop();
    assert.deepEqual([exporter.dropped, told], [0, []]);
    await until(() => /gatehouse\.shim\.connect\.duration/.test(collector.output()) && /error\.type/.test(collector.output()));
    const seen = collector.output();
    const lines: RegExp[] = [
      /-> service\.name: Str\(a-team\)/,
      /Trace ID +: 5b8efff798038103d269b633813fc60c/,
      /ID +: eee19b7ec3c1b174/,
      /Name +: tunnel/,
      /Kind +: Client/,
      /Start time +: 2026-11-29 10:00:00 \+0000 UTC/,
      /End time +: 2026-11-29 10:00:02\.14 \+0000 UTC/,
      /Status code +: Error/,
      /-> server\.address: Str\(api\.acme\.test\)/,
      /-> server\.port: Int\(443\)/,
      /-> error\.type: Str\(ECONNRESET\)/,
      /-> Name: gatehouse\.tunnelled\s+-> Timestamp: 2026-11-29 10:00:00\.06 \+0000 UTC/,
      /-> Name: gatehouse\.shim\.connections\s[\s\S]*?-> DataType: Sum\s+-> IsMonotonic: true\s+-> AggregationTemporality: Cumulative/,
      /-> Name: gatehouse\.shim\.connections\.open\s[\s\S]*?-> DataType: Gauge/,
      /-> Name: gatehouse\.shim\.connect\.duration\s[\s\S]*?-> DataType: Histogram[\s\S]*?Count: 3/,
      /-> network\.io\.direction: Str\(transmit\)[\s\S]*?Value: 4205/,
    ];
    for (const line of lines) assert.match(seen, line);
  });

  it('would be found out if it were no OTLP', async () => {
    const target = { url: new URL(`${endpoint}/v1/traces`), headers: {}, timeoutMs: 5_000 };
    const bad = '{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"no hexadecimal"}]}]}]}';
    assert.equal((await postJson(target, bad, new AbortController().signal)).status, 400);
  });
});

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function until(condition: () => boolean): Promise<void> {
  for (const begun = performance.now(); !condition() && performance.now() - begun < 10_000; ) await new Promise((resolve) => setTimeout(resolve, 50));
}
