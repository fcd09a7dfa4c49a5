import { judgeClash } from '../../../../src/diagnosis/rules/clash.ts';
import { judgeConnect } from '../../../../src/diagnosis/rules/connect.ts';
import { judgeHttp } from '../../../../src/diagnosis/rules/http.ts';
import { judgeTls } from '../../../../src/diagnosis/rules/tls.ts';
import type { ClashEvidence, ConnectEvidence, HttpEvidence, TlsEvidence } from '../../../../src/diagnosis/evidence.ts';
import type { SubjectFacts } from '../../../../src/diagnosis/subject.ts';
import * as samples from '../samples.ts';
import { clashOf, comparedOf, coreOf, explanationOf, nodeOf, rowOf } from './clash-cases.ts';
import type { WholeCase } from './correlation-cases.ts';

const { beside, direct, failureOf, observationOf, proxied } = samples;

function whole(expected: Omit<WholeCase, 'facts' | 'results'>, facts: Partial<SubjectFacts>, seen: { clash: ClashEvidence; connect: ConnectEvidence; tls: TlsEvidence; http?: HttpEvidence }): WholeCase {
  const all = samples.factsOf(facts);
  return {
    ...expected,
    facts: all,
    results: [
      samples.resultOf('clash', 'proxy', judgeClash(seen.clash, all), seen.clash),
      samples.resultOf('connect', 'tcp', judgeConnect(seen.connect, all), seen.connect),
      samples.resultOf('tls', 'tls', judgeTls(seen.tls, all), seen.tls),
      ...(seen.http ? [samples.resultOf('http', 'http', judgeHttp(seen.http, all), seen.http)] : []),
    ],
  };
}

const step = { steps: [{ step: 'tcp' as const, durationMs: 30, ok: true }], attempts: [], untried: 0, way: null };
const connectsBoth: ConnectEvidence = { network: null, nodeAttemptMs: 250, paths: [{ path: 'proxy-1', ...step, proxyHere: 'loopback' }, { path: 'direct', ...step }] };
const directDead: ConnectEvidence = { ...connectsBoth, paths: [{ path: 'proxy-1', ...step, proxyHere: 'loopback' }, { path: 'direct', ...step, failure: failureOf('tcp', 'tcp', 'ETIMEDOUT') }] };
const cutByProxy: TlsEvidence = { applies: true, paths: [{ path: 'proxy-1', observation: observationOf({ chain: [], failure: failureOf('tls', 'tls', 'ECONNRESET') }) }, { path: 'direct', observation: observationOf() }] };
const cutEverywhere: TlsEvidence = { applies: true, paths: [cutByProxy.paths[0]!, { path: 'direct', notReached: failureOf('tcp', 'tcp', 'ETIMEDOUT') }] };
const both: Partial<SubjectFacts> = { paths: [proxied, beside(direct)] };
const sentDirect = clashOf(coreOf({}, explanationOf({ rule: rowOf(7, 'GEOIP,CN,DIRECT'), policy: 'DIRECT', chain: ['DIRECT'] })));

export const clashCorrelationCases: readonly WholeCase[] = [
  whole(
    { what: 'Clash sends the gateway directly, where no direct way leads', state: 'down', leg: 'proxy', faults: ['clash-direct-fails', 'tls-closed', 'connection-timeout'], says: /row 8 \(GEOIP,CN,DIRECT\).*fails without the core too/ },
    both,
    { clash: sentDirect, connect: directDead, tls: cutEverywhere },
  ),
  whole(
    { what: 'only the policy of Clash fails', state: 'down', leg: 'proxy', faults: ['clash-only-policy-fails', 'tls-closed'], says: /Only the policy PROXY \(node node-a\) fails: openrouter\.ai is reached direct.*outage is local.*passes the test of its group/ },
    both,
    { clash: clashOf(coreOf()), connect: connectsBoth, tls: cutByProxy },
  ),
  whole(
    { what: 'the same, with a node that does not pass its test', state: 'down', leg: 'proxy', faults: ['clash-only-policy-fails', 'clash-node-dead', 'tls-closed'], says: /does not pass its own test either/ },
    both,
    { clash: clashOf(coreOf({ nodes: [nodeOf('node-a', false)] })), connect: connectsBoth, tls: cutByProxy },
  ),
  whole(
    { what: 'no other way leads there either, but another policy did', state: 'down', leg: 'tls', faults: ['tls-closed', 'clash-one-policy-fails', 'connection-timeout'], says: /By the policy P2 it answers, so the outage is local\./ },
    both,
    { clash: clashOf(coreOf(), comparedOf([{ status: null, code: 'ECONNRESET' }, {}])), connect: directDead, tls: cutEverywhere },
  ),
  whole(
    { what: 'a node that failed its test carries calls all the same', state: 'healthy', leg: null, faults: [], says: /answered all the same/ },
    both,
    {
      clash: clashOf(coreOf({ nodes: [nodeOf('node-a', false)] })),
      connect: connectsBoth,
      tls: { applies: true, paths: [{ path: 'proxy-1', observation: observationOf() }, { path: 'direct', observation: observationOf() }] },
      http: samples.httpOf({ path: 'proxy-1', models: samples.exchangeOf(200) }),
    },
  ),
  whole(
    { what: 'calls go past a core that is well, and fail', state: 'down', leg: 'tcp', faults: ['connection-timeout'] },
    { paths: [direct] },
    { clash: clashOf(coreOf({ ways: [{ path: 'direct', way: 'past' }], dns: { mode: 'off', system: 'real', listener: null } })), connect: { ...connectsBoth, paths: [{ path: 'direct', ...step, failure: failureOf('tcp', 'tcp', 'ETIMEDOUT') }] }, tls: { applies: true, paths: [{ path: 'direct', notReached: failureOf('tcp', 'tcp', 'ETIMEDOUT') }] } },
  ),
];
