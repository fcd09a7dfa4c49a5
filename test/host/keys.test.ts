import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Report } from '../../src/diagnosis/report.ts';
import { commands } from '../../src/editor/ids.ts';
import type { PlainGateway } from './plain-gateway.ts';
import { startPlainGateway } from './plain-gateway.ts';
import { answering, choose } from './stage.ts';

const key = 'sk-test-key-of-nobody-0123456789';

describe('API keys', () => {
  let gateway: PlainGateway;
  let other: PlainGateway;
  before(async () => {
    gateway = await startPlainGateway();
    other = await startPlainGateway();
    await choose('custom', gateway.baseUrl);
  });
  after(async () => {
    await quietly(commands.clearApiKey);
    await choose(undefined, undefined);
    await Promise.all([gateway.close(), other.close()]);
  });

  /** Executes a command with a user who enters the key and closes notifications. */
  async function quietly(command: string): Promise<unknown> {
    const answers = {
      showInputBox: async () => `  ${key}\n`,
      showInformationMessage: async () => undefined,
      showErrorMessage: async (message: string) => assert.fail(message),
    };
    return answering(answers as never, async () => vscode.commands.executeCommand(command));
  }

  const diagnose = async (): Promise<Report | undefined> => vscode.commands.executeCommand<Report | undefined>(commands.diagnose);

  it('are stored, sent to their gateway, and in no report', async () => {
    await diagnose();
    assert.deepEqual(gateway.authorizations, []);
    assert.equal(await quietly(commands.setApiKey), true);
    const report = await diagnose();
    assert.equal(report?.subject.hasKey, true);
    assert.deepEqual([...new Set(gateway.authorizations)], [`Bearer ${key}`]);
    assert.ok(!JSON.stringify(report).includes(key));
  });

  it('do not follow the base URL to another gateway', async () => {
    await choose('custom', other.baseUrl);
    try {
      assert.equal((await diagnose())?.subject.hasKey, false);
      assert.deepEqual(other.authorizations, []);
    } finally {
      await choose('custom', gateway.baseUrl);
    }
  });

  it('are asked for in a password box that warns of an odd prefix', async () => {
    await choose('openrouter', undefined);
    let asked: vscode.InputBoxOptions | undefined;
    const showInputBox = async (options: vscode.InputBoxOptions): Promise<undefined> => void (asked = options);
    try {
      await answering({ showInputBox } as never, async () => vscode.commands.executeCommand(commands.setApiKey));
    } finally {
      await choose('custom', gateway.baseUrl);
    }
    assert.equal(asked?.password, true);
    const remark = await asked?.validateInput?.('wrong-prefix');
    assert.equal(typeof remark === 'object' && remark?.severity, vscode.InputBoxValidationSeverity.Warning);
  });

  it('are gone when cleared', async () => {
    assert.equal(await quietly(commands.clearApiKey), true);
    gateway.authorizations.length = 0;
    assert.equal((await diagnose())?.subject.hasKey, false);
    assert.deepEqual(gateway.authorizations, []);
  });
});
