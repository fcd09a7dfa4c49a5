/** One shim for two windows, and a stream that outlives reloads of the window it was started in. */
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { attachToShim } from '../../src/shim/control/attach.ts';
import { Workbench } from '../workbench/workbench.ts';
import { hiddenHost, lineEveryMs } from './behind-proxy.ts';
import { newFile, openTerminal, type } from './shell.ts';
import { openShimWindow, until, untilMenuSays, type ShimWindow } from './shim-window.ts';

describe('the shim of two windows', function () {
  this.timeout(400_000);
  let at: ShimWindow;
  before(async () => {
    at = await openShimWindow();
  });
  after(async () => at?.close());

  const windows = async (): Promise<number> => {
    const attached = await attachToShim(at.state, { holder: 'terminal', label: 'look' });
    const leases = (await attached?.state())?.leases ?? [];
    attached?.close();
    return leases.filter(({ holder }) => holder === 'window').length;
  };

  it('is one, and a stream goes on without a gap while either window is reloaded and one is closed', async () => {
    const { workbench, page, server } = at.window;
    await workbench.runCommand('Gatehouse: Switch Shim On');
    await untilMenuSays(workbench, /on, port \d+/);
    await openTerminal(workbench);
    const file = newFile();
    await type(page, `curl -sN http://${hiddenHost}/stream > ${file}`);
    const lines = (): number[] => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n').slice(0, -1).map(Number) : []);
    await until('the stream has begun', () => lines().length > 3);
    const { pid } = at.running();

    // Before there is another window of this workspace, which would take what the editor remembers of its terminals.
    await workbench.reload();
    await untilMenuSays(workbench, /on, port \d+/);
    await until('the window holds it again', async () => (await windows()) === 1);

    const opened = await page.context().newPage();
    opened.setDefaultTimeout(90_000);
    await opened.goto(server.url);
    const other = new Workbench(opened);
    await other.ready();
    await untilMenuSays(other, /on, port \d+/);
    await until('two windows hold it', async () => (await windows()) === 2);

    await other.reload();
    await untilMenuSays(other, /on, port \d+/);
    await until('two windows hold it', async () => (await windows()) === 2);
    await opened.goto('about:blank');
    await opened.close();
    await until('one window holds it', async () => (await windows()) === 1, 60_000);

    const seen = lines().length;
    await until('the stream goes on', () => lines().length > seen + 10, 30_000);
    const all = lines();
    assert.deepEqual(all, all.map((_, index) => index + 1), 'no line is missing');
    assert.equal(at.running().pid, pid, 'it is the same process');
    assert.ok(all.length * lineEveryMs > 5_000, 'it ran through all of that');
  });

  it('counts a terminal that was opened before the reload, when it is switched off', async () => {
    const { workbench } = at.window;
    await workbench.runCommand('Gatehouse: Switch Shim Off');
    await untilMenuSays(workbench, /off for new terminals; one that is open still uses it/);
    await workbench.runCommand('Terminal: Kill All Terminals');
    await untilMenuSays(workbench, /Switch the shim on ?off/);
  });
});
