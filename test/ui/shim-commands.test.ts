/** What the user can do about a shim that is there: each command and button is clicked in a real workbench, and does it. */
import * as assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as net from 'node:net';
import type { Workbench } from '../workbench/workbench.ts';
import { hiddenHost } from './behind-proxy.ts';
import { newFile, openTerminal, run, type } from './shell.ts';
import { alive, openShimWindow, until, untilMenuSays, type ShimWindow } from './shim-window.ts';

const hello = 'hello from behind the proxy';

describe('the commands of the shim, clicked', function () {
  this.timeout(300_000);
  let at: ShimWindow;
  let workbench: Workbench;
  let copied = '';
  const get = `curl -s -m 20 http://${hiddenHost}/hello`;
  const button = (name: string) => at.window.page.locator('.notifications-toasts').getByRole('button', { name, exact: true });
  const inDialog = (label: string) => at.window.page.locator('.monaco-dialog-box').locator('a.monaco-button, button', { hasText: label }).first();
  /** A program that was given the address by hand. */
  const through = (address: string): Promise<string> =>
    new Promise((resolve) => execFile('curl', ['-s', '-m', '20', '-w', '%{http_code}', '-x', address, `http://${hiddenHost}/hello`], { env: { PATH: process.env['PATH'] } }, (error, stdout) => resolve(error ? `failed: ${error.code}` : stdout)));

  before(async () => {
    at = await openShimWindow();
    ({ workbench } = at.window);
    await at.window.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await workbench.runCommand('Gatehouse: Show Connections Through the Shim');
    const frame = await workbench.inspector();
    await frame.locator('#switch-shim-on').click();
    await frame.locator('.connections[data-state=on]').waitFor();
    await openTerminal(workbench);
    assert.match(await run(workbench, get), new RegExp(hello));
  });
  after(async () => at?.close());

  it('Diagnose this host, in the list of connections, diagnoses that one', async () => {
    await workbench.runCommand('View: Hide Panel');
    const frame = await workbench.inspector();
    const row = frame.locator('tr[data-connection]', { hasText: hiddenHost });
    await row.locator('.open-connection').click();
    at.rig.take();
    await frame.locator('.diagnose-host').click();
    let asked: string[] = [];
    await until('the diagnosis asks the host', () => (asked = [...asked, ...at.rig.take()]).some((one) => one.includes(`http://${hiddenHost}/`)));
    // The inspector is the chosen gateway's, so the report is a text beside it.
    await at.window.page.locator('.tab.active', { hasText: /\.md$/ }).waitFor({ timeout: 60_000 });
    await at.window.page.locator('.monaco-editor .view-lines', { hasText: hiddenHost }).first().waitFor();
    assert.ok(await frame.locator('.connection-detail').isVisible(), 'the list is still in sight');
    await workbench.screenshot('shim-diagnose-host');
    await workbench.runCommand('View: Close Editor');
  });

  it('Copy Proxy Address copies nothing without a yes, and then an address that works', async () => {
    const read = (): Promise<string> => at.window.page.evaluate(() => navigator.clipboard.readText());
    await at.window.page.evaluate(() => navigator.clipboard.writeText('before'));
    const command = 'Gatehouse: Copy Proxy Address of the Shim (Holds a Token)';
    await workbench.runCommand(command);
    await inDialog('Cancel').click();
    await at.window.page.locator('.monaco-dialog-box').waitFor({ state: 'detached' });
    assert.equal(await read(), 'before');
    await workbench.runCommand(command);
    await inDialog('Copy').click();
    await until('it is copied', async () => (copied = await read()) !== 'before');
    assert.match(copied, new RegExp(`^http://terminal:[\\w-]{43}@127\\.0\\.0\\.1:${at.running().port}$`));
    assert.equal(await through(copied), `${hello}\n200`);
  });

  it('Restart Shim puts another process on the same port, and neither a stream nor a terminal notices', async () => {
    const { page } = at.window;
    const { pid, port } = at.running();
    const file = newFile();
    await workbench.runCommand('View: Toggle Terminal');
    await type(page, `curl -sN http://${hiddenHost}/stream > ${file} &`);
    const lines = (): number[] => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n').slice(0, -1).map(Number) : []);
    await until('the stream has begun', () => lines().length > 3);
    await workbench.runCommand('Gatehouse: Restart Shim');
    await until('another one runs', () => fs.existsSync(`${at.state}/shim.json`) && at.running().pid !== pid);
    await untilMenuSays(workbench, new RegExp(`on, port ${port}`));
    assert.equal(at.running().port, port);
    assert.match(await run(workbench, get), new RegExp(hello), 'the terminal that was open');
    assert.equal(await through(copied), `${hello}\n200`, 'the address that was copied');
    const seen = lines().length;
    await until('the stream goes on', () => lines().length > seen + 5);
    assert.deepEqual(lines(), lines().map((_, index) => index + 1));
    assert.ok(alive(pid), 'the old one serves it');
    await run(workbench, 'kill %1');
    await until('the old one has ended', () => !alive(pid));
  });

  it('Choose a New Port for the Shim does, and what was given before leads nowhere', async () => {
    const { port } = at.running();
    await workbench.runCommand('Gatehouse: Choose a New Port for the Shim');
    await until('it listens elsewhere', () => fs.existsSync(`${at.state}/shim.json`) && at.running().port !== port);
    await untilMenuSays(workbench, new RegExp(`on, port ${at.running().port}`));
    assert.match(await through(copied), /^failed/);
    assert.match(await through(copied.replace(/\d+$/, String(at.running().port))), /407$/, 'nor does its token');
    await openTerminal(workbench);
    assert.match(await run(workbench, get), new RegExp(hello));
  });

  it('Relaunch Those Terminals leaves none with a shim that was switched off', async () => {
    const { pid } = at.running();
    /** The shell in front, and then the other one's. */
    const shells = async (): Promise<string[]> => {
      const pids: string[] = [];
      for (let terminal = 0; terminal < 2; terminal++) {
        // In front of it stands what the editor's own shell integration says.
        const said = await run(workbench, 'echo "=$$ ${GATEHOUSE_SHIM_PORT:-none} ${https_proxy:-none}"');
        pids.push(said.trim().split('\x07=').at(-1)?.replace(/^=/, '') ?? '');
        await workbench.runCommand('Terminal: Focus Next Terminal Group');
      }
      return pids;
    };
    const before = await shells();
    assert.equal(new Set(before).size, 2, `two terminals: ${before.join(' | ')}`);
    for (const one of before) assert.match(one, /^\d+ \d+ http:\/\/terminal:/);
    await workbench.runCommand('Gatehouse: Switch Shim Off');
    await untilMenuSays(workbench, /off for new terminals; 2 that are open still use it/);
    await button('Relaunch Those Terminals').click();
    await untilMenuSays(workbench, /Switch the shim on ?off/);
    await until('it has ended', () => !alive(pid));
    const after = await shells();
    assert.equal(new Set(after).size, 2, `both are there again: ${after.join(' | ')}`);
    for (const one of after) assert.match(one, new RegExp(`^\\d+ none ${process.env['https_proxy'] ?? 'none'}$`));
    for (const one of before) assert.ok(!alive(Number.parseInt(one, 10)), 'the old shell has ended');
  });

  it('Choose a New Port, in the notice that the port is taken, is the way out', async () => {
    const { port } = JSON.parse(fs.readFileSync(`${at.state}/port.json`, 'utf8')) as { port: number };
    const other = net.createServer().listen(port, '127.0.0.1');
    try {
      await workbench.runCommand('Gatehouse: Switch Shim On');
      await button('Choose a New Port').click();
      await untilMenuSays(workbench, /on, port \d+/);
      assert.notEqual(at.running().port, port);
    } finally {
      other.close();
    }
  });
});
