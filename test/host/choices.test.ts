import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands, settings } from '../../src/editor/ids.ts';
import type { Stage } from './stage.ts';
import { answering, labStage, until } from './stage.ts';

const effective = (id: string): unknown => vscode.workspace.getConfiguration().get(id);

describe('choices', () => {
  let stage: Stage;
  before(async () => (stage = await labStage()));
  after(() => stage.close());

  it('of a gateway go into the user settings', async () => {
    const showQuickPick = async (items: { id: string }[]): Promise<unknown> => items.find(({ id }) => id === 'anthropic');
    const chosen = await answering({ showQuickPick } as never, async () => vscode.commands.executeCommand(commands.selectGateway));
    assert.equal(chosen, 'anthropic');
    assert.equal(effective(settings.gateway), 'anthropic');
  });

  it('of another gateway ask for its base URL and clean it', async () => {
    let complaint: unknown;
    const answers = {
      showQuickPick: async (items: { id: string }[]) => items.find(({ id }) => id === 'custom'),
      showInputBox: async ({ validateInput }: vscode.InputBoxOptions) => {
        complaint = await validateInput?.('nonsense');
        return ` ${stage.lab.baseUrl}/ `;
      },
    };
    await answering(answers as never, async () => vscode.commands.executeCommand(commands.selectGateway));
    assert.match(String(complaint), /nonsense/);
    assert.equal(effective(settings.customBaseUrl), stage.lab.baseUrl);
    assert.equal(effective(settings.gateway), 'custom');
  });

  it("of one of the user's own go by its id, and faulty entries lead to their setting", async () => {
    const configuration = vscode.workspace.getConfiguration();
    const list = [{ id: 'ours', baseUrl: stage.lab.baseUrl }, { id: 'groq', baseUrl: stage.lab.baseUrl }];
    await configuration.update(settings.gateways, list, vscode.ConfigurationTarget.Global);
    let offered: readonly { id: string; label: string; description?: string }[] = [];
    const showQuickPick = async (items: typeof offered): Promise<unknown> => {
      offered = items;
      return items.find(({ id }) => id === 'ours');
    };
    try {
      const chosen = await answering({ showQuickPick } as never, async () => vscode.commands.executeCommand(commands.selectGateway));
      assert.equal(chosen, 'ours');
      assert.equal(effective(settings.gateway), 'ours');
      assert.ok(offered.some(({ label, description }) => label.includes(settings.gateways) && /groq.*known gateway/.test(description ?? '')));
    } finally {
      await configuration.update(settings.gateway, 'custom', vscode.ConfigurationTarget.Global);
      await configuration.update(settings.gateways, undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('of nothing change nothing', async () => {
    await answering({ showQuickPick: async () => undefined } as never, async () => vscode.commands.executeCommand(commands.selectGateway));
    assert.equal(effective(settings.gateway), 'custom');
  });

  it('of monitoring start low-rate checks that spend nothing, and stop them', async () => {
    stage.requests.length = 0;
    await vscode.commands.executeCommand(commands.startMonitoring);
    assert.equal(effective(settings.monitoringEnabled), true);
    await until('a monitoring check', () => stage.requests.length > 0);
    await vscode.commands.executeCommand(commands.stopMonitoring);
    assert.notEqual(effective(settings.monitoringEnabled), true);
    assert.ok(!stage.requests.some(({ path }) => path.includes('/chat/completions')));
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const seen = stage.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    assert.equal(stage.requests.length, seen);
  });

  it('that the menu offers are commands that exist', async () => {
    let offered: { command: string }[] = [];
    const showQuickPick = async (items: { command: string }[]): Promise<undefined> => void (offered = items);
    await answering({ showQuickPick } as never, async () => vscode.commands.executeCommand(commands.showMenu));
    const present = await vscode.commands.getCommands(true);
    assert.ok(offered.length >= 6);
    assert.deepEqual(offered.filter(({ command }) => !present.includes(command)), []);
  });
});
