import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { attachToShim } from '../../../../src/shim/control/attach.ts';
import { ControlServer, type ControlActions } from '../../../../src/shim/control/control-server.ts';
import { ShimError } from '../../../../src/shim/control/shim-problem.ts';
import { writeRunning } from '../../../../src/shim/control/running-file.ts';
import { takeSocket } from '../../../../src/shim/control/socket-place.ts';
import { makeStateFolder, thisPlace } from '../../../../src/shim/control/state-folder.ts';
import type { EndpointConfiguration } from '../../../../src/shim/endpoint/chains/chain.ts';
import { emptyLedger } from '../../../../src/shim/endpoint/spend/ledger.ts';
import type { JournalEntry } from '../../../../src/shim/journal/entry.ts';
import { aRequest, aTruncated } from '../endpoint/journal/requests.ts';
import { endpointSamples } from './endpoint-samples.ts';
import { until } from './shim-place.ts';

const running = { release: '1.0.0', pid: process.pid, port: 20_000, run: 'this-run' };
const hasCode = (code: string) => (error: unknown) => error instanceof ShimError && error.code === code;

describe('the shim\'s end of the control socket', function () {
  this.timeout(60_000);
  let folder: string;
  let address: string;
  let server: net.Server;
  let control: ControlServer;
  let leases: number[];
  let followers: Set<(entries: readonly JournalEntry[]) => void>;
  let sockets: net.Socket[];
  let given: EndpointConfiguration[];
  let actions: ControlActions;
  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-control-'));
    address = await makeStateFolder(folder, thisPlace());
    const taken = await takeSocket(address);
    assert.ok(taken);
    server = taken;
    control = new ControlServer({ server, maxBacklogBytes: 200_000 });
    leases = [];
    followers = new Set();
    sockets = [];
    given = [];
    actions = {
      route: () => undefined,
      endpoint: (configuration) => void given.push(configuration),
      mint: async (client) => `token of ${client}`,
      revoke: async () => false,
      state: () => ({ port: 20_000, pid: 1, release: '1.0.0', startedAtMs: 0, open: 0, served: 0, refused: {}, bundleFile: null }),
      follow: (onEntries) => {
        followers.add(onEntries);
        return { dispose: () => void followers.delete(onEntries) };
      },
      followRequests: () => ({ dispose: () => undefined }),
      requests: () => [],
      spent: () => ({ ledger: { rows: [] }, caps: [] }),
      closeEntry: () => false,
      retire: async () => undefined,
      stop: () => undefined,
      leasesChanged: (count) => void leases.push(count),
    };
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await control.end('stopped', 50);
    fs.rmSync(folder, { recursive: true, force: true });
  });

  async function ready(): Promise<void> {
    await writeRunning(folder, running);
    control.ready(running, actions);
  }

  async function connect(): Promise<{ socket: net.Socket; line(): Promise<unknown> }> {
    const socket = net.connect(address);
    socket.on('error', () => undefined);
    sockets.push(socket);
    const lines = createInterface(socket)[Symbol.asyncIterator]();
    await once(socket, 'connect');
    return { socket, line: async () => JSON.parse((await lines.next()).value as string) as unknown };
  }

  it('is for its owner alone', function () {
    if (process.platform === 'win32') this.skip();
    assert.equal(fs.statSync(address).mode & 0o777, 0o600);
  });

  it('greets those who came before it was ready', async () => {
    const early = await connect();
    const attaching = attachToShim(folder, { holder: 'window', label: 'early' });
    await ready();
    assert.deepEqual(await early.line(), { gatehouse: 'shim', version: 1, ...running });
    const attached = await attaching;
    assert.equal(attached?.port, 20_000);
    attached.close();
  });

  it('counts leases by connections, however they end', async () => {
    await ready();
    const [one, other] = [await connect(), await connect()];
    for (const { socket } of [one, other]) socket.write('{"seq":1,"type":"lease","holder":"window","label":"a"}\n');
    await until('two leases', () => leases.at(-1) === 2);
    // The same connection's lease counts once.
    one.socket.write('{"seq":2,"type":"lease","holder":"window","label":"b"}\n');
    await until('it was heard', () => leases.length === 3);
    assert.equal(leases.at(-1), 2);
    one.socket.destroy();
    await until('one lease', () => leases.at(-1) === 1);
    other.socket.end();
    await until('none', () => leases.at(-1) === 0);
    assert.deepEqual(control.leases, []);
  });

  it('gives the endpoint\'s requests, the last that failed, and what was spent with its caps', async () => {
    const kept = [aRequest({ id: 1 }), aTruncated({ id: 2 })];
    actions = {
      ...actions,
      requests: (which) => (which === 'kept' ? kept : kept.slice(1)),
      spent: () => ({ ledger: emptyLedger, caps: [{ alias: '*', usdPerDay: 5 }] }),
    };
    await ready();
    const attached = await attachToShim(folder, { holder: 'window', label: 'a' });
    assert.ok(attached);
    assert.deepEqual(await attached.requests(), kept);
    assert.deepEqual(await attached.lastFailed(), kept[1]);
    assert.deepEqual(await attached.spending(), { ledger: emptyLedger, caps: [{ alias: '*', usdPerDay: 5 }] });
    assert.deepEqual(await attached.spent(), emptyLedger);
    attached.close();
  });

  it('takes what the endpoint serves, and nothing that does not hold together', async () => {
    await ready();
    const attached = await attachToShim(folder, { holder: 'window', label: 'a' });
    assert.ok(attached);
    const { configuration, faults } = endpointSamples();
    await attached.endpoint(configuration);
    for (const fault of faults) await assert.rejects(attached.endpoint(fault), hasCode('REQUEST'));
    assert.deepEqual(given, [configuration]);
    attached.close();
  });

  it('cuts a follower off that does not read, and serves the others', async () => {
    await ready();
    const [deaf, other] = [await connect(), await connect()];
    for (const { socket } of [deaf, other]) socket.write('{"seq":1,"type":"follow"}\n');
    await until('both follow', () => followers.size === 2);
    let heard = 0;
    other.socket.on('data', (bytes) => void (heard += bytes.length));
    deaf.socket.pause();
    const entry = { id: 1, startedAtMs: 0, kind: 'tunnel', caller: 'x'.repeat(10_000) } as unknown as JournalEntry;
    let sent = 0;
    for (; followers.size === 2 && sent < 1_000; sent++) {
      for (const tell of followers) tell([entry]);
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal(followers.size, 1, 'it was not cut off');
    // What the system takes for it and the bound; never without end.
    assert.ok(sent < 900, `${sent} messages were sent to it`);
    await until('the other has heard all', () => heard > sent * 10_000);
  });

  const refused: [string, string][] = [
    ['no JSON', 'hello\n'],
    ['no request', '{"type":"state"}\n'],
    ['no object', '17\n'],
    ['HTTP', 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['a line that is too long', `"${'x'.repeat(2 * 1024 * 1024)}"\n`],
    ['a line without an end', 'x'.repeat(2 * 1024 * 1024 + 1)],
    ['hundreds of requests in one go', '{"seq":1,"type":"state"}\n'.repeat(300)],
  ];
  for (const [title, text] of refused) {
    it(`closes the connection of whoever sends ${title}`, async () => {
      await ready();
      const { socket } = await connect();
      socket.resume();
      socket.write(text);
      await once(socket, 'close');
      // And is there for the next.
      const attached = await attachToShim(folder, { holder: 'window', label: '' });
      assert.equal(await attached?.mint('a'), 'token of a');
      attached?.close();
    });
  }

  it('answers what it does not understand, with the same number', async () => {
    await ready();
    const { socket, line } = await connect();
    await line();
    socket.write('{"seq":7,"type":"something new"}\n');
    assert.deepEqual(await line(), { seq: 7, ok: false, problem: { code: 'REQUEST' } });
    // An error of an action is an answer, too.
    actions.mint = () => Promise.reject(new ShimError('FILE', '/x', 'ENOSPC'));
    socket.write('{"seq":8,"type":"mint","client":"a"}\n');
    assert.deepEqual(await line(), { seq: 8, ok: false, problem: { code: 'FILE', about: '/x', reason: 'ENOSPC' } });
  });

  it('says why it ends, takes nobody any more, and leaves the address to the next', async () => {
    await ready();
    const attached = await attachToShim(folder, { holder: 'window', label: '' });
    assert.ok(attached);
    const why = new Promise((resolve) => attached.onLost(resolve));
    control.free();
    await assert.rejects(attached.mint('a'), hasCode('ENDING'));
    const next = await takeSocket(address);
    assert.ok(next);
    await control.end('retired');
    assert.equal(await why, 'retired');
    // The end of the first must not have taken the second's file with it.
    const socket = net.connect(address);
    await once(socket, 'connect');
    socket.destroy();
    next.close();
  });

  it('is not believed when it does not know what the shim has written', async () => {
    await writeRunning(folder, { ...running, run: 'another run' });
    control.ready(running, actions);
    await assert.rejects(attachToShim(folder, { holder: 'window', label: '' }), hasCode('STRANGER'));
    assert.deepEqual(leases, []);
  });

  it('is not believed when it greets as something else', async () => {
    server.on('connection', (socket) => void socket.write('{"hello":"world"}\n'));
    await assert.rejects(attachToShim(folder, { holder: 'window', label: '' }), hasCode('STRANGER'));
  });

  it('that never greets is given up on', async () => {
    await assert.rejects(attachToShim(folder, { holder: 'window', label: '', answerMs: 200 }), hasCode('NO_ANSWER'));
  });

  it('that never greets can be given up on before', async () => {
    const giveUp = new AbortController();
    const attaching = attachToShim(folder, { holder: 'window', label: '', signal: giveUp.signal });
    server.once('connection', () => giveUp.abort(new Error('given up')));
    await assert.rejects(attaching, /given up/);
  });

  it('of newer messages is not spoken to', async () => {
    await writeRunning(folder, running);
    server.on('connection', (socket) => void socket.write(`${JSON.stringify({ gatehouse: 'shim', version: 2, ...running })}\n`));
    await assert.rejects(attachToShim(folder, { holder: 'window', label: '' }), hasCode('NEWER'));
  });

  it('that answers no request is given up on', async () => {
    await writeRunning(folder, running);
    actions.mint = () => new Promise(() => undefined);
    control.ready(running, actions);
    const attached = await attachToShim(folder, { holder: 'window', label: '', answerMs: 1_000 });
    assert.ok(attached);
    await assert.rejects(attached.mint('a'), hasCode('NO_ANSWER'));
    assert.equal(attached.port, 20_000);
    attached.close();
  });
});

describe('taking the control socket', function () {
  this.timeout(60_000);
  let folder: string;
  let address: string;
  beforeEach(function () {
    if (process.platform === 'win32') this.skip();
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-socket-'));
    address = path.join(folder, 'shim.sock');
  });
  afterEach(() => folder && fs.rmSync(folder, { recursive: true, force: true }));

  it('is given to one of many who ask at the same time', async () => {
    const taken = await Promise.all(Array.from({ length: 8 }, () => takeSocket(address)));
    const servers = taken.filter((one) => one !== undefined);
    assert.equal(servers.length, 1);
    servers[0]?.close();
  });

  it('waits for a lock that a dead process left behind to become old', async () => {
    fs.mkdirSync(`${address}.lock`);
    const old = new Date(Date.now() - 60_000);
    fs.utimesSync(`${address}.lock`, old, old);
    const server = await takeSocket(address);
    assert.ok(server);
    assert.equal(fs.existsSync(`${address}.lock`), false);
    server.close();
  });

  it('does not take what stands in its place for a socket', async () => {
    fs.mkdirSync(address);
    await assert.rejects(takeSocket(address), hasCode('SOCKET'));
    assert.equal(fs.existsSync(`${address}.lock`), false);
  });
});
