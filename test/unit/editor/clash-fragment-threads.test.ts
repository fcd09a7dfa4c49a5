import assert from 'node:assert/strict';
import { controllerClient } from '../../../src/clash/controller/client.ts';
import { ControllerError } from '../../../src/clash/controller/fault.ts';
import type { FragmentWish } from '../../../src/clash/fragment/wish.ts';
import { applyEdits } from '../../../src/clash/text-edit.ts';
import { doTextJob, type TextJob } from '../../../src/editor/clash-fragment/prepared-text.ts';
import { standingHere } from '../../../src/editor/clash-fragment/rows-standing.ts';
import { askStanding } from '../../../src/editor/clash-fragment/standing-job.ts';
import { longText, workOnText } from '../../../src/editor/clash-fragment/text-job.ts';
import { startMockController, type MockController, type MockControllerOptions } from '../../../src/lab/clash/mock-controller.ts';

const signal = new AbortController().signal;
const wish: FragmentWish = {
  hosts: [{ id: 'openrouter', name: 'OpenRouter', host: 'openrouter.ai', port: 443, inUse: true }],
  testUrl: 'https://openrouter.ai/api/v1/models',
  group: 'STABLE',
  members: { nodes: ['n'] },
};
const rowNames = Array.from({ length: 9_000 }, (_, index) => `name${index}.example.test`);
const text = (rows: readonly string[]): string => `proxies:\n  - { name: n, type: http, server: s, port: 1, username: me, password: correct-horse-battery }\nproxy-groups: []\nrules:\n${rows.map((name) => `  - DOMAIN-SUFFIX,${name},n\n`).join('')}  - MATCH,n\n`;
const [short, long] = [text(['a.test']), text(rowNames)];
const rowsInto = (before: string | undefined, form: 'plain' | 'verge-script' = 'plain'): TextJob & { kind: 'rows' } => ({ kind: 'rows', before, path: '/config.yaml', form, wish });

describe('the text of a file that rows go into', () => {
  it('is long or short', () => assert.ok(short.length < longText && long.length > longText));

  for (const [what, before] of [['a short one', short], ['a long one, in a thread of its own', long]] as const) {
    it(`comes to the same: ${what}`, async () => {
      const job = rowsInto(before);
      const done = await workOnText(job, undefined);
      assert.deepEqual(done, doTextJob(job));
      assert.equal(done.kind, 'edits');
      const after = applyEdits(before, done.edits);
      assert.equal(applyEdits(after, done.inverse), before);
      // A password is not shown, and neither is it changed.
      assert.ok(after.includes('correct-horse-battery'));
      assert.ok(done.masked.before?.includes('correct-horse-battery') === false && done.masked.after?.includes('correct-horse-battery') === false);
      assert.deepEqual(await workOnText({ kind: 'nodes', text: before, path: '/config.yaml' }, undefined), ['n']);
    });
  }

  it('is shown as it is where nothing is secret', () => {
    const done = doTextJob(rowsInto(short.replace(/, username.*battery/, '')));
    assert.ok('kind' in done && done.kind === 'edits');
    assert.deepEqual(done.masked, {});
  });

  it('is refused in the editor\'s language by the thread as well', async () => {
    const bundle = { 'This does not look like a file of Clash. Nothing is put into it.': '这不像 Clash 文件。' };
    const done = await workOnText(rowsInto(`other:\n${'  - one\n'.repeat(60_000)}`), bundle);
    assert.deepEqual(done, { kind: 'refused', sentence: '这不像 Clash 文件。' });
  });

  it('may be no file yet', async () => assert.equal((await workOnText(rowsInto(undefined), undefined)).kind, 'edits'));
});

describe('how rows stand in a core', () => {
  let mock: MockController | undefined;
  afterEach(() => mock?.close());
  const start = async (names: readonly string[], more: MockControllerOptions = {}): Promise<ReturnType<typeof controllerClient>> => {
    const rules = [{ type: 'DomainSuffix', payload: 'openrouter.ai', target: 'STABLE' }, ...names.map((payload) => ({ type: 'DomainSuffix', payload, target: 'n' })), { type: 'Match', payload: '', target: 'n' }];
    mock = await startMockController({ rules, proxies: [{ name: 'n', type: 'Http', delaysMs: [40] }, { name: 'STABLE', type: 'Fallback', members: ['n'], now: 'n' }], ...more });
    return controllerClient({ kind: 'tcp', host: '127.0.0.1', port: mock.port });
  };

  for (const [what, names] of [['few rules', ['a.test']], ['many, read in a thread of its own', rowNames]] as const) {
    it(`is the same: ${what}`, async () => {
      const client = await start(names);
      const question = { wish, written: { text: long, path: '/config.yaml' } };
      const standing = await askStanding(question, client, undefined, signal);
      assert.deepEqual(standing, await standingHere(question, client, signal));
      assert.equal(standing.verification.took, true);
      assert.deepEqual(standing, await askStanding({ wish }, client, undefined, signal));
      if (mock) mock.state.rules = mock.state.rules.toReversed();
      const after = await askStanding({ wish }, client, undefined, signal);
      assert.notEqual(after.rules, standing.rules);
      assert.equal(after.verification.took, false);
    });
  }

  it('says what the core said to the thread', async () => {
    const client = await start(rowNames);
    mock?.setFault('failing');
    await assert.rejects(askStanding({ wish, written: { text: long, path: '/c.yaml' } }, client, undefined, signal), (error) => error instanceof ControllerError && error.fault === 'failed');
  });
});
