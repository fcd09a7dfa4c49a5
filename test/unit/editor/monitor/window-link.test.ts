import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { linkAddress } from '../../../../src/editor/monitor/link-address.ts';

const program = fileURLToPath(new URL('window.ts', import.meta.url));

interface Window {
  child: ChildProcess;
  lines: string[];
  role(): string;
  send(message: unknown): void;
  kill(): Promise<void>;
}

describe('the link between windows', function () {
  this.timeout(30_000);
  let folder: string;
  let address: string;
  let windows: Window[] = [];
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-link-'));
    address = path.join(folder, 'monitor.sock');
  });
  afterEach(async () => {
    for (const window of windows) await window.kill();
    windows = [];
    fs.rmSync(folder, { recursive: true, force: true });
  });

  function open(version = 1): Window {
    const child = spawn(process.execPath, ['--no-warnings', program, address, String(version)], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines: string[] = [];
    let held = '';
    child.stdout.on('data', (text: Buffer) => {
      held += text.toString();
      const whole = held.split('\n');
      held = whole.pop() ?? '';
      lines.push(...whole);
    });
    const window: Window = {
      child,
      lines,
      role: () => lines.findLast((line) => line.startsWith('role '))?.slice(5) ?? 'none',
      send: (message) => void child.stdin.write(`${typeof message === 'string' ? message : JSON.stringify(message)}\n`),
      kill: async () => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        child.kill('SIGKILL');
        await once(child, 'exit');
      },
    };
    windows.push(window);
    return window;
  }

  async function until(what: string, holds: () => boolean): Promise<void> {
    for (const end = Date.now() + 15_000; Date.now() < end; await sleep(25)) if (holds()) return;
    assert.fail(`${what}; the windows are ${windows.map((one) => one.role()).join(', ')}`);
  }

  const owners = (): Window[] => windows.filter((one) => one.child.exitCode === null && one.child.signalCode === null && one.role() === 'owner');
  const settled = (count: number) => (): boolean =>
    owners().length === 1 && windows.filter((one) => one.role() === 'follower').length === count - 1;

  it('has one owner among windows that open at the same time', async () => {
    for (let index = 0; index < 5; index++) open();
    await until('one owner and four followers', settled(5));
  });

  it('gives the work to another window when the owner is killed, again and again', async () => {
    for (let index = 0; index < 4; index++) open();
    await until('one owner', settled(4));
    for (let left = 3; left > 0; left--) {
      const [owner] = owners();
      assert.ok(owner);
      await owner.kill();
      windows = windows.filter((one) => one !== owner);
      await until(`one owner among ${left}`, settled(left));
    }
  });

  it('gives the work to another window when the owner leaves', async () => {
    const first = open();
    await until('an owner', () => first.role() === 'owner');
    const second = open();
    await until('a follower', () => second.role() === 'follower');
    first.send('leave');
    await until('the next owner', () => second.role() === 'owner');
  });

  it('carries words both ways, and says who has left', async () => {
    const owner = open();
    await until('an owner', () => owner.role() === 'owner');
    const follower = open();
    await until('a follower', () => follower.role() === 'follower');
    follower.send({ focused: true });
    await until('the owner heard', () => owner.lines.includes('from follower: {"focused":true}'));
    await until('all heard the owner', () => follower.lines.includes('from owner: {"heard":{"focused":true}}'));
    await follower.kill();
    await until('the owner knows', () => owner.lines.includes('follower gone'));
  });

  it('takes the place of a window that died and left its socket behind', async () => {
    const dead = open();
    await until('an owner', () => dead.role() === 'owner');
    await dead.kill();
    assert.ok(fs.existsSync(address), 'the socket of a killed window stays');
    windows = [];
    for (let index = 0; index < 4; index++) open();
    await until('one owner', settled(4));
  });

  it('lets nobody else of this machine in', async () => {
    const owner = open();
    await until('an owner', () => owner.role() === 'owner');
    assert.equal(fs.statSync(address).mode & 0o077, 0);
  });

  it('works for itself where another version or somebody else listens', async () => {
    const owner = open(1);
    await until('an owner', () => owner.role() === 'owner');
    const newer = open(2);
    await until('alone', () => newer.role().startsWith('alone (another version'));
    await owner.kill();

    fs.rmSync(address, { force: true });
    const stranger = net.createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(address);
    await once(stranger, 'listening');
    const window = open();
    await until('not linked with a stranger', () => window.lines.length > 0 || windows.length > 0);
    await sleep(300);
    assert.ok(!['owner', 'follower'].includes(window.role()), window.role());
    stranger.close();
  });

  it('meets at a short address, and on Windows at a pipe', () => {
    assert.equal(linkAddress('/home/a/store', '/tmp', 'linux', 1), '/home/a/store/monitor.sock');
    const long = linkAddress(`/home/${'a'.repeat(120)}`, '/tmp', 'darwin', 501);
    assert.match(long, /^\/tmp\/gatehouse-501\/[0-9a-f]{20}\.sock$/);
    assert.match(linkAddress('C:\\a', 'C:\\t', 'win32', 0), /^\\\\\.\\pipe\\gatehouse-[0-9a-f]{20}$/);
  });
});
