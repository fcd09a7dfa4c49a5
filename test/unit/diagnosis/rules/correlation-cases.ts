import type { ProbeResult } from '../../../../src/diagnosis/probe.ts';
import { judgeConnect } from '../../../../src/diagnosis/rules/connect.ts';
import { judgeDns } from '../../../../src/diagnosis/rules/dns.ts';
import { judgeHttp } from '../../../../src/diagnosis/rules/http.ts';
import { judgeLoopback } from '../../../../src/diagnosis/rules/loopback.ts';
import { judgeProxyEnvironment } from '../../../../src/diagnosis/rules/proxy-environment.ts';
import { judgeRoute } from '../../../../src/diagnosis/rules/route.ts';
import { judgeStream } from '../../../../src/diagnosis/rules/stream.ts';
import { judgeTls } from '../../../../src/diagnosis/rules/tls.ts';
import type { ConnectEvidence, DnsEvidence, HttpEvidence, ProxyEnvironmentEvidence, StreamEvidence, TlsEvidence } from '../../../../src/diagnosis/evidence.ts';
import type { SubjectFacts } from '../../../../src/diagnosis/subject.ts';
import * as samples from '../samples.ts';
import { clashCorrelationCases } from './clash-correlation-cases.ts';
import { doubleInterceptionCases } from './double-interception-cases.ts';
import { nameAndConnectionCases } from './name-and-connection-cases.ts';
import { inWsl } from './wsl-cases.ts';

/** A whole diagnosis by hand, and what it comes to. */
export interface WholeCase {
  what: string;
  facts: SubjectFacts;
  results: readonly ProbeResult[];
  state: 'healthy' | 'degraded' | 'down' | 'unknown';
  leg: string | null;
  confidence?: 'high' | 'medium' | 'low';
  /** Ids of the findings above `info`, in order. */
  faults: readonly string[];
  says?: RegExp;
}

interface Seen {
  environment?: ProxyEnvironmentEvidence;
  dns?: DnsEvidence;
  connect?: ConnectEvidence;
  tls?: TlsEvidence;
  http?: HttpEvidence;
  stream?: StreamEvidence;
}

/** What the probes would have made of this, and unknown where there is nothing. */
function judged(facts: SubjectFacts, seen: Seen): ProbeResult[] {
  const unknown = { status: 'unknown' as const, summary: 'Not finished in time.', findings: [] };
  const routes = { url: facts.gateway.baseUrl, routes: facts.routes };
  return [
    samples.resultOf('proxy-environment', 'settings', judgeProxyEnvironment(seen.environment ?? samples.settingsOf(), facts), seen.environment ?? samples.settingsOf()),
    samples.resultOf('route', 'settings', judgeRoute(routes, facts), routes),
    samples.resultOf('loopback', 'settings', judgeLoopback({ spellings: [] }, facts), { spellings: [] }),
    samples.resultOf('dns', 'dns', seen.dns ? judgeDns(seen.dns, facts) : unknown, seen.dns ?? null),
    samples.resultOf('connect', 'tcp', seen.connect ? judgeConnect(seen.connect, facts) : unknown, seen.connect ?? null),
    samples.resultOf('tls', 'tls', seen.tls ? judgeTls(seen.tls, facts) : unknown, seen.tls ?? null),
    samples.resultOf('http', 'http', seen.http ? judgeHttp(seen.http, facts) : unknown, seen.http ?? null),
    samples.resultOf('stream', 'stream', judgeStream(seen.stream ?? { skipped: 'no-consent' }, facts), seen.stream ?? { skipped: 'no-consent' }),
  ];
}

function whole(expected: Omit<WholeCase, 'facts' | 'results'>, facts: Partial<SubjectFacts>, seen: Seen): WholeCase {
  const all = samples.factsOf(facts);
  return { ...expected, facts: all, results: judged(all, seen) };
}

const { connectOf, dnsOf, exchangeOf, failureOf, httpOf, lookupOf, observationOf, settingsOf } = samples;
const genuine: TlsEvidence = { applies: true, paths: [{ path: 'direct', observation: observationOf() }] };
const open = { dns: dnsOf(lookupOf(['104.18.2.115'])), connect: connectOf(), tls: genuine };
const answering = { ...open, http: httpOf({ models: exchangeOf(200) }) };
const notReached = (failure: ReturnType<typeof failureOf>): Pick<Seen, 'tls' | 'http'> => ({
  tls: { applies: true, paths: [{ path: 'direct', notReached: failure }] },
  http: httpOf({ notReached: failure }),
});
const silent = failureOf('tcp', 'tcp', 'DEADLINE');
const noName = failureOf('dns', 'dns', 'ENOTFOUND');
const shellProxy = settingsOf({
  environments: [samples.environment({}), samples.environment({ https_proxy: 'http://ann:hunter2@127.0.0.1:7890' }, 'login-shell')],
});
const practicing = { ...samples.here, paths: [samples.direct] };

export const correlationCases: readonly WholeCase[] = [
  whole({ what: 'a public gateway, direct, without a key', state: 'healthy', leg: null, confidence: 'high', faults: [] }, {}, answering),
  whole({ what: 'and a whole stream', state: 'healthy', leg: null, confidence: 'high', faults: [], says: /arrives whole/ }, { hasKey: true }, { ...answering, stream: samples.streamOf({ record: samples.recordOf() }) }),
  whole(
    { what: 'a proxy that works', state: 'healthy', leg: null, faults: [] },
    { paths: [samples.proxied] },
    {
      environment: settingsOf({ environments: [samples.environment({ https_proxy: 'http://127.0.0.1:7890' })] }),
      dns: dnsOf(lookupOf([], { failure: noName })),
      connect: connectOf({ path: 'proxy-1', proxyReply: { status: 200, headers: {} } }),
      tls: { applies: true, paths: [{ path: 'proxy-1', observation: observationOf() }] },
      http: httpOf({ path: 'proxy-1', models: exchangeOf(200) }),
    },
  ),
  whole({ what: 'a fake-ip whose core runs', state: 'healthy', leg: null, faults: [] }, {}, { ...answering, dns: dnsOf(lookupOf(['198.18.0.7'])) }),
  whole(
    { what: 'a gateway of the user behind an authority this machine trusts', state: 'healthy', leg: null, faults: [] },
    samples.own,
    {
      ...answering,
      tls: { applies: true, paths: [{ path: 'direct', observation: observationOf({ trust: { bundled: false, extra: true, system: false }, bundledCode: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', mintedForInventedName: false, chain: [samples.certificateOf({ issuerOrganization: 'Acme', issuerCommonName: 'Acme Root', issuer: 'O=Acme', transparency: false })] }) }] },
    },
  ),
  whole({ what: 'a practice gateway', state: 'healthy', leg: null, faults: [] }, practicing, { dns: dnsOf(lookupOf(['127.0.0.1'], { literal: true })), connect: connectOf(), tls: { applies: false, paths: [] }, http: httpOf({ models: exchangeOf(200) }, { practice: true, keyUsed: 'practice' }), stream: samples.streamOf({ record: samples.recordOf() }) }),

  whole({ what: 'nothing measured', state: 'unknown', leg: null, confidence: 'low', faults: [] }, {}, {}),
  whole({ what: 'everything but the API measured', state: 'unknown', leg: null, faults: [] }, {}, open),
  whole({ what: 'an API that was not reached although the way is open', state: 'unknown', leg: null, faults: [], says: /not reached/ }, {}, { ...open, http: httpOf({ notReached: silent }) }),
  whole({ what: 'an API that answers beside a probe that could not tell', state: 'healthy', leg: null, confidence: 'medium', faults: [] }, {}, { dns: open.dns, connect: open.connect, http: answering.http }),
  whole(
    { what: 'a warning beside nothing measured', state: 'unknown', leg: null, faults: ['verification-off'] },
    {},
    { environment: settingsOf({ environments: [samples.environment({ NODE_TLS_REJECT_UNAUTHORIZED: '0' })] }) },
  ),
  whole(
    { what: 'a warning beside a good answer', state: 'degraded', leg: 'settings', faults: ['verification-off'], says: /answers, but with a fault/ },
    {},
    { ...answering, environment: settingsOf({ environments: [samples.environment({ NODE_TLS_REJECT_UNAUTHORIZED: '0' })] }) },
  ),

  whole(
    { what: 'no network, no name', state: 'down', leg: 'tcp', faults: ['no-network'], says: /no network connection/ },
    { networkInterface: false },
    { dns: dnsOf(lookupOf([], { failure: failureOf('dns', 'dns', 'EAI_AGAIN') })), connect: connectOf({ failure: failureOf('dns', 'dns', 'EAI_AGAIN') }), ...notReached(noName) },
  ),
  whole({ what: 'no network, but the gateway is here', state: 'down', leg: 'tcp', faults: ['connection-refused'] }, { ...practicing, networkInterface: false }, { dns: dnsOf(lookupOf(['127.0.0.1'], { literal: true })), connect: connectOf({ failure: failureOf('tcp', 'tcp', 'ECONNREFUSED') }), tls: { applies: false, paths: [] }, http: httpOf({ notReached: silent }) }),
  whole({ what: 'no interface, and yet it answers', state: 'healthy', leg: null, faults: [] }, { networkInterface: false }, answering),
  whole(
    { what: 'a fake-ip whose core has gone', state: 'down', leg: 'dns', faults: ['fake-ip-orphan', 'connection-timeout'], says: /198\.18\.0\.7.*Clash/s },
    {},
    { dns: dnsOf(lookupOf(['198.18.0.7'])), connect: connectOf({ failure: silent }), ...notReached(silent) },
  ),
  whole(
    { what: 'a proxy that only the login shell has', state: 'down', leg: 'settings', confidence: 'medium', faults: ['proxy-missing-here', 'connection-timeout'], says: /^(?!.*hunter2).*login shell.*https_proxy=http:\/\/127\.0\.0\.1:7890/s },
    {},
    { environment: shellProxy, dns: open.dns, connect: connectOf({ failure: silent }), ...notReached(silent) },
  ),
  whole({ what: 'a proxy that only the login shell has, and direct works', state: 'healthy', leg: null, faults: [] }, {}, { environment: shellProxy, ...answering }),
  whole(
    { what: 'a dead proxy while direct is open', state: 'down', leg: 'proxy', faults: ['proxy-unreachable'], says: /Another way is open: direct/ },
    { paths: [samples.proxied, samples.beside(samples.direct)] },
    { dns: open.dns, connect: { ...connectOf(), paths: [...connectOf({ path: 'proxy-1', failure: failureOf('proxy', 'proxy-tcp', 'ECONNREFUSED') }).paths, ...connectOf().paths] }, tls: { applies: true, paths: [{ path: 'proxy-1', notReached: silent }] }, http: { ...httpOf({}), paths: [{ path: 'proxy-1', notReached: silent }, { path: 'direct', models: exchangeOf(200) }] } },
  ),
  ...([['nat', /\.wslconfig.*127\.0\.0\.1 is WSL itself here/s], ['mirrored', /^(?!.*WSL).*Start the program/s], [undefined, /\.wslconfig.*Unless the network of WSL is mirrored/]] as const).map(([mode, says]) =>
    whole(
      { what: `a proxy of Windows, from within WSL (${mode})`, state: 'down', leg: 'proxy', faults: ['proxy-unreachable'], says },
      { paths: [samples.proxied] },
      {
        environment: settingsOf({ ...inWsl(mode), environments: [samples.environment({ HTTPS_PROXY: 'http://127.0.0.1:7890' }), samples.environment({ HTTPS_PROXY: 'http://127.0.0.1:7890' }, 'windows-side')] }),
        dns: open.dns,
        connect: connectOf({ path: 'proxy-1', failure: failureOf('proxy', 'proxy-tcp', 'ECONNREFUSED'), proxyHere: 'loopback' }),
        tls: { applies: true, paths: [{ path: 'proxy-1', notReached: silent }] },
        http: { ...httpOf({}), paths: [{ path: 'proxy-1', notReached: silent }] },
      },
    ),
  ),
  whole(
    { what: 'a proxy of Windows that would not be found from WSL is not proposed', state: 'down', leg: 'tcp', faults: ['connection-timeout'] },
    {},
    {
      environment: settingsOf({ ...inWsl('nat'), environments: [samples.environment({}), samples.environment({ HTTPS_PROXY: 'http://127.0.0.1:7890' }, 'windows-side')] }),
      dns: open.dns,
      connect: connectOf({ failure: silent }),
      ...notReached(silent),
    },
  ),
  whole(
    { what: 'SOCKS5 that needs a name this machine does not know', state: 'down', leg: 'dns', faults: ['socks-needs-address'] },
    { paths: [samples.proxied] },
    { dns: dnsOf(lookupOf([], { failure: noName })), connect: connectOf({ path: 'proxy-1', failure: noName }), tls: { applies: true, paths: [{ path: 'proxy-1', notReached: noName }] }, http: httpOf({ path: 'proxy-1', notReached: noName }) },
  ),
  whole(
    { what: 'the same silence from the API and the stream', state: 'down', leg: 'gateway', faults: ['no-response'] },
    {},
    { ...open, http: httpOf({ models: exchangeOf(null, { failure: failureOf('http', 'http', 'DEADLINE') }) }), stream: samples.streamOf({ failure: failureOf('http', 'http', 'DEADLINE') }) },
  ),
  whole({ what: 'silence only where an answer was to be streamed', state: 'degraded', leg: 'gateway', faults: ['no-response'] }, {}, { ...answering, stream: samples.streamOf({ failure: failureOf('http', 'http', 'DEADLINE') }) }),
  whole({ what: 'a model of another gateway', state: 'degraded', leg: 'request', faults: ['model-not-listed'] }, { model: 'a/c' }, { ...open, http: httpOf({ models: exchangeOf(200) }, { model: { id: 'a/c', found: false, didYouMean: ['a/b'] } }) }),
  whole(
    { what: 'the address of a shim that has ended', state: 'down', leg: 'proxy', faults: ['proxy-unreachable'], says: /no shim is running there/ },
    { paths: [samples.proxied] },
    {
      environment: settingsOf({ environments: [samples.environment({ https_proxy: 'http://terminal:t@127.0.0.1:7890', GATEHOUSE_SHIM_PORT: '7890' })] }),
      dns: open.dns,
      connect: connectOf({ path: 'proxy-1', failure: failureOf('proxy', 'proxy-tcp', 'ECONNREFUSED') }),
    },
  ),
  ...nameAndConnectionCases,
  ...doubleInterceptionCases,
  ...clashCorrelationCases,
];
