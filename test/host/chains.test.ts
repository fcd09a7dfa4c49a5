/** Chains in a real editor: the file is completed and judged, and a workspace's is used with consent alone. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands, settings } from '../../src/editor/ids.ts';
import { answering, until, write } from './stage.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('chains', function () {
  this.timeout(120_000);
  const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, 'gatehouse.chains.json');
  const problems = (): string[] => vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Gatehouse').map(({ code }) => String(code));
  const text = async (): Promise<string> => new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  const never = async (): Promise<never> => assert.fail('nobody is to be asked');

  before(() => write(settings.gateways, [{ id: 'ours', baseUrl: 'https://llm.example/v1' }]));
  after(async () => {
    await write(settings.gateways, undefined);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(uri).then(undefined, () => undefined);
  });

  async function replaceAll(content: string): Promise<vscode.TextDocument> {
    const document = await vscode.workspace.openTextDocument(uri);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length)), content);
    await vscode.workspace.applyEdit(edit);
    return document;
  }

  it('begin with an example, which is not written over another file unasked', async () => {
    assert.equal(await answering({ showWarningMessage: never } as never, async () => vscode.commands.executeCommand(commands.createChainsFile)), true);
    const written = await text();
    assert.match(written, /"alias": "gatehouse\/fast"/);
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), uri.toString());
    assert.equal(vscode.window.activeTextEditor?.document.languageId, 'jsonc');
    await replaceAll(`${written}// mine\n`);
    let asked = 0;
    const showWarningMessage = async (): Promise<undefined> => void asked++;
    assert.equal(await answering({ showWarningMessage } as never, async () => vscode.commands.executeCommand(commands.createChainsFile)), false);
    assert.equal(asked, 1);
    assert.match((await vscode.workspace.openTextDocument(uri)).getText(), /\/\/ mine/);
  });

  it('are judged while they are written, each fault at its place', async () => {
    const document = await replaceAll('{ "chains": [{ "alias": "a", "targets": [{ "gateway": "openruter", "model": "x" }, { "gateway": "groq", "model": "y" }, { "gateway": "groq", "model": "z" }] }] }');
    await until('the gateway is told', () => problems().includes('unknown-gateway'));
    const [fault] = vscode.languages.getDiagnostics(uri).filter(({ code }) => code === 'unknown-gateway');
    assert.equal(fault && document.getText(fault.range), '"openruter"');
    assert.equal(fault?.severity, vscode.DiagnosticSeverity.Error);
    await replaceAll(document.getText().replace('openruter', 'ours'));
    await until('the shared gateway is told', () => problems().join() === 'shared-gateway');
    assert.equal(vscode.languages.getDiagnostics(uri).find(({ code }) => code === 'shared-gateway')?.severity, vscode.DiagnosticSeverity.Warning);
  });

  it('are completed with the user\'s own gateways and with models that they name', async () => {
    const offered = async (marked: string): Promise<string[]> => {
      const document = await replaceAll(marked.replace('|', ''));
      const list = await vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', uri, document.positionAt(marked.indexOf('|')));
      return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    };
    const gateways = await offered('{ "chains": [{ "alias": "a", "targets": [{ "gateway": "|", "model": "x" }] }] }');
    assert.ok(gateways.includes('ours'), gateways.join());
    assert.ok(gateways.some((one) => one.includes('openrouter')), 'the schema offers the catalogue');
    const models = await offered('{ "chains": [{ "alias": "a", "targets": [{ "gateway": "groq", "model": "llama" }, { "gateway": "groq", "model": "|" }] }] }');
    assert.ok(models.includes('llama'), models.join());
  });

  it('tell what a target costs', async () => {
    const content = '{ "chains": [{ "alias": "a", "targets": [{ "gateway": "ours", "model": "big", "price": { "inputUsd": 3, "outputUsd": 15 } }] }] }';
    const document = await replaceAll(content);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, document.positionAt(content.indexOf('big')));
    const words = hovers.flatMap(({ contents }) => contents.map((one) => (one as vscode.MarkdownString).value)).join('\n');
    assert.match(words, /3 USD for a million tokens in, 15 USD out/);
  });

  it('of a workspace are used once the user has seen what they say, and again when they change', async () => {
    const chains = (model: string): string => JSON.stringify({ chains: [{ alias: 'gatehouse/fast', targets: [{ gateway: 'ours', model }] }] });
    await replaceAll(chains('one'));
    await (await vscode.workspace.openTextDocument(uri)).save();
    const details: string[] = [];
    const use = async (_words: string, options: { detail?: string }, button: string): Promise<string> => {
      details.push(options.detail ?? '');
      return button;
    };
    const pickFirst = async (items: unknown[]): Promise<unknown> => items[0];
    const run = async (answers: object): Promise<unknown> => answering(answers as never, async () => vscode.commands.executeCommand(commands.useWorkspaceChains));
    if (!vscode.workspace.isTrusted) {
      let warned = 0;
      const refused = await run({ showWarningMessage: async () => void warned++, showQuickPick: never });
      assert.deepEqual([refused, warned], [false, 1]);
      return;
    }
    // No, and nothing is used.
    assert.equal(await run({ showQuickPick: pickFirst, showWarningMessage: async () => undefined }), false);
    const agreed = await run({ showQuickPick: pickFirst, showWarningMessage: use, showInformationMessage: async () => undefined });
    assert.equal(agreed, true);
    assert.match(details[0] ?? '', /New: gatehouse\/fast asks one at ours\./);
    // A change, as by a pull.
    let told = 0;
    await answering({
      showInformationMessage: async (_words: string, look: string) => {
        told++;
        return look;
      },
      showWarningMessage: use,
    } as never, async () => {
      await vscode.workspace.fs.writeFile(uri, encode(chains('two')));
      await until('the change is asked about', () => details.length === 2, 30_000);
    });
    assert.equal(told, 1);
    assert.match(details[1] ?? '', /gatehouse\/fast asks two at ours now, and not one at ours\./);
    // A file with an error is not asked about, and told.
    await vscode.workspace.fs.writeFile(uri, encode('{ "chains": [{ "alias": "a", "targets": [] }] }'));
    let error = '';
    await run({ showQuickPick: pickFirst, showErrorMessage: async (words: string) => void (error = words), showWarningMessage: never, showInformationMessage: async () => undefined });
    assert.match(error, /Line 1: This chain has no target/);
    const pickLast = async (items: unknown[]): Promise<unknown> => items.at(-1);
    assert.equal(await run({ showQuickPick: pickLast }), false);
  });

  it('have keys of their own, each for its gateway', async () => {
    await write(settings.shimChains, [{ alias: 'a', targets: [{ gateway: 'openrouter', model: 'x/y', key: 'team' }, { gateway: 'ours', model: 'z' }] }]);
    try {
      let labels: string[] = [];
      const showQuickPick = async (items: { label: string }[]): Promise<unknown> => {
        labels = items.map(({ label }) => label);
        return items.find(({ label }) => label.includes('OpenRouter: team'));
      };
      const showInputBox = async (): Promise<string> => `sk-or-v1-${'5a'.repeat(32)}`;
      const run = async (answers: object): Promise<unknown> => answering(answers as never, async () => vscode.commands.executeCommand(commands.setChainKey));
      const showInformationMessage = async (): Promise<undefined> => undefined;
      assert.equal(await run({ showQuickPick, showInputBox, showInformationMessage }), true);
      assert.ok(labels.some((one) => one.includes('ours')), labels.join());
      let turn = 0;
      const remove = async (items: { label: string; action?: string }[]): Promise<unknown> => (turn++ === 0 ? showQuickPick(items) : items.find(({ action }) => action === 'clear'));
      assert.equal(await run({ showQuickPick: remove, showInformationMessage }), true);
      assert.ok(labels.some((one) => one === '$(check) OpenRouter: team'), labels.join());
    } finally {
      await write(settings.shimChains, undefined);
    }
  });
});
