/** Clash files in a real editor: what is wrong in them, what can be done about it, and what is told of a place. */
import * as assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { commands, settings } from '../../src/editor/ids.ts';
import { answering, until, write } from './stage.ts';

const sample = `mixed-port: 7890
mode: rule
proxies:
  - { name: node-a, type: ss, server: 1.2.3.4, port: 443, cipher: aes-128-gcm, password: x, udp: true }
  - { name: "🇺🇸 b", type: http, server: 1.2.3.5, port: 80 }
proxy-groups:
  - { name: PROXY, type: select, proxies: [AUTO, node-a] }
  - name: AUTO
    type: url-test
    proxies:
      - node-a
      - "🇺🇸 b"
    url: https://www.gstatic.com/generate_204
    interval: 300
    tolerance: 100
rules:
  # gateways
  - DOMAIN-SUFFIX,openrouter.ai,PROXY # mine
  - DOMAIN,openrouter.ai,AUTO
  # the rest
  - DOMAIN-SUFFIX,example.com,DIRECT
  - DOMAIN-SUFFIX,example.org,PROXYY
  - MATCH,DIRECT
`;

describe('Clash files', function () {
  this.timeout(180_000);
  const folder = vscode.workspace.workspaceFolders![0]!.uri;
  const uri = vscode.Uri.joinPath(folder, 'clash-sample.yaml');
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const problems = (of = uri): vscode.Diagnostic[] => vscode.languages.getDiagnostics(of).filter(({ source }) => source === 'Gatehouse');
  const codeOf = ({ code }: vscode.Diagnostic): string => (typeof code === 'object' ? String(code.value) : String(code));
  let document: vscode.TextDocument;

  before(async () => {
    await vscode.workspace.fs.writeFile(uri, bytes(sample));
    document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(uri).then(undefined, () => undefined);
  });

  const at = (words: string, more = 0): vscode.Position => document.positionAt(document.getText().indexOf(words) + more);
  async function replace(range: vscode.Range, text: string): Promise<void> {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, range, text);
    assert.equal(await vscode.workspace.applyEdit(edit), true);
  }
  async function restore(): Promise<void> {
    await replace(new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length)), sample);
  }

  it('stay YAML, and are judged each at its place', async () => {
    assert.equal(document.languageId, 'yaml');
    await until('the target that is nowhere is told', () => problems().some((one) => document.getText(one.range).includes('PROXYY')));
    const missing = problems().find((one) => document.getText(one.range).includes('PROXYY'));
    assert.equal(missing?.severity, vscode.DiagnosticSeverity.Error);
    const { code } = missing;
    assert.ok(typeof code === 'object' && code !== null && /docs\/clash-lint\.md$/.test(code.target.path));
    // It leads to the row that says what it means.
    const page = new TextDecoder().decode(await vscode.workspace.fs.readFile(code.target.with({ fragment: '' })));
    assert.ok(page.split('\n')[Number(code.target.fragment.slice(1)) - 1]?.startsWith(`| \`${code.value}\` |`), code.target.fragment);
  });

  it('are judged anew while they are written, and not at all where that is switched off', async () => {
    await replace(new vscode.Range(at('PROXYY'), at('PROXYY', 6)), 'PROXY');
    await until('it is gone', () => !problems().some(({ severity }) => severity === vscode.DiagnosticSeverity.Error));
    await restore();
    await until('it is back', () => problems().some(({ severity }) => severity === vscode.DiagnosticSeverity.Error));
    await write(settings.clashLint, false);
    await until('nothing is told', () => problems().length === 0);
    await write(settings.clashLint, undefined);
    await until('it is told again', () => problems().length > 0);
  });

  it('say nothing twice of what a schema extension says of the text itself, and say it again once that is gone', async () => {
    await replace(new vscode.Range(at('mode: rule'), at('mode: rule')), 'mode: direct\n');
    const twice = (): vscode.Diagnostic | undefined => problems().find((one) => codeOf(one) === 'unreadable-text');
    await until('the key that stands twice is told', () => twice() !== undefined);
    const place = twice()!.range;
    const others = vscode.languages.createDiagnosticCollection('yaml-of-a-test');
    try {
      const theirs = new vscode.Diagnostic(new vscode.Range(place.start, place.start.translate(0, 10)), 'Map keys must be unique', vscode.DiagnosticSeverity.Error);
      others.set(uri, [theirs]);
      // Without the schema extension's name it says nothing of YAML.
      await new Promise((resolve) => setTimeout(resolve, 300));
      assert.ok(twice());
      theirs.source = 'YAML';
      others.set(uri, [theirs]);
      await until('it is told once', () => twice() === undefined);
      others.clear();
      await until('it is told again', () => twice() !== undefined);
    } finally {
      others.dispose();
      await restore();
    }
    await until('all is as before', () => twice() === undefined && problems().length > 0);
  });

  it('are fixed from the light bulb, a comment keeps one problem silent, and undo gives every byte back', async () => {
    await until('the target that is nowhere is told', () => problems().some((one) => document.getText(one.range).includes('PROXYY')));
    const range = new vscode.Range(at('PROXYY'), at('PROXYY', 1));
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, range, vscode.CodeActionKind.QuickFix.value);
    const titles = actions.map(({ title }) => title);
    const [preferred] = actions.filter(({ isPreferred, edit }) => isPreferred && edit);
    assert.ok(preferred, titles.join(' | '));
    assert.ok(titles.includes('Check with My Clash Core'), titles.join(' | '));
    const ignore = actions.find(({ title }) => /^Ignore \S+ here$/.test(title));
    assert.ok(ignore?.edit, titles.join(' | '));
    const id = codeOf(problems().find((one) => document.getText(one.range).includes('PROXYY'))!);
    await vscode.workspace.applyEdit(ignore.edit);
    assert.equal(document.getText(), sample.replace('  - DOMAIN-SUFFIX,example.org', `  # gatehouse-ignore ${id}\n  - DOMAIN-SUFFIX,example.org`));
    await until('it is silent', () => !problems().some(({ severity }) => severity === vscode.DiagnosticSeverity.Error));
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), sample);
    await vscode.workspace.applyEdit(preferred.edit!);
    assert.notEqual(document.getText(), sample);
    await until('it is fixed', () => !problems().some(({ severity }) => severity === vscode.DiagnosticSeverity.Error));
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), sample);
  });

  it('are fixed all at once where each fix stays in its own line', async () => {
    const text = sample.replace('  - MATCH,DIRECT', '  - DOMAIN-SUFFIX,example.net,PROXYY\n  - MATCH,DIRECT');
    await replace(new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length)), text);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, new vscode.Range(at('PROXYY'), at('PROXYY', 1)), vscode.CodeActionKind.QuickFix.value, 20);
    const all = actions.find(({ title }) => title === 'Fix all 2 of this kind');
    assert.ok(all?.edit, actions.map(({ title }) => title).join(' | '));
    await vscode.workspace.applyEdit(all.edit);
    assert.equal(document.getText(), text.replaceAll('PROXYY', 'PROXY'));
    await restore();
  });

  it('have groups made steadier for streams in one change', async () => {
    const text = sample.replace('tolerance: 100', 'tolerance: 5');
    await replace(new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length)), text);
    const range = new vscode.Range(at('name: AUTO', 6), at('name: AUTO', 6));
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, range, vscode.CodeActionKind.RefactorRewrite.value);
    const steady = actions.find(({ title }) => title === 'Make AUTO steadier for streams: tolerance 5 -> 150');
    assert.ok(steady?.edit, actions.map(({ title }) => title).join(' | '));
    await vscode.workspace.applyEdit(steady.edit);
    assert.equal(document.getText(), text.replace('tolerance: 5', 'tolerance: 150'));
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), text);
    await restore();
  });

  it('of Stash are YAML too', async () => {
    const file = vscode.Uri.joinPath(folder, 'mine.stoverride');
    await vscode.workspace.fs.writeFile(file, bytes('name: mine\nrules:\n  - DOMAIN,a.example,PROXY\n'));
    const override = await vscode.workspace.openTextDocument(file);
    assert.equal(override.languageId, 'yaml');
    const list = await vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', file, new vscode.Position(2, 4));
    assert.ok(list.items.some(({ label }) => label === 'DOMAIN-SUFFIX'));
    await vscode.workspace.fs.delete(file);
  });

  it('tell what a rule catches, and what calls see of a group', async () => {
    const hover = async (position: vscode.Position): Promise<string> => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, position);
      return hovers.flatMap(({ contents }) => contents.map((one) => (one as vscode.MarkdownString).value)).join('\n').replaceAll('\\', '');
    };
    const first = await hover(at('DOMAIN-SUFFIX,openrouter.ai', 3));
    assert.match(first, /Rule 1/);
    assert.match(first, /Catches openrouter\.ai \(OpenRouter\)/);
    assert.match(await hover(at('DOMAIN,openrouter.ai', 3)), /Never reached: rule 1: DOMAIN-SUFFIX,openrouter\.ai,PROXY/);
    assert.match(await hover(at(',AUTO', 2)), /AUTO, a group (.*url-test.*)[^]*Members: node-a, 🇺🇸 b[^]*more than 100 ms faster/);
  });

  it('show above the rules where the calls of a gateway go, and lead there', async () => {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 50);
    const lens = lenses.find(({ command }) => command?.title.startsWith('openrouter.ai -> '));
    assert.equal(lens?.command?.title.replace(/ -> as the group chooses$/, ''), 'openrouter.ai -> rule 1 -> PROXY');
    assert.equal(document.lineAt(lens.range.start.line).text, 'rules:');
    await vscode.commands.executeCommand(lens.command!.command, ...(lens.command!.arguments ?? []));
    const { selection } = vscode.window.activeTextEditor!;
    assert.equal(document.getText(selection), 'DOMAIN-SUFFIX,openrouter.ai,PROXY');
  });

  it('follow the gateways that are in use', async () => {
    const shown = async (): Promise<string[]> => (await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 50)).map(({ command }) => command?.title ?? '');
    await write(settings.gateways, [{ id: 'ours', baseUrl: 'https://llm.example.com/v1' }]);
    try {
      let words: string[] = [];
      for (let left = 40; left > 0 && !words.some((one) => one.startsWith('llm.example.com')); left--) {
        words = await shown();
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      assert.ok(words.includes('llm.example.com -> rule 3 -> DIRECT'), words.join(' | '));
    } finally {
      await write(settings.gateways, undefined);
    }
  });

  it('are completed in rules and in groups', async () => {
    const items = async (marked: string): Promise<vscode.CompletionItem[]> => {
      const text = sample.replace('  - MATCH,DIRECT', marked.replace('|', ''));
      await replace(new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length)), text);
      const offset = sample.indexOf('  - MATCH,DIRECT') + marked.indexOf('|');
      const list = await vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', uri, document.positionAt(offset));
      return list.items;
    };
    const labelOf = ({ label }: vscode.CompletionItem): string => (typeof label === 'string' ? label : label.label);
    const offered = async (marked: string): Promise<string[]> => (await items(marked)).map(labelOf);
    try {
      assert.ok((await offered('  - DOM|')).includes('DOMAIN-SUFFIX'));
      assert.ok((await offered('  - DOMAIN-SUFFIX,|')).includes('openrouter.ai'));
      const targets = await offered('  - MATCH,|');
      for (const name of ['PROXY', 'AUTO', 'REJECT', '🇺🇸 b']) assert.ok(targets.includes(name), targets.join());
      assert.deepEqual((await offered("  - MATCH,DIRECT\nsub-rules:\n  one: ['MATCH,|']")).filter((label) => targets.includes(label)), targets);
      // Between brackets a rule stands in quotes; typing goes on before the second.
      const bare = (await items('  - MATCH,DIRECT\nsub-rules:\n  one: [|]')).find((one) => labelOf(one) === 'DOMAIN-SUFFIX')?.insertText;
      assert.ok(bare instanceof vscode.SnippetString && bare.value === "'DOMAIN-SUFFIX,$0'", JSON.stringify(bare));
    } finally {
      await restore();
    }
  });

  it('lead from a name to where it is defined, and to all its uses', async () => {
    const definition = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>('vscode.executeDefinitionProvider', uri, at(',PROXY # mine', 2));
    const ranges = definition.map((one) => document.getText('targetRange' in one ? one.targetRange : one.range));
    assert.deepEqual(ranges, ['PROXY']);
    const references = await vscode.commands.executeCommand<vscode.Location[]>('vscode.executeReferenceProvider', uri, at('name: node-a', 7));
    assert.deepEqual(references.map(({ range }) => range.start.line).sort((a, b) => a - b), [3, 6, 10]);
  });

  it('fold by the comments of their rules', async () => {
    const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>('vscode.executeFoldingRangeProvider', uri);
    const line = (words: string): number => at(words).line;
    for (const [from, to] of [[line('# gateways'), line('DOMAIN,openrouter.ai')], [line('# the rest'), line('MATCH')], [line('rules:'), line('MATCH')], [line('- name: AUTO'), line('tolerance')]]) {
      assert.ok(folds.some(({ start, end }) => start === from && end === to), `${from}-${to} among ${folds.map(({ start, end }) => `${start}-${end}`).join()}`);
    }
  });

  it('of other kinds are left alone', async () => {
    const other = await vscode.workspace.openTextDocument({ language: 'yaml', content: 'apiVersion: v1\nkind: ConfigMap\nrules:\n  - apiGroups: [""]\n    verbs: [get]\n' });
    await vscode.window.showTextDocument(other);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    assert.deepEqual(problems(other.uri), []);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', other.uri, 50);
    assert.deepEqual(lenses, []);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('that an app writes say so, once they are edited', async () => {
    const file = vscode.Uri.joinPath(folder, 'clash-verge.yaml');
    await vscode.workspace.fs.writeFile(file, bytes(`# Generated by Clash Verge\n\n${sample}`));
    const said: string[] = [];
    await answering({ showWarningMessage: async (words: string) => void said.push(words) } as never, async () => {
      const generated = await vscode.workspace.openTextDocument(file);
      await vscode.window.showTextDocument(generated);
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', file, 50);
      assert.ok(lenses.some(({ command, range }) => /^Clash Verge writes this file anew/.test(command?.title ?? '') && range.start.line === 0));
      for (const text of ['# a\n', '# b\n']) {
        const edit = new vscode.WorkspaceEdit();
        edit.insert(file, new vscode.Position(2, 0), text);
        await vscode.workspace.applyEdit(edit);
        await new Promise((resolve) => setTimeout(resolve, 600));
      }
      await until('it is said', () => said.length > 0);
    });
    assert.equal(said.length, 1);
    assert.match(said[0] ?? '', /^Clash Verge writes this file anew/);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.workspace.fs.delete(file);
  });

  it('have their controller\'s secret kept, and removed', async () => {
    const run = async (entered: string): Promise<unknown> =>
      answering({ showInputBox: async () => entered, showInformationMessage: async () => undefined } as never, async () => vscode.commands.executeCommand(commands.setClashSecret));
    assert.equal(await run('made-up'), true);
    assert.equal(await run(''), true);
    assert.equal(await answering({ showInputBox: async () => undefined } as never, async () => vscode.commands.executeCommand(commands.setClashSecret)), false);
  });

  it('are tested by the core that the setting names, and by none in Restricted Mode', async function () {
    const core = process.env['GATEHOUSE_CLASH_CORE'];
    const run = async (said: string[]): Promise<unknown> =>
      answering({
        showErrorMessage: async (words: string) => void said.push(words),
        showWarningMessage: async (words: string) => void said.push(words),
        showInformationMessage: async (words: string) => void said.push(words),
      } as never, async () => vscode.commands.executeCommand(commands.checkClashFile, uri));
    const unset: string[] = [];
    await run(unset);
    assert.match(unset[0] ?? '', vscode.workspace.isTrusted ? /names no program yet/ : /names no program yet|Restricted Mode/);
    if (!core) return void this.skip();
    await write(settings.clashCorePath, core);
    try {
      const said: string[] = [];
      const verdict = await run(said);
      if (vscode.workspace.isTrusted) {
        assert.equal((verdict as { rule: number }).rule, 3);
        assert.match(said[0] ?? '', /The core does not accept this file: .*PROXYY/);
      } else assert.match(said[0] ?? '', /Restricted Mode/);
    } finally {
      await write(settings.clashCorePath, undefined);
    }
  });

  it('of a hundred thousand rules are judged without anybody waiting', async () => {
    const lines = Array.from({ length: 100_000 }, (_, index) => `  - DOMAIN-SUFFIX,host-${index}.example,DIRECT`);
    const text = `mode: rule\nrules:\n${lines.join('\n')}\n  - DOMAIN,a.example,PROXYY\n  - MATCH,DIRECT\n`;
    const file = vscode.Uri.joinPath(folder, 'clash-large.yaml');
    await vscode.workspace.fs.writeFile(file, bytes(text));
    const large = await vscode.workspace.openTextDocument(file);
    await vscode.window.showTextDocument(large);
    await until('it is judged', () => problems(file).some(({ message }) => message.includes('PROXYY')), 60_000);
    // After an edit at the top: every offset behind it moves.
    const told = monitorEventLoopDelay({ resolution: 1 });
    const began = performance.now();
    told.enable();
    const edit = new vscode.WorkspaceEdit();
    edit.insert(file, new vscode.Position(0, 0), '# x\n');
    await vscode.workspace.applyEdit(edit);
    const line = 100_002;
    await until('it is judged anew', () => problems(file).some(({ message, range }) => message.includes('PROXYY') && range.start.line === line + 1), 60_000);
    told.disable();
    const tookMs = performance.now() - began;
    const longestMs = told.max / 1e6;
    console.log(`      re-lint of 100,000 rules: ${tookMs.toFixed(0)} ms with the pause, the host's loop held for ${longestMs.toFixed(1)} ms at most, mean ${(told.mean / 1e6).toFixed(2)} ms`);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.workspace.fs.delete(file);
    assert.ok(longestMs < 250, `the loop was held for ${longestMs} ms`);
  });
});
