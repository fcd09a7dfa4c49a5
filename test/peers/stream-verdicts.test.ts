/**
 * Real servers and proxies, and what they do to streams, idle connections and large requests: each gets its verdict,
 * and honest set-ups get none. `GATEHOUSE_RECORD=1` writes what was seen as fixtures for the unit tests,
 * `GATEHOUSE_RECORD=WORD` that of rows with the word in their name.
 */
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { IdleEvidence, StreamEvidence } from '../../src/diagnosis/evidence.ts';
import type { Report } from '../../src/diagnosis/report.ts';
import { idleOutcome, ladderKind } from '../../src/diagnosis/rules/idle.ts';
import { classifyRun } from '../../src/diagnosis/rules/stream-class.ts';
import type { Limits } from '../../src/diagnosis/subject.ts';
import { haproxyPorts, nginxPorts, startHaproxy, startNginx } from './rigs/front-servers.ts';
import { gatewayHostsLine, gatewayName } from './rigs/gateway.ts';
import { diagnoseLimited, type LimitedCase } from './rigs/limited-diagnoses.ts';
import { startLossyRelays, type LossyRelays } from './rigs/lossy-relays.ts';
import { startMitmproxy, type Mitmproxy } from './rigs/mitmproxy.ts';
import { startPrivoxy, type Privoxy } from './rigs/privoxy.ts';
import { startSilentListener, type SilentListener } from './rigs/silent-listener.ts';
import { startSquid, type Squid } from './rigs/squid.ts';
import { isRecorded, writeFixture, type StreamExpectation } from './rigs/stream-fixture.ts';
import { originPorts, startStreamOrigin } from './rigs/stream-origin.ts';
import { startTinyproxy, type Tinyproxy } from './rigs/tinyproxy.ts';
import { silentAddress, startWorld, type World } from './rigs/world.ts';

/** The timers of every box that has one. */
const boxSeconds = 3;

const limits: Partial<Limits> = {
  dnsMs: 3_000,
  tcpMs: 3_000,
  proxyMs: 4_000,
  tlsMs: 5_000,
  headersMs: 5_000,
  contentStallMs: 5_500,
  streamMs: 15_000,
  idleRungsMs: [1_000, 2_000, 5_000],
};

type Proxy = 'mute' | 'squid' | 'tinyproxy' | 'privoxy' | 'mitmproxy' | keyof LossyRelays['urls'];

interface Row {
  name: string;
  probe: 'stream' | 'idle' | 'upload';
  port: number;
  /** In place of the gateway's name. */
  host?: string;
  proxy?: Proxy;
  model?: string;
  deep?: true;
  limits?: Partial<Limits>;
  expect: StreamExpectation;
}

const paced = 'paced/n=20,every=120';
const shortlyPaced = 'paced/n=14,every=100';
/** A few events, then silence with the connection open. */
const silent = 'paced/n=5,every=100,end=hang';

const arrives: StreamExpectation = { status: 'pass', findings: [], class: 'complete', delivery: 'as-made' };
const cut: StreamExpectation = { status: 'fail', findings: ['stream-cut (error)'], class: 'cut', delivery: 'unknown' };
const truncated: StreamExpectation = {
  status: 'fail',
  findings: ['stream-truncated (error)'],
  class: 'truncated',
  delivery: 'unknown',
};
const buffered: StreamExpectation = {
  status: 'warn',
  findings: ['stream-buffered (warning)'],
  class: 'buffered',
  delivery: 'in-one-lump',
};
const bufferedBy = (leg: 'proxy' | 'gateway' | 'stream'): StreamExpectation => ({ ...buffered, leg });
const replaced: StreamExpectation = {
  status: 'fail',
  findings: ['stream-replaced (error)'],
  class: 'cut-replaced',
  delivery: 'unknown',
};
const stalled = (kind: 'gap' | 'first-token-stall' | 'silent-drop'): StreamExpectation => ({
  status: 'fail',
  findings: ['stream-stalled (error)'],
  class: kind,
  delivery: 'unknown',
});

/** The probe is skipped: the probes of the leg at fault say what it is, and this one knows where it ended. */
const notReached = (kind: 'connect-stall' | 'proxy-stall' | 'tls-stall'): StreamExpectation => ({
  status: 'skip',
  findings: [],
  class: kind,
  delivery: 'unknown',
});

const streams: readonly Row[] = [
  { name: 'untouched, HTTP/1.1', probe: 'stream', port: originPorts.http1, model: paced, expect: arrives },
  { name: 'untouched, HTTP/2', probe: 'stream', port: originPorts.http2, model: paced, expect: arrives },
  {
    name: 'both protocols and a whole answer, untouched',
    probe: 'stream',
    port: originPorts.http2,
    model: paced,
    deep: true,
    expect: arrives,
  },
  { name: 'nginx without buffering', probe: 'stream', port: nginxPorts.unbuffered, model: paced, expect: arrives },
  { name: 'haproxy, HTTP/2', probe: 'stream', port: haproxyPorts.http2, model: paced, expect: arrives },
  { name: 'haproxy, HTTP/1.1', probe: 'stream', port: haproxyPorts.http1, model: paced, expect: arrives },
  { name: 'squid', probe: 'stream', port: originPorts.http2, proxy: 'squid', model: paced, expect: arrives },
  { name: 'tinyproxy', probe: 'stream', port: originPorts.http1, proxy: 'tinyproxy', model: paced, expect: arrives },
  { name: 'privoxy', probe: 'stream', port: originPorts.http1, proxy: 'privoxy', model: paced, expect: arrives },
  {
    name: 'a quick short answer',
    probe: 'stream',
    port: originPorts.http1,
    model: 'paced/n=5,every=1',
    expect: { ...arrives, delivery: 'unknown' },
  },
  {
    name: 'comments before the first word',
    probe: 'stream',
    port: originPorts.http1,
    model: 'paced/n=20,every=20,first=1500,comments=300',
    expect: arrives,
  },
  {
    name: 'nginx with buffering',
    probe: 'stream',
    port: nginxPorts.buffering,
    model: paced,
    expect: bufferedBy('gateway'),
  },
  {
    name: 'nginx with buffering, by squid and direct',
    probe: 'stream',
    port: nginxPorts.buffering,
    proxy: 'squid',
    // Collected, it is silent until its end, which has to come well before squid's patience ends.
    model: shortlyPaced,
    expect: bufferedBy('gateway'),
  },
  {
    name: 'nginx without buffering, by mitmproxy with buffering',
    probe: 'stream',
    port: nginxPorts.unbuffered,
    proxy: 'mitmproxy',
    model: paced,
    expect: bufferedBy('proxy'),
  },
  {
    name: 'buffering over HTTP/2 alone',
    probe: 'stream',
    port: originPorts.http2,
    model: `${paced},h2=lump`,
    expect: bufferedBy('stream'),
  },
  {
    name: 'nginx with buffering, a long answer',
    probe: 'stream',
    port: nginxPorts.buffering,
    model: 'paced/n=60,every=60,size=900',
    expect: {
      status: 'pass',
      findings: ['stream-partly-buffered (info)'],
      class: 'partly-buffered',
      delivery: 'in-lumps',
    },
  },
  {
    name: 'mitmproxy with buffering',
    probe: 'stream',
    port: originPorts.http1,
    proxy: 'mitmproxy',
    model: paced,
    expect: bufferedBy('proxy'),
  },
  {
    name: 'mitmproxy with buffering, cut behind it',
    probe: 'stream',
    port: originPorts.http1,
    proxy: 'mitmproxy',
    model: `${paced},end=cut`,
    expect: replaced,
  },
  {
    name: 'nginx and no answer',
    probe: 'stream',
    port: nginxPorts.shortRead,
    model: 'paced/headers=never',
    expect: replaced,
  },
  {
    name: 'haproxy and no answer',
    probe: 'stream',
    port: haproxyPorts.http1,
    model: 'paced/headers=never',
    expect: replaced,
  },
  { name: 'nginx and silence', probe: 'stream', port: nginxPorts.shortRead, model: silent, expect: cut },
  { name: 'haproxy and silence, HTTP/1.1', probe: 'stream', port: haproxyPorts.http1, model: silent, expect: cut },
  { name: 'haproxy and silence, HTTP/2', probe: 'stream', port: haproxyPorts.http2, model: silent, expect: truncated },
  {
    name: 'haproxy that passes bytes on, and silence',
    probe: 'stream',
    port: haproxyPorts.tcp,
    model: silent,
    expect: cut,
  },
  { name: 'squid and silence', probe: 'stream', port: originPorts.http1, proxy: 'squid', model: silent, expect: cut },
  {
    name: 'tinyproxy and silence',
    probe: 'stream',
    port: originPorts.http1,
    proxy: 'tinyproxy',
    model: silent,
    expect: cut,
  },
  {
    name: 'privoxy and silence',
    probe: 'stream',
    port: originPorts.http1,
    proxy: 'privoxy',
    model: silent,
    expect: cut,
  },
  {
    name: 'a cut, HTTP/1.1',
    probe: 'stream',
    port: originPorts.http1,
    model: 'paced/n=5,every=100,end=cut',
    expect: cut,
  },
  {
    name: 'a clean end too early, HTTP/1.1',
    probe: 'stream',
    port: originPorts.http1,
    model: 'paced/n=5,every=100,end=clean',
    expect: truncated,
  },
  {
    name: 'a clean end too early, HTTP/2',
    probe: 'stream',
    port: originPorts.http2,
    model: 'paced/n=5,every=100,end=clean',
    expect: truncated,
  },
  {
    name: 'an error inside',
    probe: 'stream',
    port: originPorts.http2,
    model: 'paced/n=5,every=100,end=error',
    expect: { status: 'fail', findings: ['provider-error (error)'], class: 'in-band-error', delivery: 'unknown' },
  },
  {
    name: 'silence with comments',
    probe: 'stream',
    port: originPorts.http1,
    model: `${silent},comments=300`,
    limits: { contentStallMs: 2_000 },
    expect: stalled('gap'),
  },
  {
    name: 'comments and never a word',
    probe: 'stream',
    port: originPorts.http1,
    model: 'paced/n=0,end=hang,comments=300',
    limits: { contentStallMs: 2_000 },
    expect: stalled('first-token-stall'),
  },
  {
    name: 'silence, HTTP/2 and a ping that is answered',
    probe: 'stream',
    port: originPorts.http2,
    model: silent,
    limits: { contentStallMs: 2_000 },
    expect: stalled('gap'),
  },
  {
    name: 'a relay that forgets, HTTP/1.1',
    probe: 'stream',
    port: originPorts.http1,
    proxy: 'silent',
    model: 'paced/first=3500',
    expect: stalled('silent-drop'),
  },
  {
    name: 'a relay that forgets, HTTP/2',
    probe: 'stream',
    port: originPorts.http2,
    proxy: 'silent',
    model: 'paced/first=3500',
    expect: stalled('silent-drop'),
  },
  {
    name: 'no answer at all',
    probe: 'stream',
    port: originPorts.http2,
    model: 'paced/headers=never',
    limits: { headersMs: 2_000, contentStallMs: 2_000 },
    expect: { status: 'fail', findings: ['no-response (error)'], class: 'headers-stall', delivery: 'unknown' },
  },
  {
    name: 'HTTP/2 hangs and HTTP/1.1 works',
    probe: 'stream',
    port: originPorts.http2,
    model: `${paced},h2=hang`,
    deep: true,
    limits: { contentStallMs: 700 },
    expect: {
      status: 'fail',
      findings: ['stream-stalled (error)', 'stream-fails-over-http2 (error)'],
      class: 'gap',
      delivery: 'unknown',
    },
  },
  {
    name: 'no answer to the first packet',
    probe: 'stream',
    host: silentAddress,
    port: 443,
    model: paced,
    expect: notReached('connect-stall'),
  },
  {
    name: 'a proxy that never answers',
    probe: 'stream',
    port: originPorts.http1,
    proxy: 'mute',
    model: paced,
    expect: notReached('proxy-stall'),
  },
  {
    name: 'TLS that never begins',
    probe: 'stream',
    port: originPorts.mute,
    model: paced,
    expect: notReached('tls-stall'),
  },
];

const lives: StreamExpectation = {
  status: 'pass',
  findings: ['idle-survives (info)'],
  ladder: { kind: 'tunnel', how: 'survived' },
};
const leaves: StreamExpectation = {
  status: 'pass',
  findings: ['idle-keep-alive-ends (info)'],
  ladder: { kind: 'tunnel', how: 'fin' },
};
const tunnelCut: StreamExpectation = {
  status: 'warn',
  findings: ['idle-connection-cut (warning)'],
  ladder: { kind: 'tunnel', how: 'fin' },
};

const ladders: readonly Row[] = [
  { name: 'idle, untouched', probe: 'idle', port: originPorts.http1, expect: lives },
  { name: 'idle, nginx', probe: 'idle', port: nginxPorts.unbuffered, expect: lives },
  // Its clock for answers in progress does not show between requests: the blind spot that is said in words.
  { name: 'idle, nginx with a short read timeout', probe: 'idle', port: nginxPorts.shortRead, expect: lives },
  { name: 'idle, nginx with a short keep-alive', probe: 'idle', port: nginxPorts.shortKeepAlive, expect: leaves },
  { name: 'idle, haproxy', probe: 'idle', port: haproxyPorts.http1, expect: leaves },
  {
    name: 'idle, mitmproxy',
    probe: 'idle',
    port: originPorts.http1,
    proxy: 'mitmproxy',
    expect: { ...lives, ladder: { kind: 'interceptor', how: 'survived' } },
  },
  // Straight to a server of the user's own it may be the server that leaves without a word.
  {
    name: 'idle, haproxy that passes bytes on',
    probe: 'idle',
    port: haproxyPorts.tcp,
    expect: { ...tunnelCut, status: 'pass', findings: ['idle-connection-cut (info)'] },
  },
  { name: 'idle, squid', probe: 'idle', port: originPorts.http1, proxy: 'squid', expect: tunnelCut },
  { name: 'idle, tinyproxy', probe: 'idle', port: originPorts.http1, proxy: 'tinyproxy', expect: tunnelCut },
  { name: 'idle, privoxy', probe: 'idle', port: originPorts.http1, proxy: 'privoxy', expect: tunnelCut },
  {
    name: 'idle, a relay that forgets',
    probe: 'idle',
    port: originPorts.http1,
    proxy: 'silent',
    expect: {
      status: 'warn',
      findings: ['idle-connection-forgotten (warning)'],
      ladder: { kind: 'tunnel', how: 'silence' },
    },
  },
];

const uploads: readonly Row[] = [
  { name: 'upload, untouched', probe: 'upload', port: originPorts.http1, expect: { status: 'pass', findings: [] } },
  { name: 'upload, nginx', probe: 'upload', port: nginxPorts.buffering, expect: { status: 'pass', findings: [] } },
  {
    name: 'upload, nginx with a small limit',
    probe: 'upload',
    port: nginxPorts.smallBody,
    expect: { status: 'warn', findings: ['upload-too-large (warning)'] },
  },
  {
    name: 'upload, a relay that cuts',
    probe: 'upload',
    port: originPorts.http1,
    proxy: 'cutter',
    expect: { status: 'fail', findings: ['upload-cut (error)'] },
  },
  {
    name: 'upload, a relay that gets stuck',
    probe: 'upload',
    port: originPorts.http1,
    proxy: 'stuck',
    limits: { headersMs: 1_500 },
    expect: { status: 'fail', findings: ['upload-stalls (error)'] },
  },
];

// The ladders wait longest, so they go first.
const rows: readonly Row[] = [...ladders, ...uploads, ...streams];

describe('streams, idle connections and large requests through real boxes', function () {
  this.timeout(120_000);
  let world: World;
  let stops: readonly { stop(): Promise<void> }[] = [];
  let reports: ReadonlyMap<string, Report>;

  before(async () => {
    world = await startWorld({ hosts: [gatewayHostsLine] });
    const origin = await startStreamOrigin(world);
    const fronts = await Promise.all([startNginx(world, origin), startHaproxy(world, origin)]);
    const started: [SilentListener, Squid, Tinyproxy, Privoxy, Mitmproxy, LossyRelays] = await Promise.all([
      startSilentListener(world),
      startSquid(world, { readTimeoutSeconds: boxSeconds }),
      startTinyproxy(world, undefined, boxSeconds),
      startPrivoxy(world, { socketTimeoutSeconds: boxSeconds }),
      startMitmproxy(world, { upstreamRoot: origin.rootFile, buffers: true }),
      startLossyRelays(world),
    ]);
    stops = [origin, ...fronts, ...started];
    const [mute, squid, tinyproxy, privoxy, mitmproxy, relays] = started;
    const proxies: Readonly<Record<Proxy, string>> = {
      mute: mute.url,
      squid: squid.url,
      tinyproxy: tinyproxy.url,
      privoxy: privoxy.url,
      mitmproxy: mitmproxy.url,
      ...relays.urls,
    };
    const roots = path.join(world.folder, 'roots.pem');
    fs.writeFileSync(roots, fs.readFileSync(origin.rootFile, 'utf8') + fs.readFileSync(mitmproxy.rootFile, 'utf8'));
    const cases = rows.map((row): LimitedCase => ({
      name: row.name,
      baseUrl: `https://${row.host ?? gatewayName}:${row.port}/v1`,
      ...(row.proxy && { proxy: proxies[row.proxy] }),
      ...(row.model !== undefined && { model: row.model }),
      ...(row.deep && { depth: 'deep' as const }),
      only: [row.probe],
      limits: { ...limits, ...row.limits },
    }));
    reports = await diagnoseLimited(world, cases, { NODE_EXTRA_CA_CERTS: roots });
  });
  after(async () => {
    await Promise.all(stops.map((one) => one.stop()));
    await world?.close();
  });

  for (const { name, probe, expect } of rows) {
    it(`${name}: ${expect.class ?? expect.ladder?.how ?? expect.status}`, () => {
      const report = reports.get(name);
      assert.ok(report);
      if (isRecorded(name)) writeFixture(name, probe, report, expect);
      const result = report.probes.find(({ id }) => id === probe);
      const findings = report.findings.map(({ id, severity }) => `${id} (${severity})`);
      const seen: StreamExpectation = { status: result?.status ?? 'unknown', findings };
      const evidence = result?.evidence;
      if (probe === 'stream') Object.assign(seen, classifyRun(evidence as StreamEvidence));
      const leg = report.findings[0]?.leg;
      if (expect.leg && leg) seen.leg = leg;
      if (probe === 'idle') {
        const kind = ladderKind(evidence as IdleEvidence, true);
        seen.ladder = { kind, how: idleOutcome(evidence as IdleEvidence)?.end?.how ?? 'survived' };
      }
      const sorted = (one: StreamExpectation): StreamExpectation => ({ ...one, findings: one.findings.toSorted() });
      assert.deepEqual(sorted(seen), sorted(expect), JSON.stringify(result));
    });
  }

  it("tells who closed: an end inside TLS is the far end's own, a bare one is the way's", () => {
    const goodbye = (name: string): boolean | null | undefined =>
      idleOutcome(reports.get(name)?.probes.find(({ id }) => id === 'idle')?.evidence as IdleEvidence)?.end?.goodbye;
    for (const name of ['idle, nginx with a short keep-alive', 'idle, haproxy'])
      assert.equal(goodbye(name), true, name);
    for (const name of ['idle, squid', 'idle, tinyproxy', 'idle, privoxy', 'idle, haproxy that passes bytes on']) {
      assert.equal(goodbye(name), false, name);
    }
  });

  it('never names the key it was given', () => {
    for (const report of reports.values()) assert.ok(!JSON.stringify(report).includes('key-of-the-rigs'));
  });
});
