/** The command that tells agents of the shim, in a real extension host, with the real process of a shim. */
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../../src/editor/ids.ts';
import { startOrAttach, type Started } from '../../src/shim/control/start.ts';
import { answering } from './stage.ts';

describe('agents and the shim', () => {
  let folder: string;
  let shim: Started | undefined;
  let former: NodeJS.ProcessEnv;
  const text = '{\n  // mine\n  "model": "opus"\n}\n';
  const settings = (): string => path.join(folder, 'claude', 'settings.json');

  before(() => {
    former = { ...process.env };
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-agents-host-'));
    process.env['GATEHOUSE_STATE'] = path.join(folder, 'state');
    process.env['CLAUDE_CONFIG_DIR'] = path.join(folder, 'claude');
    fs.mkdirSync(path.join(folder, 'claude'));
    fs.writeFileSync(settings(), text, { mode: 0o600 });
  });
  after(async () => {
    await shim?.attached.stop().catch(() => undefined);
    shim?.attached.close();
    for (const name of ['GATEHOUSE_STATE', 'CLAUDE_CONFIG_DIR']) {
      if (former[name] === undefined) delete process.env[name];
      else process.env[name] = former[name];
    }
    fs.rmSync(folder, { recursive: true, force: true });
  });

  /** Picks Claude Code and then what `action` says, answers the question with `button`, and tells what was asked. */
  async function command(button: string | undefined, action?: string): Promise<{ sentence: unknown; detail: string; offered: string }> {
    let [detail, offered] = ['', ''];
    const answers = {
      showQuickPick: async (items: { label: string; description?: string; action?: string }[]) => {
        if (items.some((one) => one.action !== undefined)) return items.find((one) => one.action === action);
        const found = items.find(({ label }) => label.includes('Claude Code'));
        offered = found?.description ?? '';
        return found;
      },
      showInformationMessage: async (_message: string, options?: { detail?: string }) => {
        if (typeof options?.detail !== 'string') return undefined;
        detail = options.detail;
        return button;
      },
      showErrorMessage: async (message: string) => assert.fail(message),
    };
    const sentence = await answering(answers as never, async () => vscode.commands.executeCommand(commands.agentsUseShim));
    return { sentence, detail, offered };
  }

  it('writes nothing where no shim runs', async () => {
    assert.match(String((await command('Write')).sentence), /No shim is running/);
    assert.equal(fs.readFileSync(settings(), 'utf8'), text);
  });

  it('asks, writes only after a yes, and takes it back to the byte', async () => {
    const program = path.join(vscode.extensions.getExtension('gatehouse.gatehouse')?.extensionPath ?? '', 'dist', 'shim.js');
    const routing = { rules: [], client: 'curl', environment: {}, allow: [] };
    shim = await startOrAttach({ stateFolder: path.join(folder, 'state'), program, release: '0.1.0', routing, holder: 'window', label: 'test' });
    const refused = await command(undefined);
    assert.match(refused.detail, /Without the shim Claude Code reaches nothing/);
    assert.equal(fs.readFileSync(settings(), 'utf8'), text);

    const { sentence } = await command('Write');
    assert.match(String(sentence), /Written/);
    assert.match(fs.readFileSync(settings(), 'utf8'), new RegExp(`// mine[^]*"https_proxy": "http://claude-code:[\\w-]{43}@127\\.0\\.0\\.1:${shim.attached.port}"`));

    const back = await command('Take Back', 'undo');
    assert.equal(back.offered, 'uses the shim');
    assert.match(String(back.sentence), /Taken back/);
    assert.equal(fs.readFileSync(settings(), 'utf8'), text);
  });

  /** Switches the shim off, answers the warning and then the question with these buttons, and tells what was said. */
  async function switchOff(warned: string | undefined, asked?: string): Promise<{ warnings: string[]; said: string[] }> {
    const [warnings, said]: [string[], string[]] = [[], []];
    const answers = {
      showWarningMessage: async (message: string, ...buttons: string[]) => {
        warnings.push(`${message} [${buttons.join()}]`);
        return warned;
      },
      showInformationMessage: async (message: string, options?: { detail?: string }) => {
        said.push(message);
        return typeof options?.detail === 'string' ? asked : undefined;
      },
      showErrorMessage: async (message: string) => assert.fail(message),
    };
    await answering(answers as never, async () => {
      await vscode.commands.executeCommand(commands.switchShimOff);
      // The notice comes by itself, after the command.
      await new Promise((resolve) => setTimeout(resolve, 2_500));
    });
    // The next one counts as another occasion.
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    return { warnings, said };
  }

  it('are told of when the shim is switched off and their files still name it, and taken back after a yes', async () => {
    assert.deepEqual(await switchOff(undefined), { warnings: [], said: [] }, 'nobody is left');
    await command('Write');
    const written = fs.readFileSync(settings(), 'utf8');
    assert.notEqual(written, text);

    const dismissed = await switchOff(undefined);
    assert.equal(dismissed.warnings.length, 1);
    assert.match(dismissed.warnings[0] ?? '', /a file of Claude Code still names it: without the shim that agent reaches nothing\. \[Take Their Settings Back\]/);
    assert.equal(fs.readFileSync(settings(), 'utf8'), written);

    const refused = await switchOff('Take Their Settings Back');
    assert.deepEqual(refused.said, ['Take back what was written for Claude Code?', 'Nothing was written.']);
    assert.equal(fs.readFileSync(settings(), 'utf8'), written);

    const { said } = await switchOff('Take Their Settings Back', 'Take Back');
    assert.match(said.at(-1) ?? '', /Taken back/);
    assert.equal(fs.readFileSync(settings(), 'utf8'), text);

    // What somebody else has written is told of, and is theirs.
    fs.writeFileSync(settings(), written);
    const theirs = await switchOff('Take Their Settings Back');
    assert.match(theirs.warnings[0] ?? '', /was not written by Gatehouse: take the proxy out of it yourself\. \[\]$/);
    assert.deepEqual(theirs.said, []);
    assert.equal(fs.readFileSync(settings(), 'utf8'), written);
    fs.writeFileSync(settings(), text);
  });
});
