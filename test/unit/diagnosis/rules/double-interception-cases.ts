/** Calls that are taken twice, and stacks that fail because of a fault which another probe names. */
import type { ConnectEvidence, HttpEvidence, StacksEvidence } from '../../../../src/diagnosis/evidence.ts';
import { judgeConnect } from '../../../../src/diagnosis/rules/connect.ts';
import { judgeHttp } from '../../../../src/diagnosis/rules/http.ts';
import { judgeStacks } from '../../../../src/diagnosis/rules/stacks.ts';
import type { SubjectFacts } from '../../../../src/diagnosis/subject.ts';
import { beside, connectOf, direct, exchangeOf, factsOf, failureOf, httpOf, proxied, resultOf, routeOf } from '../samples.ts';
import { captured, way } from './connect-cases.ts';
import type { WholeCase } from './correlation-cases.ts';
import { stackOf, stacksOf } from './stack-cases.ts';

interface Seen {
  connect: ConnectEvidence;
  http?: HttpEvidence;
  stacks?: StacksEvidence;
}

function whole(expected: Omit<WholeCase, 'facts' | 'results'>, more: Partial<SubjectFacts>, seen: Seen): WholeCase {
  const facts = factsOf({ paths: [proxied], routes: [routeOf('curl', 'proxy')], ...more });
  const http = seen.http ?? httpOf({ path: facts.paths[0]?.id ?? 'direct', models: exchangeOf(200) });
  const results = [
    resultOf('connect', 'tcp', judgeConnect(seen.connect, facts), seen.connect),
    resultOf('http', 'http', judgeHttp(http, facts), http),
    ...(seen.stacks ? [resultOf('stacks', 'settings', judgeStacks(seen.stacks, facts), seen.stacks)] : []),
  ];
  return { ...expected, facts, results };
}

type PathEvidence = ConnectEvidence['paths'][number];
const inTun = (path: Partial<PathEvidence>, ...others: readonly PathEvidence[]): ConnectEvidence => ({
  ...connectOf(),
  network: captured,
  paths: [...connectOf({ path: 'proxy-1', ...path }).paths, ...others],
});
const plainOf = (path: Partial<PathEvidence>): ConnectEvidence => connectOf({ path: 'proxy-1', ...path });
const toProxy = way('10.0.0.9', 'Meta', true);
const dead = failureOf('proxy', 'proxy-tcp', 'DEADLINE');
const unencrypted: Partial<SubjectFacts> = { gateway: { id: 'custom', title: 'llm.acme.example', baseUrl: 'http://llm.acme.example/v1', userDefined: true }, host: 'llm.acme.example' };
const notReached = (failure = dead): HttpEvidence => httpOf({ path: 'proxy-1', notReached: failure });
const host: Partial<SubjectFacts> = { context: 'extension-host' };

export const doubleInterceptionCases: readonly WholeCase[] = [
  whole({ what: 'the port of a core on this machine, and its TUN', state: 'healthy', leg: null, faults: [], says: /proxy on this machine or the TUN Meta.*HTTPS_PROXY go through/s }, {}, { connect: inTun({ way: way('127.0.0.1', 'lo'), proxyHere: 'loopback' }) }),
  whole({ what: 'a proxy elsewhere that works through the TUN', state: 'healthy', leg: null, faults: [], says: /connection to the proxy goes through the TUN/ }, {}, { connect: inTun({ way: toProxy }) }),
  whole({ what: 'a proxy elsewhere that the TUN swallows', state: 'down', leg: 'proxy', faults: ['proxy-no-connection'], says: /split tunnel.*leads into the TUN Meta(?!.*as well)/s }, {}, { connect: inTun({ way: toProxy, failure: dead }), http: notReached() }),
  whole({ what: 'the same, and the TUN alone would do', state: 'down', leg: 'proxy', faults: ['proxy-no-connection'], says: /takes every program anyway.*TUN alone carries calls/s }, { paths: [proxied, beside(direct)] }, { connect: inTun({ way: toProxy, failure: dead }, ...connectOf().paths), http: notReached() }),
  whole({ what: 'a dead proxy without a TUN', state: 'down', leg: 'proxy', faults: ['proxy-no-connection'], says: /^(?!.*TUN)/s }, {}, { connect: plainOf({ way: way('10.0.0.9', 'eth0'), failure: dead }), http: notReached() }),
  whole({ what: 'a proxy that was asked by itself', state: 'down', leg: 'proxy', faults: ['proxy-loop', 'proxy-forbids'], says: /asks itself.*squid stands more than once/s }, {}, { connect: plainOf({ failure: failureOf('proxy', 'proxy-connect', 'PROXY_403'), proxyReply: { status: 403, headers: { via: '1.1 squid (squid/5.7), 1.1 squid (squid/5.7)' } } }), http: notReached(failureOf('proxy', 'proxy-connect', 'PROXY_403')) }),
  whole({ what: 'a loop that says so', state: 'down', leg: 'proxy', faults: ['proxy-loop', 'proxy-upstream-failed'], says: /508 means/ }, {}, { connect: plainOf({ failure: failureOf('proxy', 'proxy-connect', 'PROXY_508'), proxyReply: { status: 508, headers: {} } }), http: notReached(failureOf('proxy', 'proxy-connect', 'PROXY_508')) }),
  whole({ what: 'a loop on the way of plain HTTP that ends well', state: 'degraded', leg: 'proxy', faults: ['proxy-loop'] }, unencrypted, { connect: plainOf({}), http: httpOf({ path: 'proxy-1', models: exchangeOf(200, { headers: { via: '1.1 corp, 1.1 tiny, 1.1 corp' } }) }) }),
  whole({ what: 'two proxies in a row', state: 'healthy', leg: null, faults: [] }, unencrypted, { connect: plainOf({}), http: httpOf({ path: 'proxy-1', models: exchangeOf(200, { headers: { via: '1.1 corp, 1.1 tiny' } }) }) }),
  whole({ what: "a gateway's own caches, named twice inside the tunnel", state: 'healthy', leg: null, faults: [] }, {}, { connect: plainOf({ proxyReply: { status: 200, headers: {} } }), http: httpOf({ path: 'proxy-1', models: exchangeOf(200, { headers: { via: '1.1 varnish, 1.1 varnish' } }) }) }),
  whole({ what: 'stacks that disagree about a fault with a name', state: 'down', leg: 'proxy', faults: ['proxy-no-connection', 'stacks-disagree'] }, host, { connect: plainOf({ failure: dead }), http: notReached(), stacks: stacksOf([stackOf('patched-https', 'proxy', 'ETIMEDOUT'), stackOf('child-https', 'direct')]) }),
  whole({ what: 'stacks that disagree, and nobody else knows why', state: 'down', leg: 'settings', faults: ['stacks-disagree'] }, host, { connect: plainOf({}), stacks: stacksOf([stackOf('patched-https', 'proxy'), stackOf('patched-fetch', 'direct', 'ETIMEDOUT')]) }),
];
