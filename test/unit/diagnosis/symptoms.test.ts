import assert from 'node:assert/strict';
import { symptoms } from '../../../src/diagnosis/symptoms/index.ts';
import { objectsIn, statusIn } from '../../../src/diagnosis/symptoms/error-bodies.ts';
import { sign, weigh } from '../../../src/diagnosis/symptoms/symptom.ts';
import { faultKinds, legOfFault } from '../../../src/gateways/fault.ts';
import type { FaultKind } from '../../../src/gateways/fault.ts';
import { legs } from '../../../src/path/leg.ts';

/** Ways of switching certificate verification off, as people pass them on. */
const verificationOff =
  /NODE_TLS_REJECT_UNAUTHORIZED|rejectUnauthorized|strictSSL|strict-ssl|verify ?= ?false|verifySsl|--insecure|--no-verify|curl -k|verification/i;

describe('the knowledge base of symptoms', () => {
  it('has ids that are unique and in kebab case', () => {
    const ids = symptoms.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) assert.match(id, /^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  for (const symptom of symptoms) {
    it(`${symptom.id} is told in plain sentences and names its source`, () => {
      assert.ok(legs.includes(symptom.leg));
      assert.ok(symptom.signs.length > 0);
      for (const { all, weight } of symptom.signs) {
        assert.ok(all.length > 0);
        assert.ok(weight >= 1 && weight <= 100);
        for (const pattern of all) assert.ok(!pattern.global && !pattern.sticky, 'a pattern with a memory answers by turns');
        for (const { source } of all) assert.doesNotMatch(source, /[.)\]][*+]|[.)\]]\{\d+,\}/, 'a pattern without bounds takes its time on a long text');
      }
      for (const text of [symptom.title(), symptom.cause(), symptom.tell?.() ?? 'Yes.', symptom.fix()]) {
        assert.match(text, /^[A-Z].*\.$/s);
        assert.doesNotMatch(text, /[!\u2014]/);
      }
      assert.match(symptom.source, /\S{4}/);
      assert.doesNotMatch(symptom.source, /gateways\.md|tls-dns-streams\.md|proxy\.md/);
    });

    it(`${symptom.id} advises nobody to switch verification off`, () => {
      const advice = [symptom.title(), symptom.cause(), symptom.tell?.() ?? '', symptom.fix()].join(' ');
      for (const sentence of advice.split(/(?<=\.)\s+/)) {
        if (verificationOff.test(sentence)) assert.match(sentence, /^(Never|Do not) /, sentence);
      }
    });
  }

  it('warns against switching verification off where people are tempted to', () => {
    const untrusted = symptoms.find(({ id }) => id === 'tls-untrusted');
    assert.match(untrusted?.fix() ?? '', /Never switch verification off\./);
  });

  it('speaks of the same leg as the fault of that name', () => {
    const shared = symptoms.filter(({ id }) => faultKinds.includes(id as FaultKind));
    assert.deepEqual(shared.map(({ id }) => id).sort(), [
      'bad-key', 'client-timeout', 'connect-timeout', 'connection-refused', 'connection-reset', 'name-not-found',
      'network-unreachable', 'no-endpoints', 'not-an-api', 'proxy-auth', 'proxy-refuses', 'proxy-unreachable',
      'tls-expired', 'tls-untrusted', 'tls-wrong-host', 'truncated',
    ]);
    for (const { id, leg } of shared) assert.equal(leg, legOfFault(id as FaultKind), id);
  });
});

describe('weigh', () => {
  const symptom = {
    id: 'x',
    leg: 'http' as const,
    title: () => 'X.',
    cause: () => 'X.',
    fix: () => 'X.',
    source: 'x',
    signs: [sign(50, /a/), sign(80, /a/, /b/), { all: [/c/], none: [/d/], weight: 60 }],
  };
  const cases: readonly [string, number][] = [['', 0], ['a', 50], ['b', 0], ['b a', 80], ['c', 60], ['c d', 0], ['a c', 60]];
  for (const [text, weight] of cases) {
    it(`${JSON.stringify(text)} weighs ${weight}`, () => assert.equal(weigh(symptom, text), weight));
  }
});

describe('objectsIn', () => {
  it('reads JSON, Python and escaped notation, and what is inside', () => {
    assert.deepEqual(objectsIn('x {"a":1} y'), [{ a: 1 }]);
    assert.deepEqual(objectsIn("- {'m': \"it's\", 'n': None, 't': True}"), [{ m: "it's", n: null, t: true }]);
    assert.deepEqual(objectsIn('"{\\"a\\":1}"'), [{ a: 1 }]);
    assert.deepEqual(objectsIn('{"body":"{\\"a\\":1}"}'), [{ body: '{"a":1}' }, { a: 1 }]);
    assert.deepEqual(objectsIn('{"a":{"b":[{"c":1}]}}'), [{ a: { b: [{ c: 1 }] } }, { b: [{ c: 1 }] }, { c: 1 }]);
  });

  it('passes over what only looks like one', () => {
    assert.deepEqual(objectsIn('{ not json } {"a":1}'), [{ a: 1 }]);
    assert.deepEqual(objectsIn('{{{{'), []);
    assert.deepEqual(objectsIn('function () { return {}; }'), [{}]);
  });
});

describe('statusIn', () => {
  const cases: readonly [string, number | undefined][] = [
    ['HTTP/1.1 502 Bad Gateway', 502],
    ['HTTP/2 429', 429],
    ['Error code: 404 - {', 404],
    ['Request failed with status code 503', 503],
    ['{"statusCode":404}', 404],
    ['API Error: 402 {"error":1}', 402],
    ['HTTP 401: User not found.', 401],
    ['[502]: fetch failed', 502],
    ['429 Rate limit exceeded', 429],
    ['HTTP/1.1 200 OK', undefined],
    ['listening on port 4040', undefined],
    ['took 502 ms', undefined],
    ['', undefined],
  ];
  for (const [text, status] of cases) {
    it(`finds ${status ?? 'none'} in ${JSON.stringify(text)}`, () => assert.equal(statusIn(text), status));
  }
});
