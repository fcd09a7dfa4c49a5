import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'yaml';
import { readConfiguration } from '../../../../src/clash/configuration/read.ts';
import { inverseEdits } from '../../../../src/clash/fragment/take-back.ts';
import { steadyGroup } from '../../../../src/clash/fragment/tune-all.ts';
import { tuneGroup } from '../../../../src/clash/fragment/tuning.ts';
import { applyEdits } from '../../../../src/clash/text-edit.ts';

const testUrl = 'https://openrouter.ai/api/v1/key';
type Group = Record<string, unknown>;

const block = (keys: string, more = ''): string => `mixed-port: 1\nproxies:\n  - { name: HK 1, type: http, server: h, port: 1 }\nproxy-groups:\n  - name: G\n${keys.split('\n').map((line) => `    ${line}\n`).join('')}${more}rules:\n  - MATCH,G\n`;

describe('group tuning for streams', () => {
  const cases: [what: string, text: string, suggestions: Record<string, string>, after?: Group][] = [
    ['a group as it should be', block('type: fallback\nproxies: [HK 1]\ninterval: 300\ntimeout: 5000\nlazy: true'), {}],
    ['a select, which the user moves', block('type: select\nproxies: [HK 1]\ninterval: 10'), {}],
    ['checked too often', block('type: fallback\nproxies: [HK 1]\ninterval: 30'), { interval: '30 -> 300' }, { interval: 300 }],
    ['no tolerance, as the core has none', block('type: url-test\nproxies: [HK 1]'), { tolerance: '0 -> 150' }, { tolerance: 150 }],
    ['little tolerance', block('type: url-test\nproxies: [HK 1]\ntolerance: 50 # ms'), { tolerance: '50 -> 150' }, { tolerance: 150 }],
    ['a short limit', block('type: fallback\nproxies: [HK 1]\ntimeout: 2000'), { timeout: '2000 -> 5000' }, { timeout: 5000 }],
    ['few failures', block('type: fallback\nproxies: [HK 1]\nmax-failed-times: 1'), { failures: '1 -> 5' }, { 'max-failed-times': 5 }],
    ['checked while nobody uses it', block('type: fallback\nproxies: [HK 1]\nlazy: false'), { lazy: 'false -> true' }, { lazy: true }],
    ['every connection another node', block('type: load-balance\nstrategy: round-robin\nproxies: [HK 1]'), { balance: 'round-robin -> consistent-hashing' }, { strategy: 'consistent-hashing' }],
    ['all gateways through one node', block('type: load-balance\nproxies: [HK 1]'), {}],
    ['several regions', block('type: fallback\nproxies: [HK 1, HK 2, JP 1]'), { regions: 'HK, JP -> HK' }, { proxies: ['HK 1', 'HK 2'] }],
    ['one region, said in two ways', block('type: fallback\nproxies: [HK 1, 🇭🇰 香港 02]'), {}],
    ['in braces', 'proxies: []\nproxy-groups:\n  - {name: G, type: url-test, proxies: [DIRECT], interval: 60}\nrules: []\n', { interval: '60 -> 300', tolerance: '0 -> 150' }, { interval: 300, tolerance: 150 }],
  ];
  for (const [what, text, suggestions, after] of cases) {
    it(what, () => {
      const found = tuneGroup(readConfiguration(text, { form: 'configuration' }), 'G');
      assert.deepEqual(Object.fromEntries(found.map(({ id, now, suggested }) => [id, `${now} -> ${suggested}`])), suggestions);
      for (const { reason, edits, id } of found) {
        assert.doesNotMatch(reason, /\{\d\}|undefined/);
        const changed = applyEdits(text, edits);
        assert.equal(applyEdits(changed, inverseEdits(text, edits)), text);
        assert.ok(!tuneGroup(readConfiguration(changed, { form: 'configuration' }), 'G').some((one) => one.id === id), `${id} is gone`);
        const is = (parse(changed) as { 'proxy-groups': Group[] })['proxy-groups'][0] ?? {};
        for (const [key, value] of Object.entries(after ?? {})) if (edits.some((edit) => edit.text.includes(String(Array.isArray(value) ? value[0] : value)))) assert.deepEqual(is[key], value);
      }
    });
  }

  it('says that open streams are not moved, where it is about moving', () => {
    for (const { id, reason } of tuneGroup(readConfiguration(block('type: url-test\nproxies: [HK 1]\ninterval: 10\nmax-failed-times: 1')), 'G')) {
      if (['interval', 'tolerance', 'failures'].includes(id)) assert.match(reason, /not moved|stay/);
    }
  });

  it('checks the gateway itself, with what it answers without a key', () => {
    const text = block("type: fallback\nproxies: [HK 1]\nurl: 'https://www.gstatic.com/generate_204'");
    const [found] = tuneGroup(readConfiguration(text), 'G', { testUrl });
    assert.equal(found?.id, 'test-url');
    const [group] = (parse(applyEdits(text, found?.edits ?? [])) as { 'proxy-groups': Group[] })['proxy-groups'];
    assert.deepEqual([group?.['url'], group?.['expected-status']], [testUrl, '200-299/400-402/404-429']);
    for (const keys of ['type: fallback\nproxies: [HK 1]', 'type: fallback\nproxies:\n  - HK 1']) {
      const without = block(keys);
      const edits = tuneGroup(readConfiguration(without), 'G', { testUrl }).find(({ id }) => id === 'test-url')?.edits ?? [];
      assert.equal((parse(applyEdits(without, edits)) as { 'proxy-groups': Group[] })['proxy-groups'][0]?.['url'], testUrl, keys);
    }
    const own = block(`type: fallback\nproxies: [HK 1]\nurl: ${testUrl}`);
    assert.deepEqual(tuneGroup(readConfiguration(own), 'G', { testUrl }).map(({ id }) => id), ['expected-status']);
  });

  it('tells that the provider\'s interval holds, not the group\'s', () => {
    const text = block(`type: fallback\nuse: [p]\nurl: ${testUrl}\nexpected-status: 401\ninterval: 600`, `proxy-providers:\n  p: { type: http, url: 'https://x.example/', health-check: { enable: true, url: 'https://x.example', interval: 60 } }\n`);
    const [found] = tuneGroup(readConfiguration(text), 'G', { testUrl });
    assert.deepEqual([found?.id, found?.now, found?.suggested, found?.edits], ['provider-interval', '60', '300', []]);
    assert.match(found?.reason ?? '', /provider p are checked every 60 s.*\(600 s\)/);
  });

  it('takes members that a provider brings', () => {
    const text = block('type: fallback\nuse: [p]');
    const found = tuneGroup(readConfiguration(text), 'G', { members: ['🇺🇸 1', '🇯🇵 1', '🇯🇵 2'] });
    assert.deepEqual(found.map(({ id, suggested, edits }) => [id, suggested, edits.length]), [['regions', 'JP', 0]]);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('name: G', '\n', '    ', 'type: url-test', 'interval: ', '-1', '{', '[', 'x', 'lazy: false', 'use: ', 'proxies:') }), (odd) => {
      const text = block(odd);
      for (const { edits } of tuneGroup(readConfiguration(text, { form: 'configuration' }), 'G', { testUrl })) applyEdits(text, edits);
    }));
  });
});

describe('a group made steadier in one change', () => {
  const read = (text: string) => readConfiguration(text, { form: 'configuration' });
  const cases: [what: string, text: string, changes: string[]][] = [
    ['block style', block('type: url-test\nproxies: [HK 1, JP 1] # mine\ninterval: 30 # often\nmax-failed-times: 1'), ['interval', 'tolerance', 'failures']],
    ['braces and CRLF', 'proxies: []\r\nproxy-groups:\r\n  - {name: G, type: url-test, proxies: [DIRECT], interval: 60} # x\r\nrules: []\r\n', ['interval', 'tolerance']],
    ['every connection another node', block('type: load-balance\nstrategy: round-robin\nproxies: [HK 1]\nlazy: false'), ['lazy', 'balance']],
  ];
  for (const [what, text, changes] of cases) {
    it(`${what}: all of it, and a second time nothing`, () => {
      const steadied = steadyGroup(read(text), 'G');
      assert.ok(steadied);
      assert.deepEqual(steadied.changes.map(({ id }) => id), changes);
      const after = applyEdits(text, [steadied.edit]);
      assert.equal(steadyGroup(read(after), 'G'), undefined);
      assert.equal(applyEdits(after, inverseEdits(text, [steadied.edit])), text);
      for (const comment of text.match(/#.*/g) ?? []) assert.ok(after.includes(comment));
    });
  }

  it('leaves alone what is steady, what the user moves, and what is not there', () => {
    assert.equal(steadyGroup(read(block('type: fallback\nproxies: [HK 1]')), 'G'), undefined);
    assert.equal(steadyGroup(read(block('type: select\nproxies: [HK 1]\ninterval: 1')), 'G'), undefined);
    assert.equal(steadyGroup(read(block('type: fallback\nproxies: [HK 1]\ninterval: 1')), 'H'), undefined);
  });
});
