/** The shim in a real workbench: terminals, tasks and debug sessions go through it, and nothing is left of it afterwards. */
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { attachToShim } from '../../src/shim/control/attach.ts';
import { projectFolder } from '../workbench/project.js';
import type { Workbench } from '../workbench/workbench.ts';
import { hiddenHost } from './behind-proxy.ts';
import { openTerminal, run, shellEnvironment } from './shell.ts';
import { alive, openShimWindow, until, untilMenuSays, type ShimWindow } from './shim-window.ts';

const hello = 'hello from behind the proxy';

describe('the shim, in a real workbench', function () {
  this.timeout(400_000);
  let at: ShimWindow;
  let workbench: Workbench;
  let without: Record<string, string> = {};
  const get = (url: string): string => `curl -s -m 20 ${url}`;

  before(async () => {
    at = await openShimWindow();
    ({ workbench } = at.window);
  });
  after(async () => at?.close());

  it('changes nothing before it is switched on', async () => {
    await openTerminal(workbench);
    without = await shellEnvironment(workbench);
    assert.equal(without['https_proxy'], process.env['https_proxy']);
    assert.doesNotMatch(await run(workbench, get(`http://${hiddenHost}/hello`)), new RegExp(hello));
    assert.ok(!fs.existsSync(path.join(at.state, 'shim.json')));
    await workbench.runCommand('Terminal: Kill All Terminals');
  });

  it('leads a new terminal to a host that only the proxy can reach, and past it to this machine', async () => {
    await workbench.runCommand('Gatehouse: Switch Shim On');
    await untilMenuSays(workbench, /on, port \d+/);
    await openTerminal(workbench);
    const { port } = at.running();
    const environment = await shellEnvironment(workbench);
    assert.match(environment['https_proxy'] ?? '', new RegExp(`^http://terminal:[^@]+@127\\.0\\.0\\.1:${port}$`));
    at.rig.take();
    assert.match(await run(workbench, get(`http://${hiddenHost}/hello`)), new RegExp(hello));
    assert.match(await run(workbench, get(`-p http://${hiddenHost}/hello`)), new RegExp(hello));
    assert.deepEqual(at.rig.take(), [`GET http://${hiddenHost}/hello`, `CONNECT ${hiddenHost}:80`]);
    assert.match(await run(workbench, get(`http://localhost:${at.rig.originPort}/hello`)), new RegExp(hello));
    const served = await attachToShim(at.state, { holder: 'terminal', label: 'look' });
    assert.equal((await served?.state())?.served, 2, 'what goes to this machine does not pass the shim');
    served?.close();
    const exec = `${process.execPath} ${path.join(projectFolder, 'dist', 'cli.js')} exec -- ${get(`http://${hiddenHost}/hello`)}`;
    assert.match(await run(workbench, exec), new RegExp(hello));
  });

  it('is back after it was killed, and the same terminal goes on', async () => {
    const { pid, port } = at.running();
    process.kill(pid, 'SIGKILL');
    await until('another one runs', () => fs.existsSync(path.join(at.state, 'shim.json')) && at.running().pid !== pid);
    assert.equal(at.running().port, port);
    await untilMenuSays(workbench, /on, port \d+/);
    assert.match(await run(workbench, get(`http://${hiddenHost}/hello`)), new RegExp(hello));
  });

  it('serves a terminal that has it after it was switched off, and new ones are as before', async () => {
    await workbench.runCommand('Gatehouse: Switch Shim Off');
    await untilMenuSays(workbench, /off for new terminals; one that is open still uses it/);
    assert.match(await run(workbench, get(`http://${hiddenHost}/hello`)), new RegExp(hello));
    await openTerminal(workbench);
    assert.deepEqual(await shellEnvironment(workbench), without);
    const { pid } = at.running();
    await workbench.runCommand('Terminal: Kill All Terminals');
    await untilMenuSays(workbench, /Switch the shim on ?off/);
    await until('it has ended', () => !alive(pid));
  });

  it('stays away after a second crash, says so once, and leaves new terminals as they were', async () => {
    await workbench.runCommand('Gatehouse: Switch Shim On');
    await untilMenuSays(workbench, /on, port \d+/);
    for (let crash = 0; crash < 2; crash++) {
      const { pid } = at.running();
      process.kill(pid, 'SIGKILL');
      if (crash === 0) await until('another one runs', () => at.running().pid !== pid);
      if (crash === 0) await untilMenuSays(workbench, /on, port \d+/);
    }
    await until('it is told', async () => (await workbench.notifications()).some((text) => /The shim is not running/.test(text)));
    await openTerminal(workbench);
    assert.deepEqual(await shellEnvironment(workbench), without);
    await workbench.screenshot('shim-failed');
    await at.window.page.getByRole('button', { name: 'Start Again' }).click();
    await untilMenuSays(workbench, /on, port \d+/);
  });
});
