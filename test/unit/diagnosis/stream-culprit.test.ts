/** Who collects a stream that came in one lump: every comparison that can be made, and what is said of it. */
import assert from 'node:assert/strict';
import type { StreamControl, StreamEvidence, StreamRun } from '../../../src/diagnosis/evidence.ts';
import { judgeStream } from '../../../src/diagnosis/rules/stream.ts';
import { culpritOf, type Culprit } from '../../../src/diagnosis/rules/stream-culprit.ts';
import type { TlsEnd } from '../../../src/diagnosis/stream-evidence.ts';
import type { SubjectFacts } from '../../../src/diagnosis/subject.ts';
import type { StreamRecord } from '../../../src/path/event-stream.ts';
import { direct, beside, factsOf, failureOf, here, own, proxied, recordOf } from './samples.ts';

const everyMs = (from: number, pauseMs: number): Partial<StreamRecord> => ({
  contentEvents: 20,
  contentAtMs: Array.from({ length: 20 }, (_, index) => from + index * pauseMs),
  firstByteMs: from,
  firstContentMs: from,
  lastContentMs: from + 19 * pauseMs,
  totalMs: from + 19 * pauseMs + 1,
});
const run = (record: Partial<StreamRecord>, protocol: StreamRun['protocol'] = 'http/1.1'): StreamRun => ({
  request: 'POST /chat/completions',
  status: 200,
  headers: { 'content-type': 'text/event-stream' },
  protocol,
  record: recordOf(record),
});
const lump = (protocol?: StreamRun['protocol']): StreamRun => run(everyMs(2_980, 0), protocol);
const asMade = (protocol?: StreamRun['protocol']): StreamRun => run(everyMs(200, 120), protocol);

const evidence = (path: string, tlsEnd: TlsEnd, controls: StreamControl[], more: Partial<StreamEvidence> = {}): StreamEvidence => ({
  path,
  ...lump(),
  tlsEnd,
  controls,
  ...more,
});
const byDirect = (more: Partial<StreamControl>): StreamControl[] => [{ kind: 'path', path: 'direct', ...more }];
const known: Partial<SubjectFacts> = { paths: [proxied, beside(direct)] };
const ownProxied: Partial<SubjectFacts> = { ...own, paths: [proxied, beside(direct)] };

interface Row {
  what: string;
  seen: StreamEvidence;
  facts: Partial<SubjectFacts>;
  who: Culprit['who'];
  confidence: Culprit['confidence'];
  leg: string;
  says: RegExp;
}

const rows: readonly Row[] = [
  { what: 'it streams past the proxy', seen: evidence('proxy-1', 'private-root', byDirect({ tlsEnd: 'private-root', run: asMade() })), facts: ownProxied, who: 'proxy', confidence: 'high', leg: 'proxy', says: /question direct comes as it is made.*way through http:\/\/127\.0\.0\.1:7890 that collects/s },
  { what: 'it streams past an interceptor', seen: evidence('proxy-1', 'interceptor', byDirect({ tlsEnd: 'public-root', run: asMade() })), facts: known, who: 'proxy', confidence: 'high', leg: 'proxy', says: /the proxy collects it/ },
  { what: 'direct it is a lump too', seen: evidence('proxy-1', 'private-root', byDirect({ tlsEnd: 'private-root', run: lump() })), facts: ownProxied, who: 'gateway', confidence: 'high', leg: 'gateway', says: /one lump too.*server in front of it.*|proxy_buffering off/s },
  { what: 'a lump on two ways that are both read', seen: evidence('proxy-1', 'interceptor', byDirect({ tlsEnd: 'interceptor', run: lump() })), facts: known, who: 'interceptor', confidence: 'medium', leg: 'stream', says: /on both ways somebody reads TLS/ },
  { what: 'it streams by a proxy and not direct', seen: evidence('direct', 'interceptor', [{ kind: 'path', path: 'proxy-1', tlsEnd: 'public-root', run: asMade() }]), facts: { paths: [direct, beside(proxied)] }, who: 'way', confidence: 'high', leg: 'stream', says: /something on the direct way/ },
  { what: 'it streams over HTTP/1.1 and not over HTTP/2', seen: evidence('direct', 'private-root', [{ kind: 'protocol', path: 'direct', run: asMade() }], { protocol: 'h2' }), facts: own, who: 'protocol', confidence: 'high', leg: 'stream', says: /over HTTP\/2, and not over HTTP\/1\.1.*whoever speaks HTTP\/2/s },
  { what: 'a deep look has asked over the other version already', seen: evidence('direct', 'private-root', [], { protocol: 'h2', otherProtocol: asMade() }), facts: own, who: 'protocol', confidence: 'high', leg: 'stream', says: /not over HTTP\/1\.1/ },
  { what: 'a lump over both versions tells nothing of the way', seen: evidence('direct', 'no-tls', [{ kind: 'protocol', path: 'direct', run: lump() }], { protocol: 'h2' }), facts: own, who: 'unknown', confidence: 'medium', leg: 'stream', says: /no other way to compare/ },
  { what: 'direct is closed, and the proxy reads TLS', seen: evidence('proxy-1', 'interceptor', byDirect({ failure: failureOf('tcp', 'tcp', 'ECONNREFUSED') })), facts: known, who: 'interceptor', confidence: 'medium', leg: 'stream', says: /did not lead to the gateway \(ECONNREFUSED\)/ },
  { what: 'direct is closed, and nobody reads TLS', seen: evidence('proxy-1', 'public-root', byDirect({ failure: failureOf('tcp', 'tcp', 'DEADLINE') })), facts: known, who: 'gateway', confidence: 'medium', leg: 'gateway', says: /Nobody on the way reads TLS/ },
  { what: 'direct the key may not go', seen: evidence('proxy-1', 'no-tls', byDirect({ withheld: true })), facts: ownProxied, who: 'unknown', confidence: 'medium', leg: 'stream', says: /told nothing/ },
  { what: 'a private root for a gateway everybody knows', seen: evidence('direct', 'private-root', []), facts: {}, who: 'interceptor', confidence: 'medium', leg: 'stream', says: /Somebody on the way reads TLS/ },
  { what: 'a private root for a gateway of one\'s own', seen: evidence('direct', 'private-root', []), facts: own, who: 'gateway', confidence: 'medium', leg: 'gateway', says: /X-Accel-Buffering: no/ },
  { what: 'on this machine', seen: evidence('direct', 'no-tls', []), facts: here, who: 'gateway', confidence: 'medium', leg: 'gateway', says: /Nothing stands between this machine and itself/ },
  { what: 'on this machine, and a proxy is asked to carry it', seen: evidence('proxy-1', 'no-tls', []), facts: { ...here, paths: [proxied] }, who: 'unknown', confidence: 'medium', leg: 'stream', says: /no other way/ },
  { what: 'another answer that was refused tells nothing', seen: evidence('proxy-1', 'interceptor', byDirect({ tlsEnd: 'public-root', run: { status: 429, fault: { kind: 'rate-limited', leg: 'account', retryable: true, said: '' } } })), facts: known, who: 'interceptor', confidence: 'medium', leg: 'stream', says: /told nothing/ },
];

describe('who collects a stream that came in one lump', () => {
  for (const { what, seen, facts, who, confidence, leg, says } of rows) {
    it(`${what}: ${who}`, () => {
      const all = factsOf(facts);
      const culprit = culpritOf(seen, all);
      assert.deepEqual([culprit.who, culprit.confidence], [who, confidence]);
      const { status, findings } = judgeStream(seen, all);
      const [found] = findings;
      assert.deepEqual([status, findings.map(({ id, severity }) => `${id} ${severity}`)], ['warn', ['stream-buffered warning']]);
      assert.equal(found?.leg, leg);
      const text = [found?.title, found?.detail, ...(found?.fixes.map(({ detail }) => detail) ?? [])].join('\n');
      assert.match(text, says);
      assert.doesNotMatch(text, /undefined|\{\d\}/);
    });
  }
});
