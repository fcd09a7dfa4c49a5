/** Evidence made by hand: what probes would have seen on machines this test does not run on. */
import type { ConnectEvidence, DnsEvidence, HttpEvidence, ProxyEnvironmentEvidence, StreamEvidence } from '../../../src/diagnosis/evidence.ts';
import type { Judgement, ProbeResult } from '../../../src/diagnosis/probe.ts';
import { defaultLimits, type SubjectFacts } from '../../../src/diagnosis/subject.ts';
import type { NetworkFailure } from '../../../src/path/network-failure.ts';
import type { Leg } from '../../../src/path/leg.ts';
import type { EnvironmentSnapshot, ProxySettings } from '../../../src/path/proxy-settings.ts';
import type { Route } from '../../../src/path/route.ts';
import type { StreamRecord } from '../../../src/path/event-stream.ts';
import type { CertificateFacts, TlsObservation } from '../../../src/path/tls.ts';
import type { Lookup } from '../../../src/path/dns.ts';

/** One row of a rule's table. */
export interface RuleCase {
  what: string;
  judge(): Judgement;
  status: Judgement['status'];
  /** `severity leg id` of every finding, in order. */
  findings: readonly string[];
  /** Something the texts of the findings have to say. */
  says?: RegExp;
}

type Path = SubjectFacts['paths'][number];

export const direct: Path = { id: 'direct', label: 'direct', proxied: false, clients: ['curl', 'go'], primary: true };
export const proxied: Path = { id: 'proxy-1', label: 'through http://127.0.0.1:7890', proxied: true, clients: ['curl', 'go'], primary: true };
/** The path of a client that is not the diagnosed one. */
export const beside = (path: Path, clients: readonly string[] = ['python-requests']): Path => ({ ...path, primary: false, clients });

export function factsOf(more: Partial<SubjectFacts> = {}): SubjectFacts {
  return {
    gateway: { id: 'openrouter', title: 'OpenRouter', baseUrl: 'https://openrouter.ai/api/v1', userDefined: false },
    host: 'openrouter.ai',
    loopback: false,
    hasKey: false,
    context: 'terminal',
    contextLabel: 'terminal',
    platform: 'linux',
    paths: [direct],
    routes: [],
    networkInterface: true,
    limits: defaultLimits,
    ...more,
  };
}

/** A gateway of the user's own. */
export const own: Pick<SubjectFacts, 'gateway' | 'host'> = {
  gateway: { id: 'custom', title: 'llm.acme.example', baseUrl: 'https://llm.acme.example/v1', userDefined: true },
  host: 'llm.acme.example',
};

/** A practice gateway. */
export const here: Pick<SubjectFacts, 'gateway' | 'host' | 'loopback'> = {
  gateway: { id: 'custom', title: '127.0.0.1:4000', baseUrl: 'http://127.0.0.1:4000/api/v1', userDefined: true },
  host: '127.0.0.1',
  loopback: true,
};

export function failureOf(leg: Leg, step: string, code: string, message = `${code} happened`): NetworkFailure {
  return { leg, step, code, message, chain: [code] };
}

export function routeOf(client: string, outcome: Route['outcome'], more: Partial<Route> = {}): Route {
  const proxy = outcome === 'proxy' ? 'http://127.0.0.1:7890' : null;
  return { client, clientVersion: '1.0', outcome, proxy, decidedBy: proxy ? 'HTTPS_PROXY' : 'nothing set', reason: 'Because.', ...more };
}

export function environment(variables: Record<string, string>, context: EnvironmentSnapshot['context'] = 'this-process'): EnvironmentSnapshot {
  return { context, obtained: 'read', variables };
}

export function settingsOf(more: Partial<ProxySettings> = {}): ProxyEnvironmentEvidence {
  const system = { store: 'none', mode: 'none', bypass: [] } as const;
  return { settings: { platform: 'linux', environments: [environment({})], tools: [], system, unreadable: [], ...more } };
}

export function lookupOf(addresses: readonly string[], more: Partial<Lookup> = {}): Lookup {
  return {
    name: 'openrouter.ai',
    literal: false,
    addresses: addresses.map((address) => ({ address, family: address.includes(':') ? (6 as const) : (4 as const) })),
    durationMs: 20,
    ...more,
  };
}

export function dnsOf(lookup: Lookup, more: Partial<DnsEvidence> = {}): DnsEvidence {
  const asked = { serversApart: [], each: [], unasked: 0, queue: null, overHttps: [] };
  return { lookup, servers: { servers: ['192.0.2.53'], addresses: [], durationMs: 5 }, ...asked, invented: null, proxies: [], ...more };
}

type PathEvidence = ConnectEvidence['paths'][number];

export function connectOf(more: Partial<PathEvidence> = {}): ConnectEvidence {
  const path = { path: 'direct', steps: [{ step: 'tcp' as const, durationMs: 30, ok: !more.failure }], attempts: [], untried: 0, way: null };
  return { network: null, nodeAttemptMs: 250, paths: [{ ...path, ...more }] };
}

export function certificateOf(more: Partial<CertificateFacts> = {}): CertificateFacts {
  return {
    subject: 'CN=openrouter.ai',
    issuer: 'C=US, O=Google Trust Services, CN=WE1',
    subjectCommonName: 'openrouter.ai',
    issuerCommonName: 'WE1',
    issuerOrganization: 'Google Trust Services',
    alternativeNames: 'DNS:openrouter.ai',
    validFrom: '2026-07-01T00:00:00.000Z',
    validTo: '2026-10-01T00:00:00.000Z',
    fingerprint256: 'AA:BB',
    selfSigned: false,
    transparency: true,
    authorityAccess: true,
    ...more,
  };
}

export function observationOf(more: Partial<TlsObservation> = {}): TlsObservation {
  return {
    chain: [certificateOf()],
    trust: { bundled: true, extra: null, system: null },
    bundledCode: null,
    expired: false,
    notYetValid: false,
    nameProblem: null,
    protocol: 'TLSv1.3',
    alpn: 'h2',
    handshakeMs: 40,
    mintedForInventedName: null,
    ...more,
  };
}

export const waterfall = { steps: [{ step: 'tls' as const, durationMs: 40, ok: true }], totalMs: 120 };

type ApiExchange = NonNullable<HttpEvidence['paths'][number]['models']>;

export function exchangeOf(status: number | null, more: Partial<ApiExchange> = {}): ApiExchange {
  return { request: 'GET /api/v1/models', status, headers: {}, bytes: 1_000, truncated: false, waterfall, ...more };
}

export function httpOf(path: Partial<HttpEvidence['paths'][number]>, more: Partial<HttpEvidence> = {}): HttpEvidence {
  return {
    measuredAt: '2026-08-20T12:00:00.000Z',
    paths: [{ path: 'direct', ...path }],
    practice: false,
    keyUsed: 'none',
    account: null,
    model: null,
    modelCount: 300,
    ...more,
  };
}

export function recordOf(more: Partial<StreamRecord> = {}): StreamRecord {
  return {
    end: 'terminator',
    events: 14,
    contentEvents: 12,
    comments: 1,
    reads: 12,
    bytes: 2_000,
    headersMs: 100,
    firstByteMs: 110,
    firstContentMs: 400,
    lastContentMs: 1_500,
    lastByteMs: 1_540,
    maxGapMs: 120,
    totalMs: 1_550,
    contentAtMs: [],
    readsSeen: [],
    ...more,
  };
}

export function streamOf(more: Partial<StreamEvidence> = {}): StreamEvidence {
  return { path: 'direct', model: 'a/b', status: 200, headers: {}, waterfall, ...more };
}

/** A finished probe with this judgement. */
export function resultOf(id: string, leg: Leg, judged: Partial<Judgement>, evidence: unknown = null): ProbeResult {
  return { id, leg, title: id, status: 'pass', summary: `${id} ran`, findings: [], ...judged, durationMs: 5, evidence };
}
