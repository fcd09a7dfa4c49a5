import assert from 'node:assert/strict';
import { readConfiguration } from '../../../../src/clash/configuration/read.ts';
import type { ClashExplanation } from '../../../../src/clash/rules/explanation.ts';
import { hoverAt, type HoverSources } from '../../../../src/clash/look/hover.ts';
import { lensesOf, wayWords } from '../../../../src/clash/look/lenses.ts';

const text = `proxies:
  - { name: tcp-only, type: http, server: s, port: 1 }
proxy-groups:
  - { name: FAST, type: url-test, proxies: [tcp-only], tolerance: 50 }
  - { name: FIRST, type: fallback, proxies: [tcp-only, FAST], interval: 60 }
  - { name: TURNS, type: load-balance, strategy: round-robin, proxies: [tcp-only] }
rules:
  - DOMAIN-SUFFIX,openrouter.ai,FAST
  - DOMAIN,openrouter.ai,FIRST
  - MATCH,TURNS
`;
const configuration = readConfiguration(text);
const gateways = [
  { id: 'openrouter', name: 'OpenRouter', host: 'openrouter.ai', port: 443, inUse: true },
  { id: 'openai', name: 'OpenAI', host: 'api.openai.com', port: 443, inUse: false },
];

function explained(index: number, more: Partial<ClashExplanation> = {}): ClashExplanation {
  const line = configuration.rules[index];
  const policy = line && 'target' in line.rule ? line.rule.target : 'DIRECT';
  return { mode: 'rule', complete: true, rule: line && { list: 'rules', index, text: line.text }, policy, chain: [policy], chainComplete: true, undecided: [], passedOver: [], resolvedBy: undefined, ...more };
}

const sources: HoverSources = {
  gateways,
  explain: ({ host }) => explained(host.endsWith('openrouter.ai') ? 0 : 2),
  matches: ({ index }, { host }) => index === 2 || host === 'openrouter.ai',
  chainOf: (policy) => [policy, 'tcp-only'],
};
const told = (words: string, more = 0): string[] => {
  const hover = hoverAt(configuration, text.indexOf(words) + more, sources);
  return hover ? [hover.title, ...hover.lines] : [];
};

describe('what is told of a place in a Clash file', () => {
  it('of a rule: where it leads and whom it catches', () => {
    assert.deepEqual(told('DOMAIN-SUFFIX'), ['Rule 1', 'Leads to FAST -> tcp-only', 'Catches openrouter.ai (OpenRouter)']);
  });

  it('of a rule that another takes everything from', () => {
    assert.deepEqual(told('DOMAIN,openrouter'), [
      'Rule 2', 'Leads to FIRST -> tcp-only', 'Catches no gateway that is known', 'openrouter.ai is caught before, by rule 1: DOMAIN-SUFFIX,openrouter.ai,FAST', 'Never reached: rule 1: DOMAIN-SUFFIX,openrouter.ai,FAST',
    ]);
  });

  it('of the last rule: whom it is left with', () => {
    assert.deepEqual(told('MATCH'), ['Rule 3', 'Leads to TURNS -> tcp-only', 'Catches api.openai.com (OpenAI)', 'openrouter.ai is caught before, by rule 1: DOMAIN-SUFFIX,openrouter.ai,FAST']);
  });

  it('of groups: members, and what calls see of a change', () => {
    assert.deepEqual(told('ai,FAST', 3), ['FAST, a group (url-test)', 'Members: tcp-only', 'Every 300 s it goes to the fastest member, if that is more than 50 ms faster.', 'An answer that is being streamed stays on its node; the next call may leave from another place.', 'For streams, tolerance: 50 -> 150. With a tolerance of 50 ms the next call goes to whichever node was a little faster in the last check. Streams that run are not moved, but calls of one conversation may leave from several countries.']);
    assert.match(told('name: FIRST', 7).join(), /made every 60 s, and goes back/);
    assert.match(told('MATCH,TURNS', 8).join(), /Each connection may take another member/);
  });

  it('of a node where it is defined', () => {
    assert.match(told('name: tcp-only', 7).join(), /It carries no UDP/);
    assert.deepEqual(told('mixed'), []);
  });
});

describe('what is told of a row of a rule set', () => {
  it('is whom it catches, and no way that it has not', () => {
    const set = readConfiguration('payload:\n  - DOMAIN-SUFFIX,openrouter.ai\n', { form: 'rule-set' });
    const hover = hoverAt(set, 15, { ...sources, matches: (_line, { host }) => host === 'openrouter.ai' });
    assert.deepEqual(hover?.lines, ['Catches openrouter.ai (OpenRouter)']);
    assert.deepEqual(lensesOf({ ...configuration, form: 'party-override' }, gateways, sources.explain), []);
  });
});

describe('lines above the rules', () => {
  it('are one for each gateway in use, and lead to the rule', () => {
    const lenses = lensesOf(configuration, gateways, sources.explain);
    assert.deepEqual(lenses.map(({ words, goesTo }) => [words, goesTo && text.slice(goesTo.start, goesTo.end)]), [['openrouter.ai -> rule 1 -> FAST', 'DOMAIN-SUFFIX,openrouter.ai,FAST']]);
  });

  const undecided = (missing: 'address' | 'process') => ({ rule: { list: 'rules', index: 0, text: '' }, missing, detail: '', policy: 'X' });
  const cases: [string, ClashExplanation, string][] = [
    ['down to the node', explained(0, { chain: ['FAST', 'a'] }), 'h -> rule 1 -> FAST -> a'],
    ['as far as the choice is known', explained(0, { chainComplete: false }), 'h -> rule 1 -> FAST -> as the group chooses'],
    ['a target that there is not', explained(0, { chain: ['GONE'], chainComplete: false }), 'h -> rule 1 -> GONE'],
    ['no rule', explained(9), 'h -> no rule -> DIRECT'],
    ['another mode', explained(9, { mode: 'global', policy: 'GLOBAL', chain: ['GLOBAL'] }), 'h -> mode global -> GLOBAL'],
    ['a list of its own', explained(0, { rule: { list: 'udp', index: 3, text: '' } }), 'h -> rule 4 of udp -> FAST'],
    ['an address above', explained(0, { complete: false, undecided: [undecided('address')] }), 'h -> rule 1 -> FAST (depends on the resolved address)'],
    ['a process above', explained(0, { complete: false, undecided: [undecided('address'), undecided('process')] }), 'h -> rule 1 -> FAST (depends on what the file does not tell)'],
  ];
  for (const [name, explanation, words] of cases) it(`say the way: ${name}`, () => assert.equal(wayWords('h', explanation, new Set(['FAST'])), words));
});
