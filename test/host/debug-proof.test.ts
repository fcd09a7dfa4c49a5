/** Real debug sessions of the editor's own debugger, read back and gone again. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../src/editor/ids.ts';
import type { EnvironmentSnapshot } from '../../src/path/proxy-settings.ts';
import { labStage, until, write, type Stage } from './stage.ts';

const setting = `terminal.integrated.env.${process.platform === 'win32' ? 'windows' : process.platform === 'darwin' ? 'osx' : 'linux'}`;

describe('debug sessions that are proved', function () {
  this.timeout(120_000);
  let stage: Stage;
  before(async () => {
    stage = await labStage();
  });
  after(async () => {
    await write(setting, undefined);
    delete process.env['WSS_PROXY'];
    await stage.close();
  });

  const debugged = (all: readonly EnvironmentSnapshot[] | undefined): Record<string, EnvironmentSnapshot> =>
    Object.fromEntries((all ?? []).filter(({ context }) => context.startsWith('debug-')).map((one) => [one.context, one]));

  it('tell what their programs have, and leave neither session nor terminal behind', async () => {
    // One variable that only terminals get, and one that only the extension host has.
    await write(setting, { WS_PROXY: 'http://from-setting.example:1' });
    process.env['WSS_PROXY'] = 'http://from-host.example:2';
    const terminals = new Set(vscode.window.terminals);
    const open = new Map<string, string>();
    // One that ends at once may be told of in either order.
    const ended = new Set<string>();
    const watch = [
      vscode.debug.onDidStartDebugSession(({ id, name, type }) => void (ended.has(id) || open.set(id, `${type} ${name}`))),
      vscode.debug.onDidTerminateDebugSession(({ id }) => void (ended.add(id), open.delete(id))),
    ];
    const { 'debug-terminal': terminal, 'debug-console': console } = debugged(await vscode.commands.executeCommand<EnvironmentSnapshot[] | undefined>(commands.proveEnvironment));
    if (vscode.workspace.isTrusted) {
      assert.deepEqual([terminal?.obtained, console?.obtained], ['proved', 'proved'], JSON.stringify([terminal, console]));
      assert.equal(terminal?.variables['WS_PROXY'], 'http://from-setting.example:1');
      assert.equal(console?.variables['WS_PROXY'], undefined);
      assert.equal(console?.variables['WSS_PROXY'], 'http://from-host.example:2');
    } else {
      // Nothing is asked, and nothing starts.
      assert.deepEqual([terminal?.obtained, console?.obtained], ['unavailable', 'unavailable']);
      assert.match(console?.reason ?? '', /restricted window/);
    }
    await until('no session is left', () => open.size === 0 && vscode.debug.activeDebugSession === undefined).catch((error: Error) => {
      throw new Error(`${error.message}; left: ${[...open.values()].join(', ') || 'none that was told of'}; active: ${vscode.debug.activeDebugSession?.name ?? 'none'}`);
    });
    await until('no terminal is left', () => vscode.window.terminals.every((one) => terminals.has(one)));
    for (const one of watch) one.dispose();
  });
});
