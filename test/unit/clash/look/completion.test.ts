import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'yaml';
import { completionsAt, type KnownNames } from '../../../../src/clash/look/completion.ts';

const range = { start: 0, end: 0 };
const map = { range, entries: new Map() };
const placed = (value: string) => ({ value, range });
const names: KnownNames = {
  groups: [{ name: placed('PROXY'), type: placed('select'), members: [], uses: [], map }],
  proxies: [{ name: placed('node-a'), type: 'ss', udp: true, map }],
  ruleProviders: [{ name: placed('ai'), type: 'http', behavior: 'domain', format: 'yaml', url: undefined, path: undefined, payload: undefined, map }],
  proxyProviders: [{ name: placed('sub'), type: 'http', url: undefined, path: undefined, map }],
  subRules: new Map([['udp', []]]),
};
const gateways = [
  { id: 'openai', name: 'OpenAI', host: 'api.openai.com', port: 443, inUse: false },
  { id: 'openrouter', name: 'OpenRouter', host: 'openrouter.ai', port: 443, inUse: true },
];

/** What is offered at `|`, and the text with the first of it put in. */
function at(marked: string): { labels: string[]; taken: string } | undefined {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const found = completionsAt(text, offset, names, gateways);
  return found && { labels: found.items.map(({ label }) => label), taken: text.slice(0, found.range.start) + (found.items[0]?.insert ?? '') + text.slice(found.range.end) };
}

describe('completion in a Clash file', () => {
  it('offers the types of rules, with the comma that follows', () => {
    const found = at('rules:\n  - DOM|');
    assert.ok(found?.labels.includes('DOMAIN-SUFFIX') && found.labels.includes('RULE-SET'));
    assert.equal(found?.taken, 'rules:\n  - DOMAIN,');
    assert.equal(at('rules:\n  - DOM|AIN-X,a,b')?.taken, 'rules:\n  - DOMAIN,a,b');
  });

  it('offers hosts of gateways, those in use first', () => {
    const found = at('rules:\n  - DOMAIN-SUFFIX,op|,PROXY');
    assert.deepEqual(found?.labels, ['openrouter.ai', 'api.openai.com']);
    assert.equal(found?.taken, 'rules:\n  - DOMAIN-SUFFIX,openrouter.ai,PROXY');
  });

  it('offers targets: groups, built-ins, nodes', () => {
    for (const rule of ['DOMAIN,a.b,|', 'MATCH,|', 'AND,((NETWORK,UDP),(DST-PORT,443)),|', "'MATCH,|'", '"MATCH,P|"']) {
      const found = at(`rules:\n  - ${rule}`);
      assert.deepEqual([found?.labels[0], found?.labels[1], found?.labels.at(-1)], ['PROXY', 'DIRECT', 'node-a'], rule);
    }
    assert.equal(at('rules:\n  - "MATCH,P|"')?.taken, 'rules:\n  - "MATCH,PROXY"');
    assert.equal(at('rules:\n  - MATCH,P| # all else')?.taken, 'rules:\n  - MATCH,PROXY # all else');
  });

  it('offers rule sets, lists of rules, and parameters where they mean something', () => {
    assert.deepEqual(at('rules:\n  - RULE-SET,|')?.labels, ['ai']);
    assert.deepEqual(at('rules:\n  - SUB-RULE,(NETWORK,UDP),|')?.labels, ['udp']);
    assert.deepEqual(at('rules:\n  - GEOIP,CN,DIRECT,|')?.labels, ['no-resolve', 'src']);
    assert.deepEqual(at('rules:\n  - DOMAIN,a,DIRECT,|')?.labels, []);
  });

  it('offers members and providers of groups', () => {
    assert.equal(at('proxy-groups:\n  - { name: A, type: select, proxies: [DIRECT, no|] }')?.taken, 'proxy-groups:\n  - { name: A, type: select, proxies: [DIRECT, PROXY] }');
    assert.deepEqual(at('proxy-groups:\n  - name: A\n    use:\n      - |')?.labels, ['sub']);
    assert.equal(at('proxy-groups:\n  - name: A\n    proxies:\n      - no|de\n')?.taken, 'proxy-groups:\n  - name: A\n    proxies:\n      - PROXY\n');
  });

  it('offers in brackets what it offers in lines, each rule in quotes', () => {
    assert.equal(at("rules: ['DOMAIN,a,PROXY', 'DOM|']")?.taken, "rules: ['DOMAIN,a,PROXY', 'DOMAIN,']");
    assert.equal(at('rules: [\n  "DOMAIN-SUFFIX,op|"\n]')?.taken, 'rules: [\n  "DOMAIN-SUFFIX,openrouter.ai"\n]');
    assert.equal(at('rules: ["MATCH,P|", "x"]')?.taken, 'rules: ["MATCH,PROXY", "x"]');
    assert.equal(at('rules: ["MATCH,|')?.taken, 'rules: ["MATCH,PROXY');
    assert.equal(at('{\n  "rules": [\n    "MATCH,|"\n  ]\n}')?.taken, '{\n  "rules": [\n    "MATCH,PROXY"\n  ]\n}');
    assert.deepEqual(at("sub-rules:\n  one: ['GEOIP,CN,DIRECT,|']")?.labels, ['no-resolve', 'src']);
    for (const list of ["'RULE-SET,|'", '"RULE-SET,|"']) assert.deepEqual(at(`rules: [${list}]`)?.labels, at('rules:\n  - RULE-SET,|')?.labels);
    const bare = (marked: string): unknown => {
      const found = completionsAt(marked.replace('|', ''), marked.indexOf('|'), names, gateways);
      const first = found?.items[0];
      return [first?.label, first?.insert, first?.behind, first?.goesOn, found && marked.replace('|', '').slice(found.range.start, found.range.end)];
    };
    assert.deepEqual(bare('rules: [|]'), ['DOMAIN', "'DOMAIN,", "'", true, '']);
    assert.deepEqual(bare('rules: ["A,b,c", DOM|AI]'), ['DOMAIN', '"DOMAIN,', '"', true, 'DOMAI']);
    assert.deepEqual(bare("rules: ['A,b,c',\n  |]"), ['DOMAIN', "'DOMAIN,", "'", true, '']);
    assert.deepEqual(bare('rules: ["MATCH,|"]'), ['PROXY', 'PROXY', undefined, false, '']);
  });

  it('puts names into quotes, and escapes them there, where they need it', () => {
    const odd = ['node,with,commas', 'US: a', "Joe's", '"A"', '12', '[x1.5]', '# 1', 'plain 香港'];
    const known: KnownNames = { ...names, groups: [], proxies: odd.map((name) => ({ name: placed(name), type: 'ss', udp: true, map })) };
    const places = ['proxy-groups:\n  - name: A\n    proxies: [|]\n', "proxy-groups: [{ name: A, proxies: [ '|' ] }]", 'proxy-groups: [{ name: A, proxies: [B, "|"] }]', 'proxy-groups:\n  - name: A\n    proxies:\n      - |\n', "proxy-groups:\n  - name: A\n    proxies:\n      - '|'\n"];
    for (const marked of places) {
      const text = marked.replace('|', '');
      const found = completionsAt(text, marked.indexOf('|'), known, gateways);
      assert.ok(found);
      for (const label of odd) {
        const { insert = '' } = found.items.find((one) => one.label === label) ?? {};
        const taken: string = text.slice(0, found.range.start) + insert + text.slice(found.range.end);
        const [group] = (parse(taken) as { 'proxy-groups': { proxies: unknown[] }[] })['proxy-groups'];
        assert.equal(group?.proxies.at(-1), label, taken);
      }
    }
    for (const marked of ["rules: ['MATCH,|']", 'rules: ["MATCH,|"]', "rules:\n  - 'MATCH,|'", 'rules:\n  - "MATCH,|"']) {
      const text = marked.replace('|', '');
      const found = completionsAt(text, marked.indexOf('|'), known, gateways);
      for (const label of odd) {
        const taken = text.slice(0, found?.range.start) + (found?.items.find((one) => one.label === label)?.insert ?? '') + text.slice(found?.range.end);
        assert.deepEqual(parse(taken), { rules: [`MATCH,${label}`] }, taken);
      }
    }
  });

  it('offers nothing elsewhere', () => {
    for (const marked of ['mode: |', 'rules|:', 'rules:\n  - MATCH,A # a comment |', 'proxies:\n  - |', '|', 'rules: [ # |', "rules: ['MATCH,A'|]", 'rules: [a] |']) assert.equal(at(marked), undefined, marked);
  });

  it('replaces nothing outside the line, whatever is written', () => {
    const piece = fc.constantFrom('rules:', '\n', '  - ', 'DOMAIN', ',', 'a.b', '"', "'", '#', ' ', '[', ']', '{', 'proxies:', 'proxies: [', 'rules: [', '(', '\r\n', 'é');
    fc.assert(fc.property(fc.array(piece), fc.nat(), (pieces, place) => {
      const text = pieces.join('');
      const offset = place % (text.length + 1);
      const found = completionsAt(text, offset, names, gateways);
      if (!found) return;
      assert.ok(found.range.start <= offset && offset <= found.range.end, `${found.range.start} ${offset} ${found.range.end}`);
      assert.doesNotMatch(text.slice(found.range.start, found.range.end), /[\r\n]/);
    }));
  });
});
