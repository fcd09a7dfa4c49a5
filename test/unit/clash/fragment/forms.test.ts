import assert from 'node:assert/strict';
import * as vm from 'node:vm';
import fc from 'fast-check';
import { parse } from 'yaml';
import { findForm, fragmentForms } from '../../../../src/clash/fragment/forms/index.ts';
import { fragmentFormIds } from '../../../../src/clash/fragment/fragment.ts';
import { defaultGroupName, groupNameProblem } from '../../../../src/clash/fragment/group-name.ts';
import { filterOf, filterProblem } from '../../../../src/clash/fragment/node-filter.ts';
import { isLocalHost, rowTexts } from '../../../../src/clash/fragment/rows.ts';
import type { FragmentWish } from '../../../../src/clash/fragment/wish.ts';
import { hostsOf, wishFor } from './wishes.ts';

const row = 'DOMAIN-SUFFIX,openrouter.ai,OPENROUTER-STABLE';
const file = (id: string, wish: FragmentWish, at = 0): string => findForm(id)?.files(wish)[at]?.text ?? '';
type Config = Record<string, unknown>;

describe('rows of a gateway', () => {
  const cases: [what: string, hosts: string[], rows: string[]][] = [
    ['a domain with its regions', ['openrouter.ai', 'eu.openrouter.ai', 'us.openrouter.ai'], ['DOMAIN-SUFFIX,openrouter.ai,G']],
    ['one host of a larger domain', ['api.openai.com'], ['DOMAIN,api.openai.com,G']],
    ['a host and one below it', ['api.x.example', 'eu.api.x.example'], ['DOMAIN-SUFFIX,api.x.example,G']],
    ['each once, whatever its case', ['API.openai.com', 'api.openai.com.'], ['DOMAIN,api.openai.com,G']],
    ['addresses', ['203.0.113.7', '2001:db8::1'], ['IP-CIDR,203.0.113.7/32,G,no-resolve', 'IP-CIDR6,2001:db8::1/128,G,no-resolve']],
    ['none for what no node reaches', ['localhost', '127.0.0.1', '10.1.2.3', '192.168.1.2', '172.20.0.1', '100.64.0.1', '::1', 'fd00::1', 'llm', 'box.local', 'gw.lan'], []],
  ];
  for (const [what, hosts, rows] of cases) it(what, () => assert.deepEqual(rowTexts(hosts.map((host) => ({ host })), 'G'), rows));

  it('keep public names and addresses', () => {
    for (const host of ['openrouter.ai', '172.32.0.1', '100.128.0.1', '2606:4700::1', 'lan.example']) assert.equal(isLocalHost(host), false, host);
  });
});

describe('the group\'s name', () => {
  it('is made of the gateway', () => {
    assert.equal(defaultGroupName(hostsOf('openrouter')), 'OPENROUTER-STABLE');
    assert.equal(defaultGroupName(hostsOf('github-copilot')), 'GITHUB-COPILOT-STABLE');
    assert.equal(defaultGroupName([]), 'GATEWAY-STABLE');
  });
  it('may be anything that a row can hold', () => {
    for (const name of ['OPENROUTER-STABLE', '🤖 AI 专线', 'a b/c']) assert.equal(groupNameProblem(name), undefined, name);
    for (const name of ['', ' ', 'a,b', 'a\nb', ' a', 'a ', 'direct', 'GLOBAL', 'x'.repeat(101)]) assert.notEqual(groupNameProblem(name), undefined, name);
    assert.match(groupNameProblem('hk', ['jp', 'hk']) ?? '', /hk/);
  });
});

describe('the pattern for nodes', () => {
  it('finds the named nodes and no other', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.string({ minLength: 1, unit: 'grapheme' }), { minLength: 1, maxLength: 5 }), fc.string({ unit: 'grapheme' }), (nodes, other) => {
      const filter = filterOf(nodes);
      assert.ok(!filter.includes('`'));
      const pattern = new RegExp(filter);
      // The end of a line counts as the end of a text in neither engine without being asked to.
      for (const node of nodes) assert.ok(pattern.test(node), JSON.stringify(node));
      assert.equal(pattern.test(other), nodes.includes(other));
    }));
  });
  it('is refused where the core would not start with it', () => {
    for (const filter of ['香港|HK', '(?i)hk|sg', 'a`b', '^(?!.*x2).*US']) assert.equal(filterProblem(filter), undefined, filter);
    for (const filter of ['', '(', 'a`[', 'a\nb']) assert.notEqual(filterProblem(filter), undefined, filter);
  });
});

describe('forms', () => {
  it('are all there', () => assert.deepEqual(fragmentForms.map(({ id }) => id), fragmentFormIds));

  it('plain: nodes by name', () => {
    const { 'proxy-groups': [group], rules } = parse(file('plain', wishFor({ nodes: ['node a', '🇯🇵 b'] }))) as { 'proxy-groups': Config[]; rules: string[] };
    assert.deepEqual(rules, [row]);
    assert.deepEqual(group, {
      name: 'OPENROUTER-STABLE', type: 'fallback', proxies: ['node a', '🇯🇵 b'], url: 'https://openrouter.ai/api/v1/key', 'expected-status': '200-299/400-402/404-429',
      interval: 300, timeout: 5000, 'max-failed-times': 5, lazy: true,
    });
  });

  it('plain: by a pattern, which never falls back to no node', () => {
    const { 'proxy-groups': [group] } = parse(file('plain', wishFor({ filter: '(?i)hk|香港' }))) as { 'proxy-groups': Config[] };
    assert.deepEqual([group?.['include-all'], group?.['filter'], group?.['exclude-type'], group?.['empty-fallback'], group?.['proxies']], [true, '(?i)hk|香港', 'direct|reject|dns', 'REJECT', undefined]);
  });

  it('Verge: a pair with all three lists, and no node by name', () => {
    const [rules, groups] = [0, 1].map((at) => parse(file('verge-files', wishFor({ nodes: ['a.b'] }), at)) as Record<string, unknown[]>);
    assert.deepEqual(rules, { prepend: [row], append: [], delete: [] });
    assert.deepEqual([groups?.['append'], groups?.['delete'], groups?.['prepend']?.length], [[], [], 1]);
    const [group] = groups?.['prepend'] as Config[];
    assert.deepEqual([group?.['filter'], group?.['proxies'], group?.['include-all']], ['^(?:a\\.b)$', undefined, true]);
  });

  it('Party: lists with a plus', () => {
    const override = parse(file('party', wishFor())) as Record<string, unknown[]>;
    assert.deepEqual(Object.keys(override), ['+proxy-groups', '+rules']);
    assert.deepEqual(override['+rules'], [row]);
  });

  it('Stash: only keys that it documents', () => {
    const override = parse(file('stash', wishFor({ nodes: ['a'] }))) as Record<string, Config[]>;
    assert.deepEqual(override['rules'], [row]);
    assert.deepEqual(Object.keys(override['proxy-groups']?.[0] ?? {}), ['name', 'type', 'include-all', 'filter', 'interval']);
    assert.equal(typeof override['name'], 'string');
  });

  it('have rows for every gateway', () => {
    const { rules } = parse(file('plain', wishFor({ filter: undefined }, 'G', 'openrouter', 'groq'))) as { rules: string[] };
    assert.deepEqual(rules, ['DOMAIN-SUFFIX,openrouter.ai,G', 'DOMAIN,api.groq.com,G']);
  });

  it('are read back as they were meant, whatever the names', () => {
    const name = fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }).filter((one) => groupNameProblem(one) === undefined);
    fc.assert(fc.property(name, fc.uniqueArray(fc.string({ minLength: 1, unit: 'binary' }), { minLength: 1, maxLength: 3 }), (group, nodes) => {
      const wish = wishFor({ nodes }, group);
      const plain = parse(file('plain', wish)) as { 'proxy-groups': Config[]; rules: string[] };
      assert.deepEqual([plain['proxy-groups'][0]?.['name'], plain['proxy-groups'][0]?.['proxies'], plain.rules], [group, nodes, [`DOMAIN-SUFFIX,openrouter.ai,${group}`]]);
      const party = parse(file('party', wish)) as Record<string, Config[]>;
      assert.deepEqual([party['+proxy-groups']?.[0]?.['name'], party['+rules']], [group, plain.rules]);
    }));
  });
});

describe('the script', () => {
  const run = (wish: FragmentWish, config: unknown): Config => {
    const code = `${file('verge-script', wish)}\nJSON.stringify(main(${JSON.stringify(config)}, 'profile'))`;
    // As the app does: inside a block.
    return JSON.parse(String(vm.runInNewContext(`try { ${code} } catch (error) { '"' + error + '"' }`))) as Config;
  };
  const base = { proxies: [{ name: 'a', type: 'http' }, { name: 'b', type: 'http' }], 'proxy-groups': [{ name: 'PROXY', type: 'select', proxies: ['a'] }], rules: ['GEOIP,CN,DIRECT', 'MATCH,PROXY'] };

  it('puts rows and group in front, nodes in the order they were chosen', () => {
    const after = run(wishFor({ nodes: ['b', 'gone', 'a'] }), base);
    assert.deepEqual(after['rules'], [row, ...base.rules]);
    const groups = after['proxy-groups'] as Config[];
    assert.deepEqual([groups.length, groups[0]?.['proxies'], groups[0]?.['include-all'], groups[1]], [2, ['b', 'a'], undefined, base['proxy-groups'][0]]);
  });
  it('run again changes nothing', () => {
    for (const wish of [wishFor(), wishFor({ nodes: ['a'] }), wishFor({ filter: 'x' })]) {
      const once = run(wish, base);
      assert.deepEqual(run(wish, once), once);
    }
  });
  it('leads rows that stand lower to the top, whatever their spaces', () => {
    const after = run(wishFor(), { ...base, rules: ['MATCH,PROXY', ' DOMAIN-SUFFIX, openrouter.ai , OPENROUTER-STABLE'] });
    assert.deepEqual(after['rules'], [row, 'MATCH,PROXY']);
  });
  it('changes nothing where the group would hold no node', () => {
    assert.deepEqual(run(wishFor({ nodes: ['gone'] }), base), base);
    assert.deepEqual(run(wishFor(), { rules: ['MATCH,DIRECT'] }), { rules: ['MATCH,DIRECT'] });
  });
  it('takes a pattern where a provider may bring the nodes', () => {
    const groups = run(wishFor({ nodes: ['gone'] }), { ...base, 'proxy-providers': { p: {} } })['proxy-groups'] as Config[];
    assert.deepEqual([groups[0]?.['filter'], groups[0]?.['proxies']], ['^(?:gone)$', undefined]);
  });
  it('leaves a node of that name alone, and leads to it', () => {
    const config = { ...base, proxies: [{ name: 'OPENROUTER-STABLE', type: 'http' }] };
    const after = run(wishFor(), config);
    assert.deepEqual([after['proxy-groups'], (after['rules'] as string[])[0]], [base['proxy-groups'], row]);
  });
  it('bears what profiles are made of', () => {
    // In a piece of script that name is no key.
    const value = fc.jsonValue().filter((one) => !JSON.stringify(one).includes('__proto__'));
    const shapes = fc.oneof(fc.constant(null), fc.constant([]), fc.constant('text'), fc.array(value, { maxLength: 4 }));
    fc.assert(fc.property(fc.record({ proxies: shapes, 'proxy-groups': shapes, rules: shapes, dns: value }, { requiredKeys: [] }), (config) => {
      const once = run(wishFor({ nodes: ['a'] }), config);
      assert.deepEqual(run(wishFor({ nodes: ['a'] }), once), once);
      assert.deepEqual(once['dns'], JSON.parse(JSON.stringify(config))['dns']);
    }));
    for (const odd of [null, 1, 'x', []]) assert.deepEqual(run(wishFor(), odd), odd);
  });
});
