import assert from 'node:assert/strict';
import * as vm from 'node:vm';
import fc from 'fast-check';
import { parse } from 'yaml';
import { formOfFile } from '../../../../src/clash/fragment/form-of-file.ts';
import type { FragmentFormId } from '../../../../src/clash/fragment/fragment.ts';
import { placeFragment, type PlacementTarget } from '../../../../src/clash/fragment/place.ts';
import { inverseEdits } from '../../../../src/clash/fragment/take-back.ts';
import type { FragmentWish } from '../../../../src/clash/fragment/wish.ts';
import { applyEdits } from '../../../../src/clash/text-edit.ts';
import { wishFor } from './wishes.ts';

const row = 'DOMAIN-SUFFIX,openrouter.ai,OPENROUTER-STABLE';
const wish = wishFor({ nodes: ['a'] });
type Config = { rules: string[]; 'proxy-groups': Record<string, unknown>[] } & Record<string, unknown>;

/** Puts it in, and holds what is promised of every text: once is twice, and back is back. */
function put(text: string, form: FragmentFormId = 'plain', { path, half, as = wish }: Partial<PlacementTarget> & { as?: FragmentWish } = {}): string {
  const target = (now: string): PlacementTarget => ({ text: now, path, ...(half && { half }) });
  const placement = placeFragment(target(text), form, as);
  assert.equal(placement.kind, 'edits', JSON.stringify(placement));
  if (placement.kind !== 'edits') return text;
  const after = applyEdits(text, placement.edits);
  assert.equal(placeFragment(target(after), form, as).kind, 'there', `twice is not once:\n${after}`);
  assert.equal(applyEdits(after, inverseEdits(text, placement.edits)), text);
  return after;
}
function refusal(text: string, form: FragmentFormId = 'plain', path?: string, as: FragmentWish = wish): { sentence: string; form?: string } {
  const placement = placeFragment({ text, path }, form, as);
  assert.equal(placement.kind, 'refused', JSON.stringify(placement));
  return placement as { sentence: string; form?: string };
}

const nodes = 'proxies:\n  - { name: a, type: http, server: h, port: 1 }\n';
const groupLine = "  - { name: OPENROUTER-STABLE, type: fallback, proxies: [a], url: 'https://openrouter.ai/api/v1/key', expected-status: '200-299/400-402/404-429', interval: 300, timeout: 5000, max-failed-times: 5, lazy: true }\n";

describe('rows and a group in a configuration', () => {
  it('in the file\'s own style: braces, comments kept with what they are about', () => {
    const before = `${nodes}proxy-groups:\n  # the usual one\n  - { name: PROXY, type: select, proxies: [a] }\nrules:\n  # ads\n  - DOMAIN-SUFFIX,ads.example,REJECT # gone\n  # the country\n  - GEOIP,CN,DIRECT\n  - MATCH,PROXY\n`;
    assert.equal(put(before), `${nodes}proxy-groups:\n${groupLine}  # the usual one\n  - { name: PROXY, type: select, proxies: [a] }\nrules:\n  # ads\n  - DOMAIN-SUFFIX,ads.example,REJECT # gone\n  - ${row}\n  # the country\n  - GEOIP,CN,DIRECT\n  - MATCH,PROXY\n`);
  });

  it('in the file\'s own style: lines, no indentation, quotes, CRLF', () => {
    const before = "proxies:\r\n- name: a\r\n  type: http\r\n  server: h\r\n  port: 1\r\nproxy-groups:\r\n- name: PROXY\r\n  type: select\r\n  proxies:\r\n  - a\r\nrules:\r\n- 'GEOIP,CN,DIRECT'\r\n- 'MATCH,PROXY'\r\n";
    const after = put(before);
    assert.ok(after.includes(`rules:\r\n- '${row}'\r\n- 'GEOIP,CN,DIRECT'`), after);
    assert.ok(after.includes('proxy-groups:\r\n- name: OPENROUTER-STABLE\r\n  type: fallback\r\n  proxies:\r\n    - a\r\n'), after);
    assert.ok(!/[^\r]\n/.test(after));
  });

  it('is quick behind many blank lines and comments', () => {
    const before = `${'\n# c\n'.repeat(2_000)}${nodes}rules:\n  - MATCH,DIRECT\n`;
    const begun = performance.now();
    assert.match(put(before), new RegExp(`\\n {2}- ${row}\\n`));
    put('\n'.repeat(2_000));
    assert.ok(performance.now() - begun < 5_000);
  });

  it('takes a form feed for text, as YAML does', () => {
    refusal('\n\f');
  });

  const styles: [what: string, text: string, rules: string[]][] = [
    ['wide gaps behind the dash', `${nodes}proxy-groups:\n    -   name: P\n        type: select\n        proxies: [a]\nrules:\n    -   MATCH,P\n`, [row, 'MATCH,P']],
    ['lists in brackets', `proxies: [{name: a, type: http, server: h, port: 1}]\nproxy-groups: [{name: P, type: select, proxies: [a]}]\nrules: ['GEOIP,CN,DIRECT', 'MATCH,P']\n`, [row, 'GEOIP,CN,DIRECT', 'MATCH,P']],
    ['brackets over several lines', `${nodes}proxy-groups: [\n  {name: P, type: select, proxies: [a]},\n]\nrules: [\n  "DOMAIN,x.example,P",\n  "MATCH,P",\n]\n`, ['DOMAIN,x.example,P', row, 'MATCH,P']],
    ['empty lists', `${nodes}proxy-groups: []\nrules: []\n`, [row]],
    ['names without values', `${nodes}proxy-groups:\nrules: # none yet\n`, [row]],
    ['no lists at all', `mixed-port: 7890\n${nodes}`, [row]],
    ['no line break at the end', `${nodes}rules:\n  - MATCH,DIRECT`, [row, 'MATCH,DIRECT']],
    ['nothing at the end, and no list', `mixed-port: 7890\n${nodes.trimEnd()}`, [row]],
    ['anchors', `x-base: &base { interval: 300 }\n${nodes}proxy-groups: &groups\n  - <<: *base\n    name: P\n    type: select\n    proxies: [a]\nrules: &rules\n  - &first GEOIP,CN,DIRECT\n  - MATCH,P\n`, [row, 'GEOIP,CN,DIRECT', 'MATCH,P']],
    ['JSON', `{"proxies": [{"name": "a", "type": "http", "server": "h", "port": 1}], "proxy-groups": [{"name": "P", "type": "select", "proxies": ["a"]}], "rules": ["MATCH,P"]}`, [row, 'MATCH,P']],
    ['a mark at the beginning and the end', `\uFEFF---\n${nodes}rules:\n  - MATCH,DIRECT\n...\n`, [row, 'MATCH,DIRECT']],
    ['rows that never catch the gateway stay above', `${nodes}rules:\n  - IP-CIDR,10.0.0.0/8,DIRECT,no-resolve\n  - DOMAIN-KEYWORD,tracker,REJECT\n  - DOMAIN-SUFFIX,ai,P2\n  - MATCH,DIRECT\n`, ['IP-CIDR,10.0.0.0/8,DIRECT,no-resolve', 'DOMAIN-KEYWORD,tracker,REJECT', row, 'DOMAIN-SUFFIX,ai,P2', 'MATCH,DIRECT']],
    ['no row catches it', `${nodes}rules:\n  - DOMAIN,x.example,DIRECT\n`, [row, 'DOMAIN,x.example,DIRECT']],
    ['emoji and other scripts', `${nodes}proxy-groups:\n  - name: 🚀 节点选择\n    type: select\n    proxies: [a]\nrules:\n  - GEOSITE,cn,DIRECT\n  - MATCH,🚀 节点选择\n`, [row, 'GEOSITE,cn,DIRECT', 'MATCH,🚀 节点选择']],
    ['tabs in comments', `${nodes}rules:\n  #\ttabs\t\n  - MATCH,DIRECT\t# here\n`, [row, 'MATCH,DIRECT']],
  ];
  for (const [what, text, rules] of styles) {
    it(what, () => {
      const after = parse(put(text), { merge: true }) as Config;
      const before = parse(text, { merge: true }) as Config;
      assert.deepEqual(after.rules, rules);
      assert.equal(after['proxy-groups'].filter(({ name }) => name === 'OPENROUTER-STABLE').length, 1);
      assert.deepEqual(after['proxy-groups'].filter(({ name }) => name !== 'OPENROUTER-STABLE'), before['proxy-groups'] ?? []);
      assert.deepEqual(after['proxies'], before['proxies']);
    });
  }

  it('a row of ours that stands too low is led to the top', () => {
    const after = put(`${nodes}rules:\n  - GEOIP,CN,DIRECT\n  - ${row} # mine\n  - MATCH,DIRECT\n`);
    assert.deepEqual((parse(after) as Config).rules, [row, 'GEOIP,CN,DIRECT', 'MATCH,DIRECT']);
  });

  it('a group of that name is used as it is', () => {
    const text = `${nodes}proxy-groups:\n  - { name: OPENROUTER-STABLE, type: select, proxies: [a] }\nrules:\n  - MATCH,DIRECT\n`;
    const placement = placeFragment({ text, path: undefined }, 'plain', wish);
    assert.equal(placement.kind === 'edits' && placement.edits.length, 1);
    assert.match(placement.kind === 'edits' ? (placement.remarks[0] ?? '') : '', /is there already/);
  });

  it('nodes that a provider may bring are found by a pattern', () => {
    const after = parse(put(`proxy-providers:\n  p: { type: http, url: 'https://x.example/p', interval: 3600 }\nrules:\n  - MATCH,DIRECT\n`)) as Config;
    assert.deepEqual([after['proxy-groups'][0]?.['filter'], after['proxy-groups'][0]?.['proxies']], ['^(?:a)$', undefined]);
  });

  it('a hundred thousand rows are no trouble', function () {
    this.timeout(20_000);
    const rows = Array.from({ length: 100_000 }, (_, index) => `  - DOMAIN-SUFFIX,host${index}.example,DIRECT\n`).join('');
    const after = put(`${nodes}rules:\n${rows}  - MATCH,DIRECT\n`);
    assert.ok(after.includes(`host99999.example,DIRECT\n  - ${row}\n  - MATCH,DIRECT\n`));
  });
});

describe('nothing is put into', () => {
  const cases: [what: string, text: string, says: RegExp, form?: string | undefined, path?: string][] = [
    ['what is no YAML', `${nodes}rules:\n  - [a\n`, /YAML/],
    ['an encrypted file', '-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n', /encrypted/, undefined, '/home/u/.config/clash/config.yaml'],
    ['a file of something else', 'services:\n  web:\n    image: x\n', /does not look like/],
    ['a merge file of Verge', 'prepend-rules:\n  - DOMAIN,x.example,DIRECT\n', /all others would be gone/, 'verge-files'],
    ['a list that is an alias', `${nodes}x: &r\n  - MATCH,DIRECT\nrules: *r\n`, /alias/],
    ['what Verge writes', `# Generated by Clash Verge\n${nodes}rules:\n  - MATCH,DIRECT\n`, /Clash Verge writes this file anew/, 'verge-files'],
    ['what Verge runs', `${nodes}rules:\n  - MATCH,DIRECT\n`, /Clash Verge/, 'verge-files', '/home/u/.local/share/io.github.clash-verge-rev.clash-verge-rev/clash-verge.yaml'],
    ['what Party runs', `${nodes}rules:\n  - MATCH,DIRECT\n`, /Clash Party/, 'party', 'C:\\Users\\u\\AppData\\Roaming\\mihomo-party\\work\\config.yaml'],
    ['what FlClash runs', `${nodes}rules:\n  - MATCH,DIRECT\n`, /FlClash/, 'verge-script', '/home/u/.local/share/com.follow.clash/config.yaml'],
    ['an override, in the form of a configuration', '+rules:\n  - MATCH,DIRECT\n', /Clash Party override/, 'party'],
    ['a file without the node', 'proxies:\n  - { name: b, type: http, server: h, port: 1 }\nrules:\n  - MATCH,DIRECT\n', /no node "a"/],
    ['a rule set', 'payload:\n  - DOMAIN,x.example\n', /a list that a configuration loads/, 'plain'],
  ];
  for (const [what, text, says, form, path] of cases) {
    it(what, () => {
      const found = refusal(text, 'plain', path);
      assert.match(found.sentence, says);
      assert.equal(found.form, form);
    });
  }
  it('a file whose nodes no pattern finds, one with a node of the group\'s name, and for gateways of this machine', () => {
    const text = `${nodes}rules:\n  - MATCH,DIRECT\n`;
    assert.match(refusal(text, 'plain', undefined, wishFor({ filter: 'zz' })).sentence, /finds no node/);
    assert.match(refusal(text, 'plain', undefined, wishFor({ nodes: ['a'] }, 'a')).sentence, /name "a" already/);
    assert.match(refusal(text, 'plain', undefined, wishFor({ nodes: ['a'] }, 'G', 'ollama')).sentence, /need no row/);
  });
});

describe('rows and a group in files that apps merge', () => {
  const empty = 'prepend: []\nappend: []\ndelete: []\n';
  it('Verge, files as the app makes them', () => {
    const rules = parse(put(`# Profile Enhancement Rules Template for Clash Verge\n\n${empty}`, 'verge-files')) as Record<string, unknown[]>;
    assert.deepEqual(rules, { prepend: [row], append: [], delete: [] });
    const groups = parse(put(empty, 'verge-files', { half: 'groups' })) as Record<string, Record<string, unknown>[]>;
    assert.deepEqual([groups['prepend']?.[0]?.['name'], groups['prepend']?.[0]?.['filter'], groups['append']], ['OPENROUTER-STABLE', '^(?:a)$', []]);
  });
  it('Verge, told by the file\'s name; lists that are missing are written too', () => {
    const after = parse(put('prepend:\n  - DOMAIN,x.example,P\n', 'verge-files', { path: '/x/profiles/rAbC.yaml' })) as unknown;
    assert.deepEqual(after, { prepend: [row, 'DOMAIN,x.example,P'], append: [], delete: [] });
    assert.match(refusal(empty, 'verge-files').sentence, /nothing tells/);
  });
  it('Verge, an empty file', () => assert.deepEqual((parse(put('', 'verge-files', { half: 'rules' })) as Config)['prepend'], [row]));
  it('Party, with other things in it', () => {
    const after = parse(put('# mine\n+rules:\n  - DOMAIN,x.example,P\ndns:\n  enable: true\n', 'party')) as Record<string, unknown[]>;
    assert.deepEqual([after['+rules'], after['dns']], [[row, 'DOMAIN,x.example,P'], { enable: true }]);
    assert.equal(after['+proxy-groups']?.length, 1);
    assert.deepEqual(Object.keys(parse(put('dns:\n  enable: true\n', 'party')) as object), ['dns', '+proxy-groups', '+rules']);
  });
  it('Stash', () => {
    const after = parse(put('name: Mine\ndesc: x\nrules:\n  - DOMAIN,x.example,P\n', 'stash', { path: '/x/mine.stoverride' })) as Config;
    assert.deepEqual([after.rules, Object.keys(after['proxy-groups'][0] ?? {})], [[row, 'DOMAIN,x.example,P'], ['name', 'type', 'include-all', 'filter', 'interval']]);
  });
  it('an empty file of each form gets all of it', () => {
    for (const form of ['plain', 'party', 'stash', 'verge-script'] as const) assert.ok(put('', form).includes(row), form);
    assert.ok(put('# mine\n', 'party').startsWith('# mine\n# Gatehouse'));
  });

  describe('a script', () => {
    const run = (script: string, config: unknown): Config => JSON.parse(String(vm.runInNewContext(`try { ${script};\nJSON.stringify(main(${JSON.stringify(config)}, 'p')) } catch (error) { '"' + error + '"' }`))) as Config;
    const config = { proxies: [{ name: 'a' }], rules: ['MATCH,DIRECT'] };
    const own = 'function main(config, profileName) {\n  config.rules.unshift("DOMAIN,own.example,DIRECT");\n  return config;\n}\n';
    it('of the user\'s own runs first, then the rows go in front', () => {
      assert.deepEqual(run(put(own, 'verge-script'), config).rules, [row, 'DOMAIN,own.example,DIRECT', 'MATCH,DIRECT']);
      assert.deepEqual(run(put(own.trimEnd().replaceAll('\n', '\r\n'), 'verge-script'), config).rules, [row, 'DOMAIN,own.example,DIRECT', 'MATCH,DIRECT']);
    });
    it('gets other rows in the place of the old ones', () => {
      const once = put(own, 'verge-script');
      const twice = put(once, 'verge-script', { as: wishFor({ nodes: ['a'] }, 'G', 'groq') });
      assert.deepEqual(run(twice, config).rules, ['DOMAIN,api.groq.com,G', 'DOMAIN,own.example,DIRECT', 'MATCH,DIRECT']);
      assert.equal(twice.split('(function (own)').length, 2);
    });
    it('without such a main is left alone', () => {
      assert.match(refusal('const main = (config) => config;\n', 'verge-script').sentence, /function main/);
      assert.match(refusal('async function main(config) { return config; }\n', 'verge-script').sentence, /function main/);
    });
  });
});

describe('the form that a file takes', () => {
  const cases: [text: string, path: string | undefined, form: FragmentFormId][] = [
    ['', undefined, 'plain'],
    ['', '/x/a.js', 'verge-script'],
    ['', '/x/a.stoverride', 'stash'],
    [`${nodes}rules:\n  - MATCH,DIRECT\n`, '/x/config.yaml', 'plain'],
    ['+rules: []\n', undefined, 'party'],
    ['', '/home/u/.config/mihomo-party/override/19.yaml', 'party'],
    ['prepend:\n  - MATCH,DIRECT\nappend: []\ndelete: []\n', undefined, 'verge-files'],
    ['# Generated by Clash Verge\nmode: rule\n', undefined, 'verge-files'],
  ];
  for (const [text, path, form] of cases) it(`${form}: ${path ?? JSON.stringify(text)}`, () => assert.equal(formOfFile({ text, path }), form));
});

describe('placing, whatever the file', () => {
  const indent = fc.constantFrom('', '  ', '    ');
  const comment = fc.constantFrom('', '# c\n', '  # c\n', '\n', '    #\t- x\n');
  const rule = fc.constantFrom('GEOIP,CN,DIRECT', 'DOMAIN,x.example,P', "'DOMAIN-SUFFIX,ai,P'", '"RULE-SET,r,P"', 'MATCH,P', row, 'IP-CIDR,1.0.0.0/8,P,no-resolve', 'AND,((NETWORK,UDP),(DST-PORT,443)),REJECT', 'garbage');
  const list = fc.tuple(indent, fc.array(fc.tuple(comment, rule, fc.constantFrom('', ' # t')), { maxLength: 5 }), fc.boolean()).map(([pad, items, flow]) => {
    if (items.length === 0) return ' []\n';
    if (flow) return ` [${items.map(([, one]) => (/^['"]/.test(one) ? one : `'${one}'`)).join(', ')}]\n`;
    return `\n${items.map(([before, one, behind]) => `${before}${pad}- ${one}${behind}\n`).join('')}`;
  });
  const groups = fc.tuple(indent, fc.constantFrom(0, 1, 2)).map(([pad, style]) =>
    style === 0 ? `proxy-groups:\n${pad}- {name: P, type: select, proxies: [a]}\n` : style === 1 ? `proxy-groups:\n${pad}- name: P\n${pad}  type: select\n${pad}  proxies:\n${pad}  - a\n` : '',
  );
  const text = fc.tuple(comment, groups, comment, list, fc.constantFrom('', 'dns:\n  enable: true\n', '# end'), fc.constantFrom('\n', '\r\n'), fc.boolean()).map(([first, some, between, rows, last, end, early]) => {
    const whole = early ? `rules:${rows}${between}${nodes}${some}${last}` : `${first}${nodes}${some}${between}rules:${rows}${last}`;
    return whole.replaceAll('\n', end);
  });
  it('keeps every line, adds its own above what could catch the gateway, and is undone to the byte', () => {
    fc.assert(fc.property(text, (before) => {
      const after = put(before, 'plain');
      const [was, is] = [parse(before) as Config, parse(after) as Config];
      assert.deepEqual((is.rules ?? []).filter((one) => one !== row), (was.rules ?? []).filter((one) => one !== row));
      assert.ok((is.rules ?? []).indexOf(row) >= 0);
      const first = is.rules.findIndex((one) => /^(?:GEOIP|DOMAIN-SUFFIX,ai|RULE-SET|MATCH|AND|garbage)/.test(one));
      assert.ok(first < 0 || is.rules.indexOf(row) < first, after);
      const lines = after.split(/\r?\n/);
      for (const line of before.split(/\r?\n/)) if (!line.includes(row) && !/\[/.test(line)) assert.ok(lines.includes(line), line);
    }));
  });
  it('never throws for what is no file of Clash', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('rules:', '\n', '  ', '- ', 'prepend: ', '[', ']', '{', '}', '&a ', '*a', 'MATCH,X', '+', '#', '\r\n', 'proxy-groups:', "'") })), fc.constantFrom<FragmentFormId>('plain', 'verge-files', 'party', 'stash', 'verge-script'), (odd, form) => {
      const placement = placeFragment({ text: odd, path: undefined, half: 'rules' }, form, wishFor());
      if (placement.kind !== 'edits') return;
      assert.equal(applyEdits(applyEdits(odd, placement.edits), inverseEdits(odd, placement.edits)), odd);
    }));
  });
});
