import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readConfiguration } from '../../../../src/clash/configuration/read.ts';
import { definitionsOf, referencesTo, ruleLineAt, symbolAt } from '../../../../src/clash/look/symbols.ts';

const text = `proxies:
  - { name: "node a", type: ss, server: s, port: 1 }
  - name: node-b
    type: ss
    dialer-proxy: node a
proxy-providers:
  sub: { type: http, url: 'https://x', proxy: PROXY }
proxy-groups:
  - { name: PROXY, type: select, proxies: ["node a", node-b], use: [sub] }
rule-providers:
  ai: { type: http, behavior: domain, url: 'https://y' }
sub-rules:
  'udp list':
    - MATCH,PROXY
rules:
  - RULE-SET,ai,PROXY
  - AND,((NETWORK,UDP),(RULE-SET,ai)),REJECT
  - 'SUB-RULE,(NETWORK,UDP),udp list'
  - DOMAIN,node-b.example,node-b
  - MATCH,PROXY
`;
const configuration = readConfiguration(text);
const at = (words: string, more = 0): number => text.indexOf(words) + more;
const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length - 1;

describe('names of a Clash file', () => {
  const cases: [string, number, string | undefined][] = [
    ['a group where it is defined', at('PROXY, type'), 'definition policy PROXY'],
    ['a group that a rule leads to', at('ai,PROXY', 4), 'reference policy PROXY'],
    ['a node as a member', at('"node a", node-b', 3), 'reference policy node a'],
    ['a node behind another', at('dialer-proxy: node a', 15), 'reference policy node a'],
    ['a group that fetches a provider', at('proxy: PROXY', 8), 'reference policy PROXY'],
    ['a provider in use', at('[sub]', 2), 'reference proxy-provider sub'],
    ['a provider', at('sub: {'), 'definition proxy-provider sub'],
    ['a rule set', at('RULE-SET,ai,', 10), 'reference rule-set ai'],
    ['a rule set in a logic rule', at('(RULE-SET,ai)', 11), 'reference rule-set ai'],
    ['a list of rules', at('),udp list', 4), 'reference rule-list udp list'],
    ['a list of rules where it is', at("'udp list'", 2), 'definition rule-list udp list'],
    ['a target within a list', at('MATCH,PROXY', 7), 'reference policy PROXY'],
    ['a payload', at('node-b.example', 2), undefined],
    ['a key', at('proxy-groups', 2), undefined],
  ];
  for (const [name, offset, expected] of cases) {
    it(`are found: ${name}`, () => {
      const place = symbolAt(configuration, offset);
      assert.equal(place && `${place.role} ${place.symbol.kind} ${place.symbol.name}`, expected);
    });
  }

  it('lead to their definition, and to every use', () => {
    const told = (kind: 'policy' | 'rule-set' | 'rule-list' | 'proxy-provider', name: string): [number[], number[]] => [
      definitionsOf(configuration, { kind, name }).map(({ start }) => lineOf(start)),
      referencesTo(configuration, { kind, name }).map(({ start }) => lineOf(start)),
    ];
    assert.deepEqual(told('policy', 'PROXY'), [[8], [6, 15, 19, 13]]);
    assert.deepEqual(told('policy', 'node-b'), [[2], [8, 18]]);
    assert.deepEqual(told('rule-set', 'ai'), [[10], [15, 16]]);
    assert.deepEqual(told('rule-list', 'udp list'), [[12], [17]]);
    assert.deepEqual(told('proxy-provider', 'sub'), [[6], [8]]);
    assert.deepEqual(told('policy', 'DIRECT'), [[], []]);
  });

  it('are told as they are written', () => {
    for (const name of ['PROXY', 'node-b', 'node a']) {
      for (const { start, end } of [...definitionsOf(configuration, { kind: 'policy', name }), ...referencesTo(configuration, { kind: 'policy', name })]) {
        assert.equal(text.slice(start, end).replace(/^["']|["']$/g, ''), name);
      }
    }
  });

  it('are looked for in any text, at any place', () => {
    const piece = fc.constantFrom(...text.split(/(?<=[\n,:{}[\]])/), '\t', '"', '&a ', '*a');
    fc.assert(fc.property(fc.array(piece), fc.nat(), (pieces, place) => {
      const any = readConfiguration(pieces.join(''));
      const offset = place % (any.text.length + 1);
      const found = symbolAt(any, offset);
      if (found) assert.ok(found.start <= offset && offset <= found.end);
      const line = ruleLineAt(any, offset);
      if (line) assert.ok(line.range.start <= offset && offset <= line.range.end);
    }));
  });
});
