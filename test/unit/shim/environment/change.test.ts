/** A change of an environment and its way back. */
import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import { entriesOf, mergeEnvironment, restoreEnvironment, wayBack, type EnvironmentChange } from '../../../../src/shim/environment/change.ts';
import { reversibleChange } from '../../../../src/shim/environment/child-environment.ts';
import { formerText, readFormer } from '../../../../src/shim/environment/former.ts';
import { recordIn, shimPortIn, upstreamVariables, withoutShim } from '../../../../src/shim/environment/nested.ts';
import { formerVariable } from '../../../../src/shim/environment/variables.ts';

const sorted = (environment: object): [string, string][] => entriesOf(environment as Record<string, string>).map(([name, value]): [string, string] => [name, value]).toSorted(([a], [b]) => (a < b ? -1 : 1));

describe('changing an environment', () => {
  const name = fc.oneof(fc.constantFrom('__proto__', 'constructor', 'toString', 'HTTP_PROXY', 'http_proxy', 'Http_Proxy', 'NO_PROXY', 'Path', 'PATH', ''), fc.string({ maxLength: 5 }));
  const value = fc.oneof(fc.constantFrom('', 'a', '\n', '"'), fc.string({ unit: 'binary', maxLength: 6 }));
  const entries = fc.array(fc.tuple(name, value), { maxLength: 10 });
  const environment = entries.map((some) => Object.fromEntries(some));
  const platform = fc.constantFrom('linux' as const, 'darwin' as const, 'win32' as const);
  const change = fc.tuple(entries, fc.array(name, { maxLength: 3 }), platform).map(([some, gone, on]): [EnvironmentChange, NodeJS.Platform] => {
    const keyOf = (one: string): string => (on === 'win32' ? one.toUpperCase() : one);
    const set = [...new Map(some.map((entry) => [keyOf(entry[0]), entry])).values()];
    const keys = new Set(set.map(([one]) => keyOf(one)));
    return [{ set, unset: [...new Map(gone.filter((one) => !keys.has(keyOf(one))).map((one) => [keyOf(one), one])).values()] }, on];
  });

  it('is taken back to exactly what was there, whatever it was', () => {
    fc.assert(
      fc.property(environment, change, (base, [what, on]) => {
        const { environment: merged, record } = mergeEnvironment(base, what, on);
        assert.deepEqual(sorted(restoreEnvironment(merged, record, on)), sorted(base));
      }),
    );
  });

  it('does what it says, and twice is once', () => {
    fc.assert(
      fc.property(environment, change, (base, [what, on]) => {
        const { environment: merged } = mergeEnvironment(base, what, on);
        assert.deepEqual(mergeEnvironment(merged, what, on).environment, merged);
        const keyOf = (one: string): string => (on === 'win32' ? one.toUpperCase() : one);
        const now = new Map(Object.entries(merged).map(([one, is]) => [keyOf(one), is]));
        for (const [one, is] of what.set) assert.equal(now.get(keyOf(one)), is);
        for (const one of what.unset) assert.ok(!now.has(keyOf(one)));
      }),
    );
  });

  it('leaves alone what somebody changed since', () => {
    const { environment: merged, record } = mergeEnvironment({ A: '1', B: '2' }, { set: [['A', 'x'], ['C', 'y'], ['D', 'z']], unset: ['B'] }, 'linux');
    const since = { ...merged, A: 'mine', B: 'mine too', D: 'z' };
    assert.deepEqual(restoreEnvironment(since, record, 'linux'), { A: 'mine', B: 'mine too' });
    assert.deepEqual(wayBack(since, record, 'linux'), { set: [], unset: ['C', 'D'] });
  });

  it('takes what is undefined for not there', () => {
    assert.deepEqual(mergeEnvironment({ A: undefined }, { set: [], unset: [] }, 'linux').environment, {});
  });
});

describe('the record that a shell keeps', () => {
  const proxy = 'http://terminal:token@127.0.0.1:41000';
  const ask = { platform: 'linux' as const, proxy, bundle: { file: '/s/ä.pem', whole: true, ofTools: [] } };
  const name = fc.constantFrom('HTTP_PROXY', 'http_proxy', 'Http_Proxy', 'NO_PROXY', 'ALL_PROXY', 'SSL_CERT_FILE', 'npm_config_proxy', 'PATH');
  const value = fc.oneof(fc.constantFrom('', '*'), fc.string({ unit: 'binary', maxLength: 8 }));
  const environment = fc.array(fc.tuple(name, value), { maxLength: 8 }).map((some) => Object.fromEntries(some));

  it('brings back exactly what was there, also after a shim in a shim', () => {
    fc.assert(
      fc.property(environment, (base) => {
        const one = mergeEnvironment(base, reversibleChange({ ...ask, base }), 'linux').environment;
        assert.deepEqual(sorted(withoutShim(one, 'linux')), sorted(base));
        // Another shim, in the same shell.
        const again = reversibleChange({ ...ask, base: one, proxy: 'http://terminal:other@127.0.0.1:42000' });
        const two = mergeEnvironment(one, again, 'linux').environment;
        assert.deepEqual(sorted(withoutShim(two, 'linux')), sorted(base));
        assert.ok(!JSON.stringify(two).includes(':token@'));
        // And one that sets less than the first: what it does not set is as it was before both.
        const less = reversibleChange({ ...ask, base: one, bundle: null, nodeSwitch: false });
        const three = mergeEnvironment(one, less, 'linux').environment;
        const alone = mergeEnvironment(base, reversibleChange({ ...ask, base, bundle: null, nodeSwitch: false }), 'linux').environment;
        assert.deepEqual(sorted(three), sorted(alone));
      }),
    );
  });

  it('is ASCII and is read back', () => {
    fc.assert(
      fc.property(environment, (base) => {
        const { record } = mergeEnvironment(base, { set: [['HTTP_PROXY', proxy]], unset: ['NO_PROXY'] }, 'linux');
        const text = formerText(record);
        assert.match(text, /^[\x00-\x7e]*$/);
        assert.deepEqual(readFormer(text), record);
      }),
    );
  });

  const none = ['', '{', 'null', '[]', '{"v":2,"changed":[],"former":[]}', '{"v":1}', '{"v":1,"changed":[["a b",1]],"former":[]}', '{"v":1,"changed":[],"former":[["x;rm",""]]}', '{"v":1,"changed":[],"former":[["a",1]]}', 'x'.repeat(300_000)];
  for (const text of none) it(`is none: ${text.slice(0, 40)}`, () => assert.equal(readFormer(text), undefined));

  it('leaves an environment as it is where it is broken', () => {
    const broken = { [formerVariable]: '{', HTTP_PROXY: proxy };
    assert.equal(recordIn(broken, 'linux'), undefined);
    assert.deepEqual(withoutShim(broken, 'linux'), broken);
  });
});

describe('a shim in a shim', () => {
  it('knows the port it was given, and takes nothing else for one', () => {
    for (const [text, port] of [['41000', 41000], ['', undefined], ['0', undefined], ['65536', undefined], ['1e3', undefined]] as const) {
      assert.equal(shimPortIn({ GATEHOUSE_SHIM_PORT: text }, 'linux'), port);
    }
    assert.equal(shimPortIn({ gatehouse_shim_port: '41000' }, 'win32'), 41_000);
  });

  it('is not told of its own address', () => {
    const base = { HTTP_PROXY: 'http://terminal:t@127.0.0.1:41000', https_proxy: 'http://127.0.0.1:41000/', ALL_PROXY: 'socks5://127.0.0.1:41000', HTTPS_PROXY: 'http://p.corp:3128', NO_PROXY: 'a', PATH: '/bin', SECRET: 'x' };
    assert.deepEqual(upstreamVariables(base, 41_000), { ALL_PROXY: 'socks5://127.0.0.1:41000', HTTPS_PROXY: 'http://p.corp:3128', NO_PROXY: 'a' });
    assert.deepEqual(Object.keys(upstreamVariables(base, undefined)), ['HTTP_PROXY', 'https_proxy', 'ALL_PROXY', 'HTTPS_PROXY', 'NO_PROXY']);
  });
});
