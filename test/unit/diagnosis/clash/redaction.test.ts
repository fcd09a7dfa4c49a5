import assert from 'node:assert/strict';
import fc from 'fast-check';
import { withoutClashIdentity, withoutSeller } from '../../../../src/diagnosis/clash/redaction.ts';
import { judgeClash } from '../../../../src/diagnosis/rules/clash.ts';
import { makeReport } from '../../../../src/diagnosis/report.ts';
import { factsOf, proxied, resultOf } from '../samples.ts';
import { clashOf, connectionOf, coreOf, explanationOf, nodeOf } from '../rules/clash-cases.ts';

const names: readonly [before: string, after: string][] = [
  ['🇭🇰 HK 01', '🇭🇰 HK 01'],
  ['node-a', 'node-a'],
  ['香港 IPLC 2x', '香港 IPLC 2x'],
  ['US v2.1 | shop.example.com', 'US v2.1 | [left out]'],
  ['官网 https://shop.example/aff?u=7', '官网 [left out]'],
  ['客服 @some_seller', '客服 [left out]'],
  ['t.me/some_seller', '[left out]'],
  ['ann@example.com', '[left out]'],
  ['203.0.113.7 direct', '[left out] direct'],
];

describe('what of a Clash core is shared', () => {
  for (const [before, after] of names) it(`${before} as ${after}`, () => assert.equal(withoutSeller(before), after));

  it('is the same when it is made twice, for any name', () => {
    fc.assert(fc.property(fc.string(), (name) => {
      const once = withoutSeller(name);
      assert.equal(withoutSeller(once), once);
    }));
  });

  it('has names without the seller everywhere, and no number of a connection', () => {
    const node = 'US | shop.example.com';
    const core = coreOf({ nodes: [nodeOf(node)], connections: [connectionOf({ node })] }, explanationOf({ chain: ['PROXY', node] }));
    const shared = withoutClashIdentity(clashOf(core));
    assert.doesNotMatch(JSON.stringify(shared), /shop\.example|c0ffee/);
    assert.match(JSON.stringify(shared), /"host":"openrouter\.ai"/);
    assert.equal(core.connections[0]?.node, node, 'the evidence itself stays as it is');
  });

  it('is what stands in the report', () => {
    const node = 'US | shop.example.com';
    const core = coreOf({ connections: [connectionOf({ node })], nodes: [nodeOf(node)] }, explanationOf({ chain: ['PROXY', node] }));
    const dead = { ...core, nodes: [nodeOf(node, false)] };
    const facts = factsOf({ paths: [proxied] });
    const results = [resultOf('clash', 'proxy', judgeClash(clashOf(dead), facts), clashOf(dead))];
    const report = makeReport({ startedAt: '2026-08-20T12:00:00.000Z', durationMs: 5, facts, results, secrets: [] }, []);
    assert.doesNotMatch(JSON.stringify(report), /shop\.example|c0ffee/);
    assert.match(report.verdict.sentence, /openrouter\.ai does not pass its test: US \| \[left out\]/);
  });
});
