/** The shim in a real extension host: real terminals, tasks and debug sessions tell what they were started with. */
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { commands, settings } from '../../src/editor/ids.ts';
import type { EnvironmentSnapshot } from '../../src/path/proxy-settings.ts';
import { attachToShim } from '../../src/shim/control/attach.ts';
import { labStage, until, write, type Stage } from './stage.ts';

describe('the shim', function () {
  this.timeout(240_000);
  const former = process.env['GATEHOUSE_STATE'];
  let stage: Stage;
  let folder = '';

  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-host-shim-'));
    process.env['GATEHOUSE_STATE'] = folder;
    stage = await labStage();
  });
  after(async () => {
    await write(settings.shimEnabled, undefined);
    const left = await attachToShim(folder, { holder: 'terminal', label: 'end' }).catch(() => undefined);
    await left?.stop();
    if (former === undefined) delete process.env['GATEHOUSE_STATE'];
    else process.env['GATEHOUSE_STATE'] = former;
    await stage.close();
    await new Promise((resolve) => setTimeout(resolve, 500));
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const running = (): boolean => fs.existsSync(path.join(folder, 'shim.json'));
  /** Who each context's proxy variable names, without its token. */
  const proxies = async (): Promise<Record<string, string | undefined>> => {
    const all = (await vscode.commands.executeCommand<EnvironmentSnapshot[] | undefined>(commands.proveEnvironment)) ?? [];
    return Object.fromEntries(all.map(({ context, obtained, variables, reason }) => [context, obtained === 'proved' ? `${variables['https_proxy'] ?? 'none'}`.replace(/:[^:@/]+@/, ':TOKEN@') : `${obtained}: ${reason}`]));
  };

  it('leads terminals, tasks and debug sessions through itself, children of the extension host not, and nothing once it is off', async () => {
    const own = process.env['https_proxy'] ?? 'none';
    await vscode.commands.executeCommand(commands.switchShimOn);
    if (!vscode.workspace.isTrusted) {
      // Nothing is started in Restricted Mode, whatever the setting says.
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      assert.equal(running(), false);
      return;
    }
    await until('it runs', running);
    const { port } = JSON.parse(fs.readFileSync(path.join(folder, 'shim.json'), 'utf8')) as { port: number };
    const [terminal, debug] = ['terminal', 'debug'].map((client) => `http://${client}:TOKEN@127.0.0.1:${port}`);
    // Given to programs a moment after it listens.
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    assert.deepEqual(await proxies(), {
      'integrated-terminal': terminal, task: terminal, 'child-process': own, 'debug-terminal': terminal, 'debug-console': debug,
    });
    await vscode.commands.executeCommand(commands.switchShimOff);
    await until('the setting is off', () => vscode.workspace.getConfiguration().get(settings.shimEnabled) === false);
    const after = await proxies();
    assert.deepEqual(after, { 'integrated-terminal': own, task: own, 'child-process': own, 'debug-terminal': own, 'debug-console': own });
  });
});
