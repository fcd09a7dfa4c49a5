/** Each fix of the lint of Clash files, applied in a real editor and undone: nothing but what it names changes, byte for byte. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { lintRules } from '../../src/clash/lint/catalogue.ts';
import { lintConfiguration } from '../../src/clash/lint/lint.ts';
import { applyEdits } from '../../src/clash/text-edit.ts';
import { examples } from '../unit/clash/lint/examples.ts';
import { read } from '../unit/clash/lint/surroundings.ts';
import { until } from './stage.ts';

/** Files of Windows and of Linux in turn. */
const wanted = Object.entries(examples).flatMap(([id, { wrong }]) =>
  wrong.flatMap(({ text, fixed, form, path, ruleSets }, index) => {
    // What is a part of a configuration, or needs files beside it, is told apart by more than its text.
    if (fixed === undefined || form !== undefined || path !== undefined || ruleSets !== undefined) return [];
    const ended = (one: string): string => (index % 2 === 0 ? one : one.replaceAll(/\r?\n/g, '\r\n'));
    return [{ id, name: `${id} ${index + 1}`, text: ended(text), fixed: ended(fixed) }];
  }),
);

const fixable = lintRules.filter((rule) => rule.fixable).map(({ id }) => id);
const parts = fixable.flatMap((id) =>
  (examples[id]?.wrong ?? []).flatMap((example, index) => {
    const alone = example.form === undefined && example.path === undefined && example.ruleSets === undefined;
    return example.fixed === undefined || alone ? [] : [{ id, example, name: `${id} ${index + 1}` }];
  }),
);

describe('fixes of Clash files', function () {
  this.timeout(120_000);
  const folder = vscode.workspace.workspaceFolders![0]!.uri;

  it('are many', () => assert.ok(wanted.length > 40, String(wanted.length)));

  // The same in both kinds of window: once is enough for all, and one for the other kind.
  for (const { name, text, fixed } of vscode.workspace.isTrusted ? wanted : wanted.slice(0, 1)) {
    it(`${name}: is applied and undone`, async () => {
      const uri = vscode.Uri.joinPath(folder, `fix-${name.replace(' ', '-')}.yaml`);
      const onDisk = async (): Promise<string> => new TextDecoder('utf-8', { ignoreBOM: true }).decode(await vscode.workspace.fs.readFile(uri));
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
      try {
        const document = await vscode.workspace.openTextDocument(uri);
        await vscode.window.showTextDocument(document);
        const all = new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length));
        let results: string[] = [];
        let chosen: vscode.CodeAction | undefined;
        // The first question may come before the file is known to be one.
        for (let left = 20; left > 0 && !chosen; left--) {
          const actions = (await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, all, vscode.CodeActionKind.QuickFix.value)).filter(({ isPreferred, edit }) => isPreferred && edit);
          results = actions.map(({ edit }) => resultOf(document, edit!.get(uri)));
          chosen = actions[results.indexOf(fixed)];
          if (!chosen) await new Promise((resolve) => setTimeout(resolve, 100));
        }
        assert.ok(chosen?.edit, `no fix gives\n${fixed}\nbut\n${results.join('\n---\n')}`);
        assert.equal(chosen.edit.size, 1);
        await vscode.workspace.applyEdit(chosen.edit);
        assert.equal(await document.save(), true);
        assert.equal(await onDisk(), fixed);
        await vscode.commands.executeCommand('undo');
        await document.save();
        assert.equal(await onDisk(), text);
      } finally {
        await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
        await vscode.workspace.fs.delete(uri).then(undefined, () => undefined);
      }
    });
  }
});

/** Those that are known by where they lie, or need files beside them; the editor's own judgement is waited for. */
describe('fixes of Clash files that are parts of others', function () {
  this.timeout(120_000);
  const folder = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, 'every-fix');

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(folder, { recursive: true }).then(undefined, () => undefined);
  });

  const codeOf = ({ code }: vscode.Diagnostic): string => (typeof code === 'object' ? String(code.value) : String(code));
  const problems = (uri: vscode.Uri, id: string): vscode.Diagnostic[] => vscode.languages.getDiagnostics(uri).filter((one) => one.source === 'Gatehouse' && codeOf(one) === id);

  for (const [index, { id, example, name }] of (vscode.workspace.isTrusted ? parts : []).entries()) {
    it(`${name}: applied, saved, undone`, async () => {
      const uri = vscode.Uri.joinPath(folder, `${index}`, example.path?.split('/').pop() ?? 'config.yaml');
      for (const [set, lines] of Object.entries(example.ruleSets ?? {})) {
        await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, `${index}`, `${set}.txt`), Buffer.from(lines.join('\n')));
      }
      await vscode.workspace.fs.writeFile(uri, Buffer.from(example.text));
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document);
      await until(`${id} is told`, () => problems(uri, id).length > 0, 8_000);
      const before = problems(uri, id);
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, before[0]!.range, vscode.CodeActionKind.QuickFix.value);
      const title = lintConfiguration(...read(example)).find((one) => one.id === id)?.fixes[0]?.title;
      const action = actions.find((one) => one.title === title);
      assert.ok(action?.edit, actions.map(({ title }) => title).join(' | '));
      const wanted = replaced(document, action.edit.get(uri));
      assert.notEqual(wanted, example.text);
      assert.equal(await vscode.workspace.applyEdit(action.edit), true);
      assert.equal(document.getText(), wanted);
      await document.save();
      assert.equal(Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8'), wanted);
      await until(`${id} is told no more of it`, () => problems(uri, id).length < before.length);
      await vscode.commands.executeCommand('undo');
      await document.save();
      assert.equal(Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8'), example.text);
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    });
  }

  it('leave no rule with a fix out', () => {
    assert.deepEqual([...new Set([...wanted, ...parts].map(({ id }) => id))].sort(), [...fixable].sort());
  });
});

function resultOf(document: vscode.TextDocument, edits: readonly vscode.TextEdit[]): string {
  const eol = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  return applyEdits(
    document.getText(),
    // An editor ends lines as the rest of the file does.
    edits.map(({ range, newText }) => ({ start: document.offsetAt(range.start), end: document.offsetAt(range.end), text: newText.replaceAll(/\r?\n/g, eol) })),
  );
}

/** The text after edits of the editor's own kind. */
function replaced(document: vscode.TextDocument, edits: readonly vscode.TextEdit[]): string {
  const text = document.getText();
  const pieces = edits.map(({ range, newText }) => ({ start: document.offsetAt(range.start), end: document.offsetAt(range.end), newText }));
  return pieces.sort((a, b) => b.start - a.start).reduce((whole, { start, end, newText }) => whole.slice(0, start) + newText + whole.slice(end), text);
}
