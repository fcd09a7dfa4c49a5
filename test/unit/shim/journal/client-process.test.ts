import * as assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import * as net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ClientProcesses, processTables, type ProcessTables } from '../../../../src/shim/journal/client-process.ts';
import { socketInodes } from '../../../../src/shim/journal/proc-net.ts';
import { anEntry } from './entries.ts';

const tcp = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 11111 1 0000000000000000 100 0 0 10 0
   1: 0100007F:9C40 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 22222 1 0000000000000000 20 4 30 10 -1
   2: 0100007F:1F90 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  1000        0 33333 1 0000000000000000 20 4 30 10 -1
   3: 0100007F:9C41 0100007F:0050 01 00000000:00000000 00:00000000 00000000  1000        0 44444 1 0000000000000000 20 4 30 10 -1
   4: 0100007F:9C42 0100007F:1F90 06 00000000:00000000 03:00000000 00000000     0        0 0 3 0000000000000000
`;

/** A process with an open connection on port 40000 (9C40) among others. */
function tables(changes: Partial<ProcessTables> = {}): ProcessTables {
  return {
    connections: async () => tcp,
    processes: async () => [1, 50, 60, 70],
    own: (pid) => pid !== 1,
    files: async () => ['0', '1', '2'],
    target: (pid, file) => (pid === 50 && file === '2' ? 'socket:[22222]' : '/dev/null'),
    name: async (pid) => `program-${pid}`,
    ...changes,
  };
}

/** A connection that lives. */
function living(): ReturnType<typeof anEntry> {
  const { end, ...entry } = anEntry();
  assert.ok(end);
  return entry;
}

describe('the process of a client', () => {
  it('is found by the client\'s side of the connection, not by the shim\'s', () => {
    const found: [string, string][] = [];
    const asked = new Map([[40_000, 'a'], [40_001, 'b'], [40_002, 'c'], [8_080, 'd']]);
    const lines = [...socketInodes(tcp, 8_080, asked, (inode, of) => found.push([inode, of]))];
    assert.deepEqual(found, [['22222', 'a']]);
    assert.equal(lines.length, 6);
  });

  const ask = async (changes: Partial<ProcessTables>): Promise<{ entry: ReturnType<typeof anEntry>; told: number }> => {
    let told = 0;
    const processes = new ClientProcesses({ port: () => 8_080, ownPid: 70, tables: tables(changes), onFound: () => told++ });
    const entry = living();
    processes.ask(entry, 40_000);
    await until(() => !processes.looking);
    processes.dispose();
    return { entry, told };
  };

  it('gets its number and name', async () => {
    const { entry, told } = await ask({});
    assert.deepEqual([entry.process, told], [{ pid: 50, name: 'program-50' }, 1]);
  });

  it('is never this one, nor another user\'s', async () => {
    const looked = new Set<number>();
    await ask({ target: (pid) => (looked.add(pid), '/dev/null') });
    assert.deepEqual([...looked].sort(), [50, 60]);
  });

  it('stays unknown where the system lets nobody look, and nothing breaks', async () => {
    for (const changes of [
      { connections: () => Promise.reject(new Error('EACCES')) },
      { files: () => Promise.reject(new Error('EACCES')) },
      { target: () => { throw new Error('ENOENT'); } },
      { name: async () => '' },
    ]) {
      assert.deepEqual(await ask(changes), { entry: living(), told: 0 });
    }
  });

  it('is looked for first among those that were found before', async () => {
    const order: number[] = [];
    const processes = new ClientProcesses({
      port: () => 8_080,
      ownPid: 70,
      tables: tables({ processes: async () => [40, 50, 60], files: async (pid) => (order.push(pid), ['2']) }),
    });
    for (let round = 0; round < 2; round++) {
      processes.ask(living(), 40_000);
      await until(() => !processes.looking);
    }
    processes.dispose();
    assert.deepEqual(order, [60, 50, 50]);
  });

  it('is looked for a few ms a second, and about a ms at a time', async () => {
    let clock = 0;
    const at: number[] = [];
    const processes = new ClientProcesses({
      port: () => 8_080,
      ownPid: 70,
      clock: () => clock,
      tables: tables({
        processes: async () => [60],
        files: async () => Array.from({ length: 2_000 }, (_, index) => String(index)),
        // A file takes 20 µs, so that a go is some fifty of them and a second's time is over after some four hundred.
        target: () => ((clock += 0.02), at.push(clock), '/dev/null'),
      }),
    });
    processes.ask(living(), 40_000);
    await until(() => at.length >= 300);
    await sleep(100);
    processes.dispose();
    assert.ok(at.length >= 300 && at.length <= 500, String(at.length));
    assert.ok(processes.longestGoMs < 1.3, String(processes.longestGoMs));
  });

  it('is looked for on Linux alone', () => {
    assert.equal(processTables('darwin', 501), undefined);
    assert.equal(processTables('win32', undefined), undefined);
    assert.ok(processTables('linux', 1_000));
  });

  it('of a real connection is the real one', async function () {
    const found = processTables(process.platform, process.getuid?.());
    if (!found) return this.skip();
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as net.AddressInfo;
    const program = `require('net').connect(${port}, '127.0.0.1').resume()`;
    const child = spawn(process.execPath, ['-e', program], { stdio: 'ignore' });
    try {
      const socket = await new Promise<net.Socket>((resolve) => server.once('connection', resolve));
      const entry = living();
      const arrived = new Promise<void>((resolve) => {
        const processes = new ClientProcesses({ port: () => port, ownPid: process.pid, tables: found, onFound: () => resolve() });
        processes.ask(entry, socket.remotePort ?? 0);
      });
      await arrived;
      assert.equal(entry.process?.pid, child.pid);
      assert.match(entry.process?.name ?? '', /^(node|MainThread)/);
      socket.destroy();
    } finally {
      child.kill();
      server.close();
    }
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(5);
}
