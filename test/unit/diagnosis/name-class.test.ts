import assert from 'node:assert/strict';
import fc from 'fast-check';
import { classifyName, type Reached } from '../../../src/diagnosis/rules/name-class.ts';
import { judgeDns } from '../../../src/diagnosis/rules/dns.ts';
import type { ServerAnswer } from '../../../src/path/dns-replies.ts';
import { dnsOf, factsOf, failureOf, lookupOf, own, proxied } from './samples.ts';
import { captured } from './rules/connect-cases.ts';
import { replyOf, serverOf, silenceOf } from './rules/name-cases.ts';

const address = fc.oneof(
  fc.constantFrom('104.18.2.115', '198.18.0.7', '10.1.2.3', '127.0.0.1', '0.0.0.0', '::', '2001::7', 'fd77::1', '100.64.0.9'),
  fc.ipV4(),
  fc.ipV6(),
);
const addresses = fc.array(address, { maxLength: 3 });
const answer: fc.Arbitrary<ServerAnswer> = fc.oneof(
  addresses.map((found) => replyOf(found)),
  fc.nat(15).map((rcode) => replyOf([], { rcode })),
  fc.constantFrom('DEADLINE', 'ECONNREFUSED').map(silenceOf),
);
const server = fc
  .tuple(fc.constantFrom('192.0.2.53', '10.0.0.53'), answer, answer, answer, fc.option(addresses))
  .map(([name, udp, tcp, ipv6, second]) => serverOf(name, udp, { tcp, ipv6, invented: ipv6, ...(second && { second: replyOf(second) }) }));
const found = fc.oneof(
  fc.array(address, { minLength: 1, maxLength: 4 }).map((all) => lookupOf(all)),
  fc.constantFrom('ENOTFOUND', 'EAI_AGAIN', 'DEADLINE', 'EAI_FAIL').map((code) => lookupOf([], { failure: failureOf('dns', 'dns', code) })),
);
const evidence = fc
  .tuple(found, fc.array(server, { maxLength: 3 }), fc.option(addresses))
  .map(([lookup, each, publicly]) =>
    dnsOf(lookup, { each, overHttps: publicly ? [{ resolver: 'https://1.1.1.1/dns-query', durationMs: 5, rcode: 0, addresses: publicly }] : [] }),
  );
const faulty = ['fake-ip-orphan', 'not-taken-over'];

describe('the class of a name', () => {
  it('is one for all evidence there can be, and what only connecting shows is not said before', () => {
    fc.assert(
      fc.property(evidence, fc.boolean(), (dns, users) => {
        const facts = factsOf(users ? own : {});
        for (const outcome of ['unknown', 'open'] as const) {
          const { kind } = classifyName(dns, facts, { outcome }, captured);
          assert.ok(!faulty.includes(kind), kind);
          // A forged denial needs no connection to show: there is nothing to connect to.
          assert.ok(kind !== 'poisoned' || dns.lookup.failure, kind);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('makes nothing worse than information of a name that the proxy resolves', () => {
    fc.assert(
      fc.property(evidence, (dns) => {
        const { findings } = judgeDns(dns, factsOf({ paths: [proxied] }));
        assert.deepEqual(findings.filter(({ severity }) => severity !== 'info'), []);
      }),
      { numRuns: 500 },
    );
  });

  it('makes nothing worse than information of an answer before it was tried, but that it leads nowhere', () => {
    fc.assert(
      fc.property(evidence, (dns) => {
        fc.pre(!dns.lookup.failure);
        const { findings } = judgeDns(dns, factsOf());
        assert.deepEqual(findings.filter(({ severity, id }) => severity !== 'info' && id !== 'dns-blocked'), []);
      }),
      { numRuns: 500 },
    );
  });

  it('changes with what connecting showed only where it failed', () => {
    const failed: Reached = { outcome: 'failed', leg: 'tcp', code: 'DEADLINE' };
    fc.assert(
      fc.property(evidence, (dns) => {
        const facts = factsOf();
        const [unknown, open, tried] = [{ outcome: 'unknown' } as const, { outcome: 'open' } as const, failed].map((reached) => classifyName(dns, facts, reached));
        assert.deepEqual(unknown, open);
        if (unknown?.kind === 'fake-ip') assert.equal(tried?.kind, 'fake-ip-orphan');
      }),
      { numRuns: 500 },
    );
  });
});
