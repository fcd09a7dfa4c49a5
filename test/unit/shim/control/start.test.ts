import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { attachToShim, type Attached } from '../../../../src/shim/control/attach.ts';
import { startOrAttach, type StartOptions, type Started } from '../../../../src/shim/control/start.ts';
import { PortTakenError, ShimError } from '../../../../src/shim/control/shim-problem.ts';
import { cleanUp, echoConnection, echoed, kill, newFolder, optionsIn, routing, runs, until } from './shim-place.ts';

const windowProgram = fileURLToPath(new URL('window.ts', import.meta.url));
const hasCode = (code: string) => (error: unknown) => error instanceof ShimError && error.code === code;

describe('the process of the shim', function () {
  this.timeout(120_000);
  let folder: string;
  const pids = new Set<number>();
  const attached = new Set<Attached>();
  const windows = new Set<ChildProcess>();
  beforeEach(() => {
    folder = newFolder();
  });
  afterEach(async () => {
    for (const one of attached) one.close();
    for (const one of windows) one.kill('SIGKILL');
    await cleanUp(folder, pids);
    for (const set of [attached, windows, pids]) set.clear();
  });

  async function start(more: Partial<StartOptions> = {}): Promise<Started> {
    const started = await startOrAttach(optionsIn(folder, more));
    attached.add(started.attached);
    pids.add(started.attached.greeting.pid);
    return started;
  }

  async function attach(): Promise<Attached> {
    const one = await attachToShim(folder, { holder: 'terminal', label: 'gatehouse shim' });
    assert.ok(one, 'no shim is running');
    attached.add(one);
    return one;
  }

  function openWindow(...more: string[]): { child: ChildProcess; said: Promise<{ pid: number; port: number; started: boolean }> } {
    const child = spawn(process.execPath, ['--no-warnings', windowProgram, folder, ...more], { stdio: ['ignore', 'pipe', 'inherit'] });
    windows.add(child);
    const said = once(createInterface(child.stdout), 'line').then(([line]) => JSON.parse(line as string) as { pid: number; port: number; started: boolean });
    return { child, said };
  }

  it('is one for windows that start at the same moment', async () => {
    const said = await Promise.all(Array.from({ length: 5 }, () => openWindow().said));
    for (const { pid } of said) pids.add(pid);
    assert.equal(new Set(said.map(({ pid }) => pid)).size, 1, JSON.stringify(said));
    assert.equal(said.filter(({ started }) => started).length, 1, JSON.stringify(said));
  });

  it('answers, serves and keeps its files to its owner', async () => {
    const { attached: one, started } = await start();
    assert.equal(started, true);
    const token = await one.mint('terminal');
    assert.equal(await one.mint('terminal'), token);
    const { socket, answer } = await echoConnection(one.port, 'terminal', token);
    assert.equal(answer, 'yes\n');
    assert.equal(await echoed(socket, 'hello'), 'hello');
    assert.equal((await echoConnection(one.port, 'terminal', 'x')).answer, 'no\n');
    assert.equal((await echoConnection(one.port, 'nobody', token)).answer, 'no\n');
    const state = await one.state();
    assert.equal(state.pid, one.greeting.pid);
    assert.equal(state.release, '1.2.0');
    assert.deepEqual(state.refused, { WRONG_TOKEN: 2 });
    assert.deepEqual(state.leases, [{ holder: 'window', label: 'test' }]);
    assert.equal(await one.revoke('terminal'), true);
    assert.equal(await one.revoke('terminal'), false);
    assert.equal((await echoConnection(one.port, 'terminal', token)).answer, 'no\n');
    await assert.rejects(one.mint('No Name'), hasCode('CLIENT_NAME'));
    socket.destroy();
    if (process.platform !== 'win32') {
      assert.equal(fs.statSync(folder).mode & 0o777, 0o700);
      const modes = fs.readdirSync(folder).map((name) => [name, fs.statSync(path.join(folder, name)).mode & 0o777] as const);
      assert.deepEqual(modes.filter(([, mode]) => mode !== 0o600), []);
      assert.deepEqual(modes.map(([name]) => name).sort(), ['port.json', 'shim.json', 'shim.log', 'shim.sock', 'tokens.json']);
    }
    const written = ['port.json', 'shim.json', 'shim.log'].map((name) => fs.readFileSync(path.join(folder, name), 'utf8')).join('\n');
    assert.doesNotMatch(written, new RegExp(token));
  });

  it('tells a follower what is there and what changes, and closes a connection by its number', async () => {
    const { attached: one } = await start();
    const { socket } = await echoConnection(one.port, 'gatehouse', await one.mint('gatehouse'));
    let last: { id: number; bytesUp: number; ended: boolean } | undefined;
    await one.follow((entries) => {
      const entry = entries.at(-1);
      if (entry) last = { id: entry.id, bytesUp: entry.bytesUp, ended: entry.end !== undefined };
    });
    await until('the entry is told', () => last !== undefined);
    assert.equal(await echoed(socket, 'hello'), 'hello');
    await until('its bytes are told', () => last?.bytesUp === 5);
    assert.equal(await one.closeEntry(last?.id ?? 0), true);
    await until('its end is told', () => last?.ended === true);
    assert.equal(await one.closeEntry(999), false);
    await one.unfollow();
  });

  it('outlives the window that started it, and takes a window that reloads back within the grace', async () => {
    const { child, said } = openWindow('leave');
    const { pid } = await said;
    pids.add(pid);
    if (child.exitCode === null) await once(child, 'exit');
    assert.equal(runs(pid), true);
    const back = await start();
    assert.equal(back.attached.greeting.pid, pid);
    assert.equal(back.started, false);
  });

  it('ends when the last lease is gone and the grace is over, and not before', async () => {
    const clocks = { graceMs: 300 };
    const { attached: one } = await start({ clocks });
    const { pid } = one.greeting;
    const other = await attach();
    one.close();
    // The other lease holds it, however long.
    await other.state();
    other.close();
    await until('it has ended', () => !runs(pid));
    assert.equal(await attachToShim(folder, { holder: 'window', label: '' }), undefined);
    assert.equal(fs.existsSync(path.join(folder, 'shim.json')), false);
    assert.equal(fs.existsSync(path.join(folder, 'shim.sock')), false);
  });

  it('lets a connection that is under way end before it ends itself', async () => {
    const { attached: one } = await start({ clocks: { graceMs: 50 } });
    const { pid } = one.greeting;
    const { socket } = await echoConnection(one.port, 'gatehouse', await one.mint('gatehouse'));
    one.close();
    await until('its file is gone', () => !fs.existsSync(path.join(folder, 'shim.json')));
    assert.equal(await echoed(socket, 'still here'), 'still here');
    assert.equal(runs(pid), true);
    socket.destroy();
    await until('it has ended', () => !runs(pid));
  });

  it('keeps its port over runs', async () => {
    const first = await start();
    const { port, pid } = first.attached.greeting;
    await first.attached.stop();
    await until('it has ended', () => !runs(pid));
    assert.equal((await start()).attached.port, port);
  });

  it('says so when somebody else has its port, and takes a new one when it is told to', async () => {
    const first = await start();
    const { port, pid } = first.attached.greeting;
    const token = await first.attached.mint('terminal');
    await first.attached.stop();
    await until('it has ended', () => !runs(pid));
    const other = net.createServer();
    other.listen(port, '127.0.0.1');
    await once(other, 'listening');
    try {
      await assert.rejects(start(), (error) => {
        assert.ok(error instanceof PortTakenError);
        assert.equal(error.port, port);
        if (process.platform === 'linux') assert.match(error.holder ?? '', new RegExp(`\\(${process.pid}\\)$`));
        assert.match(error.message, /new port/);
        return true;
      });
      const next = await start({ newPort: true });
      assert.notEqual(next.attached.port, port);
      assert.notEqual(await next.attached.mint('terminal'), token, 'the other one may have heard it');
      assert.equal((JSON.parse(fs.readFileSync(path.join(folder, 'port.json'), 'utf8')) as { port: number }).port, next.attached.port);
    } finally {
      other.close();
    }
  });

  it('hands over to a newer release on the same port, while what runs goes on', async () => {
    const older = await start({ release: '1.1.0' });
    const { port, pid } = older.attached.greeting;
    const token = await older.attached.mint('terminal');
    const { socket } = await echoConnection(port, 'terminal', token);
    const why = new Promise((resolve) => older.attached.onLost(resolve));
    const newer = await start({ release: '1.2.0' });
    assert.notEqual(newer.attached.greeting.pid, pid);
    assert.equal(newer.attached.port, port);
    assert.equal(await why, 'retired');
    assert.equal(await echoed(socket, 'still here'), 'still here');
    const through = await echoConnection(port, 'terminal', token);
    assert.equal(through.answer, 'yes\n');
    through.socket.destroy();
    socket.destroy();
    await until('the older one has ended', () => !runs(pid));
    assert.equal(runs(newer.attached.greeting.pid), true);
    assert.equal((await newer.attached.state()).release, '1.2.0');
  });

  it('is one again after windows of a newer release come at the same moment', async () => {
    const older = await start({ release: '1.1.0' });
    const said = await Promise.all(Array.from({ length: 3 }, () => openWindow().said));
    for (const { pid } of said) pids.add(pid);
    assert.equal(new Set(said.map(({ pid }) => pid)).size, 1, JSON.stringify(said));
    await until('the older one has ended', () => !runs(older.attached.greeting.pid));
  });

  it('is used as it is by a window of an older release', async () => {
    const newer = await start({ release: '1.2.0' });
    const older = await start({ release: '1.1.0' });
    assert.equal(older.attached.greeting.pid, newer.attached.greeting.pid);
  });

  it('drains on SIGTERM, and says that it was stopped', async () => {
    const { attached: one } = await start();
    const why = new Promise((resolve) => one.onLost(resolve));
    kill(one.greeting.pid, 'SIGTERM');
    assert.equal(await why, 'stopped');
    await until('it has ended', () => !runs(one.greeting.pid));
  });

  it('is lost without a word when it is killed, and started anew over what it left', async () => {
    const { attached: one } = await start();
    const { pid, port } = one.greeting;
    const why = new Promise((resolve) => one.onLost(resolve));
    kill(pid);
    assert.equal(await why, 'crashed');
    await assert.rejects(one.state(), hasCode('LOST'));
    const next = await start();
    assert.equal(next.started, true);
    assert.equal(next.attached.port, port);
  });

  it('sets a damaged file of tokens aside and says so', async () => {
    fs.mkdirSync(folder, { mode: 0o700 });
    fs.writeFileSync(path.join(folder, 'tokens.json'), '{"schemaVersion":1,"tokens":{"terminal":"short"}}');
    const { attached: one, setAside } = await start();
    assert.equal(setAside, path.join(folder, 'tokens.json.damaged'));
    assert.equal((await echoConnection(one.port, 'terminal', 'short')).answer, 'no\n');
    assert.match(fs.readFileSync(path.join(folder, 'shim.log'), 'utf8'), /tokens were no good/);
  });

  it('says what ended it before it was ready, without what could be a password', async () => {
    const program = fileURLToPath(new URL('broken-program.ts', import.meta.url));
    await assert.rejects(start({ program }), (error) => {
      assert.ok(hasCode('NOT_STARTED')(error));
      assert.match((error as Error).message, /broken on purpose/);
      assert.doesNotMatch((error as Error).message, /user:secret/);
      return true;
    });
  });

  it('can be given up before and while it starts', async () => {
    await assert.rejects(start({ signal: AbortSignal.abort(new Error('given up')) }), /given up/);
    const giveUp = new AbortController();
    const program = fileURLToPath(new URL('silent-program.ts', import.meta.url));
    const starting = assert.rejects(start({ program, signal: giveUp.signal }), /given up/);
    await until('it has begun', () => fs.existsSync(path.join(folder, 'begun')));
    giveUp.abort(new Error('given up'));
    await starting;
    fs.rmSync(path.join(folder, 'begun'));
  });

  it('gives the process a configuration with its routing and no variable of a proxy', async function () {
    if (process.platform !== 'linux') this.skip();
    const { attached: one } = await start({
      environment: { ...process.env, HTTPS_PROXY: 'http://user:secret@proxy.example', NODE_OPTIONS: '--trace-warnings' },
      routing: { ...routing, environment: { HTTPS_PROXY: 'http://user:secret@proxy.example' } },
    });
    const { pid } = one.greeting;
    const told = fs.readFileSync(`/proc/${pid}/environ`, 'utf8') + fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    assert.match(told, /ELECTRON_RUN_AS_NODE=1/);
    assert.doesNotMatch(told, /secret|NODE_OPTIONS/);
  });
});
