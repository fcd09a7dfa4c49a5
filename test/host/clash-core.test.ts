/** A Clash core beside the real extension host: the probe, closing what was left, and two policies compared. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ClashComparison, ClashEvidence } from '../../src/diagnosis/clash/evidence.ts';
import { ClashAccess } from '../../src/editor/clash-core/clash-access.ts';
import * as room from '../../src/editor/clash-core/clash-core-room.ts';
import { offerToPutBack, type LeftSelectionStore } from '../../src/editor/clash-core/left-selection.ts';
import { commands, settings } from '../../src/editor/ids.ts';
import { startMockController, type MockController, type MockProxy } from '../../src/lab/clash/mock-controller.ts';
import { Secret } from '../../src/path/secret.ts';
import { answering, choose, labStage, write, type Stage } from './stage.ts';

const proxies: readonly MockProxy[] = [
  { name: 'DIRECT', type: 'Direct', udp: true },
  { name: 'node-a', type: 'Http', delaysMs: [40] },
  { name: 'node-b', type: 'Http', alive: false, delaysMs: [0] },
  { name: 'PROXY', type: 'Selector', members: ['node-a', 'node-b', 'DIRECT'], now: 'node-a' },
];
const rules = [
  { type: 'DomainSuffix', payload: 'openrouter.ai', target: 'PROXY' },
  { type: 'Match', payload: '', target: 'PROXY' },
];

describe('a Clash core beside the extension host', function () {
  this.timeout(120_000);
  let stage: Stage;
  let core: MockController;
  before(async () => {
    stage = await labStage();
    // Nobody listens on the discard port, so that both policies fail, quickly.
    core = await startMockController({
      secret: 'test-secret',
      proxies,
      rules,
      mixedPort: 9,
      connections: [
        { id: 'left', host: 'openrouter.ai', port: 443, process: 'node', chains: ['node-b', 'PROXY'], startMs: Date.now() - 60_000 },
        { id: 'good', host: 'openrouter.ai', port: 443, process: 'node', chains: ['node-a', 'PROXY'], startMs: Date.now() - 1_000 },
        { id: 'other', host: 'example.com', port: 443, chains: ['node-b', 'PROXY'], startMs: Date.now() - 1_000 },
      ],
    });
    await write(settings.clashController, core.url);
  });
  after(async () => {
    await write(settings.clashController, undefined);
    await answering({ showInputBox: async () => '' } as never, async () => vscode.commands.executeCommand(commands.setClashSecret));
    await stage.close();
    await core.close();
  });

  const clashOf = async (): Promise<ClashEvidence> => {
    const report = await stage.diagnose();
    const found = report?.probes.find(({ id }) => id === 'clash');
    assert.ok(found?.evidence, JSON.stringify(found));
    assert.doesNotMatch(JSON.stringify(report), /test-secret/);
    return found.evidence as ClashEvidence;
  };

  it('is found, asks for its secret, and is seen once that is entered', async () => {
    const locked = await clashOf();
    assert.equal(locked.core, null);
    assert.equal(locked.tried[0]?.outcome, 'secret-wanted');
    await answering({ showInputBox: async () => 'test-secret' } as never, async () => vscode.commands.executeCommand(commands.setClashSecret));
    const { core: seen } = await clashOf();
    assert.equal(seen?.place.place, core.url);
    assert.equal(seen.place.why, 'setting');
    assert.deepEqual(seen.hosts[0]?.explanation?.chain, ['PROXY', 'node-a']);
    assert.ok(core.calls.every(({ method }) => method === 'GET'), 'a diagnosis changes nothing');
  });

  it('closes exactly what was left on a dead node, once that is agreed to', async () => {
    await choose('openrouter', undefined);
    let asked = '';
    const no = async (_message: string, options: vscode.MessageOptions): Promise<undefined> => void (asked = options.detail ?? '');
    assert.equal(await answering({ showWarningMessage: no } as never, async () => vscode.commands.executeCommand(commands.closeClashConnections)), undefined);
    assert.match(asked, /openrouter\.ai by node-b, node/);
    assert.doesNotMatch(asked, /node-a|example\.com/);
    assert.deepEqual(core.closed, []);
    const yes = async (_message: string, _options: unknown, ...buttons: string[]): Promise<string | undefined> => buttons[0];
    assert.equal(await answering({ showWarningMessage: yes } as never, async () => vscode.commands.executeCommand(commands.closeClashConnections)), 1);
    assert.deepEqual(core.closed, ['left']);
  });

  it('offers at the next start what a crash has left, and puts it back', async () => {
    const group = (): string | undefined => core.state.proxies.find(({ name }) => name === 'PROXY')?.now;
    core.state.proxies = core.state.proxies.map((one) => (one.name === 'PROXY' ? { ...one, now: 'DIRECT' } : one));
    const access = new ClashAccess({ loadRoom: async () => room, hosts: () => [], controller: () => core.url, secret: async () => new Secret('test-secret') });
    const kept: unknown[] = [{ controller: core.url, group: 'PROXY', now: 'node-a', kind: 'select' }];
    const store: LeftSelectionStore = { read: () => kept.at(-1), keep: async (left) => void kept.push(left) };
    const log = { error: (message: string) => assert.fail(message) };
    const later = async (): Promise<undefined> => undefined;
    await answering({ showWarningMessage: later } as never, async () => offerToPutBack(store, access, log));
    assert.equal(group(), 'DIRECT', 'without a yes nothing is changed');
    assert.notEqual(store.read(), undefined, 'and it is offered again');
    const yes = async (message: string, ...buttons: string[]): Promise<string | undefined> => {
      assert.match(message, /the Clash group PROXY is not at node-a any more/);
      return buttons[0];
    };
    await answering({ showWarningMessage: yes } as never, async () => offerToPutBack(store, access, log));
    assert.equal(group(), 'node-a');
    assert.equal(store.read(), undefined);
    // What is nothing of that is forgotten.
    kept.push('nonsense');
    await offerToPutBack(store, access, log);
    assert.equal(store.read(), undefined);
  });

  it('compares two policies, asks before, and puts the choice back', async () => {
    await choose('openrouter', undefined);
    const pick = async (items: readonly vscode.QuickPickItem[]): Promise<unknown> => items.filter(({ label }) => label === 'node-b' || label === 'DIRECT');
    let detail = '';
    const changes = (): string[] => core.calls.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);
    const before = changes().length;
    const refuse = async (_message: string, options?: vscode.MessageOptions): Promise<undefined> => void (detail = options?.detail ?? detail);
    assert.equal(await answering({ showQuickPick: pick, showInformationMessage: refuse } as never, async () => vscode.commands.executeCommand(commands.compareClashPolicies)), undefined);
    assert.match(detail, /the group PROXY is switched to node-b, then to DIRECT, and then back/);
    assert.equal(changes().length, before, 'without a yes nothing is changed');

    const agree = async (_message: string, options?: unknown, ...buttons: string[]): Promise<string | undefined> => (typeof options === 'object' ? buttons[0] : undefined);
    const comparison = await answering({ showQuickPick: pick, showInformationMessage: agree } as never, async () => vscode.commands.executeCommand<ClashComparison | undefined>(commands.compareClashPolicies));
    assert.deepEqual(comparison?.policies.map(({ policy, status, code }) => [policy, status, code]), [['node-b', null, 'ECONNREFUSED'], ['DIRECT', null, 'ECONNREFUSED']]);
    assert.equal(comparison.putBack, true);
    assert.equal(core.state.proxies.find(({ name }) => name === 'PROXY')?.now, 'node-a');
    assert.deepEqual(changes().slice(before).filter((call) => call.startsWith('PUT')), ['PUT /proxies/PROXY', 'PUT /proxies/PROXY', 'PUT /proxies/PROXY']);
    await choose('custom', stage.lab.baseUrl);
  });
});
