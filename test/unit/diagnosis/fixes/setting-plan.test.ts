import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import { mayWrite, type AnySettingChange, type FixChange } from '../../../../src/diagnosis/fixes/change.ts';
import { planSetting, planUndo, sameValue } from '../../../../src/diagnosis/fixes/setting-plan.ts';

const set = (value?: unknown): AnySettingChange => ({ kind: 'setting', id: 'http.proxy', target: 'user', ...(value === undefined ? {} : { value }) });
const items = (...add: string[]): AnySettingChange => ({ kind: 'setting-items', id: 'http.noProxy', target: 'user', add });
const entries = (given: Record<string, string>): AnySettingChange => ({
  kind: 'setting-entries',
  id: 'terminal.integrated.env.linux',
  target: 'user',
  entries: given,
});

describe('what a fix makes of a setting', () => {
  const cases: readonly [what: string, change: AnySettingChange, current: unknown, after: unknown][] = [
    ['sets', set('http://p:1'), undefined, 'http://p:1'],
    ['replaces', set('http://p:1'), 'http://old:1', 'http://p:1'],
    ['removes', set(), 'http://old:1', undefined],
    ['adds items after those that are there', items('b', 'c'), ['a', 'b'], ['a', 'b', 'c']],
    ['adds items where there are none', items('a'), undefined, ['a']],
    ['has nothing to add', items('a'), ['a', 'b'], ['a', 'b']],
    ['drops what is no text', items('a'), [1, 'x'], ['x', 'a']],
    ['sets entries beside others', entries({ A: '1' }), { B: '2', C: null }, { B: '2', C: null, A: '1' }],
    ['overwrites an entry', entries({ A: '1' }), { A: '0' }, { A: '1' }],
    ['starts an object', entries({ A: '1' }), undefined, { A: '1' }],
  ];
  for (const [what, change, current, after] of cases) {
    it(what, () => assert.deepEqual(planSetting(change, current), { before: current, after }));
  }

  it('leaves the very same value when nothing is to be done', () => {
    const current = { A: '1' };
    assert.equal(planSetting(entries({ A: '1' }), current).after, current);
    assert.equal(planSetting(items('a'), current as never).before, current);
  });
});

describe('taking back what a fix made of a setting', () => {
  const anySetting = fc.oneof(fc.constant(undefined), fc.string(), fc.array(fc.string()), fc.dictionary(fc.string(), fc.string()));
  const anyChange = fc.oneof(
    anySetting.map(set),
    fc.array(fc.string()).map((add) => items(...add)),
    fc.dictionary(fc.string(), fc.string()).map(entries),
  );

  it('gives what was there before, whatever it was', () => {
    fc.assert(
      fc.property(anyChange, anySetting, (change, before) => {
        const clean = change.kind === 'setting' ? before : change.kind === 'setting-items' ? asItems(before) : asEntries(before);
        const made = planSetting(change, clean);
        const undone = planUndo(change, made, made.after);
        assert.ok(undone.kept ? sameValue(made.before, made.after) || !changedAnything(change, made.before) : sameValue(undone.after, clean), JSON.stringify([change, made, undone]));
      }),
    );
  });

  const asItems = (value: unknown): unknown => (Array.isArray(value) && value.length > 0 ? [...new Set(value)] : undefined);
  const asEntries = (value: unknown): unknown =>
    typeof value === 'object' && !Array.isArray(value) && value && Object.keys(value).length > 0 ? value : undefined;
  const changedAnything = (change: AnySettingChange, before: unknown): boolean =>
    change.kind === 'setting-entries' ? !sameValue(planSetting(change, before).after, before ?? {}) : change.kind === 'setting' || change.add.length > 0;

  const made = (change: AnySettingChange, before: unknown) => planSetting(change, before);
  it('leaves a value alone that somebody has changed since', () => {
    const change = set('http://p:1');
    const undone = planUndo(change, made(change, undefined), 'http://theirs:1');
    assert.deepEqual([undone.kept, undone.after], [true, 'http://theirs:1']);
  });
  it('keeps items that were added since', () => {
    const change = items('b');
    const undone = planUndo(change, made(change, ['a']), ['a', 'b', 'mine']);
    assert.deepEqual([undone.kept, undone.after], [false, ['a', 'mine']]);
  });
  it('keeps items that were there before it', () => {
    const change = items('a', 'b');
    const undone = planUndo(change, made(change, ['a']), ['a', 'b']);
    assert.deepEqual(undone.after, ['a']);
  });
  it('keeps entries that were changed or added since', () => {
    const change = entries({ A: '1', B: '2' });
    const undone = planUndo(change, made(change, { B: '0' }), { A: 'mine', B: '2', C: '3' });
    assert.deepEqual(undone.after, { A: 'mine', B: '0', C: '3' });
  });
  it('says when nothing of it is left', () => {
    assert.equal(planUndo(items('a'), made(items('a'), ['b']), ['b']).kept, true);
    assert.equal(planUndo(entries({ A: '1' }), made(entries({ A: '1' }), {}), {}).kept, true);
  });
});

describe('what a fix may write', () => {
  const setting = (id: string, value?: unknown): FixChange => ({ kind: 'setting', id, target: 'user', ...(value === undefined ? {} : { value }) });
  for (const [allowed, change] of [
    [true, setting('http.proxy', 'http://p:1')],
    [true, setting('http.proxyStrictSSL')],
    [true, setting('http.proxyStrictSSL', true)],
    [false, setting('http.proxyStrictSSL', false)],
    [false, setting('http.systemCertificates', false)],
    [true, setting('gatehouse.gateway', 'openrouter')],
    [false, setting('gatehouse.gateway', 'elsewhere')],
    [false, setting('gatehouse.gateway')],
    [false, setting('security.workspace.trust.enabled', false)],
    [false, setting('terminal.integrated.env.linux', { A: '1' })],
    [true, entries({ NODE_EXTRA_CA_CERTS: '/x.pem' })],
    [false, entries({ NODE_TLS_REJECT_UNAUTHORIZED: '0' })],
    [false, entries({ GIT_SSL_NO_VERIFY: '1' })],
    [false, { ...entries({ A: '1' }), id: 'terminal.integrated.profiles.linux' } as FixChange],
  ] as const) {
    it(`${allowed ? 'allows' : 'refuses'} ${JSON.stringify(change)}`, () => assert.equal(mayWrite(change), allowed));
  }
});
