import * as assert from 'node:assert/strict';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../../src/editor/ids.ts';
import type { Stage } from './stage.ts';
import { answering, labStage } from './stage.ts';

describe('the report', () => {
  let stage: Stage;
  const folder = vscode.Uri.file(path.join(os.tmpdir(), `gatehouse-report-${process.pid}`));
  before(async () => {
    stage = await labStage();
    await vscode.workspace.fs.createDirectory(folder);
    await stage.diagnose();
  });
  after(async () => {
    await vscode.workspace.fs.delete(folder, { recursive: true });
    await stage.close();
  });

  async function saved(name: string): Promise<string> {
    const target = vscode.Uri.joinPath(folder, name);
    const answers = { showSaveDialog: async () => target, showInformationMessage: async () => undefined };
    await answering(answers as never, async () => vscode.commands.executeCommand(commands.saveReport));
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(target));
  }

  it('is saved as Markdown', async () => {
    const text = await saved('report.md');
    assert.match(text, /^# /);
    assert.ok(text.includes(stage.lab.baseUrl));
  });

  it('is saved as JSON when the name says so', async () => {
    const report = JSON.parse(await saved('report.json'));
    assert.equal(report.schemaVersion, 1);
    assert.equal(report.verdict.state, 'healthy');
  });

  it('says so when it cannot be written, and where', async () => {
    const target = vscode.Uri.joinPath(folder, 'report.md', 'below-a-file.md');
    let said = '';
    const answers = {
      showSaveDialog: async () => target,
      showErrorMessage: async (message: string): Promise<undefined> => void (said = message),
    };
    await answering(answers as never, async () => vscode.commands.executeCommand(commands.saveReport));
    assert.match(said, /below-a-file\.md/);
  });

  it('is offered with a name that tells gateway and time', async () => {
    let offered: vscode.SaveDialogOptions | undefined;
    const showSaveDialog = async (options: vscode.SaveDialogOptions): Promise<undefined> => void (offered = options);
    await answering({ showSaveDialog } as never, async () => vscode.commands.executeCommand(commands.saveReport));
    assert.match(offered?.defaultUri?.path ?? '', /\/gatehouse-custom-\d{4}-\d\d-\d\d-\d{4}\.md$/);
  });
});
