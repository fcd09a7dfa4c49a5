import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import type { ShimProcessConfiguration } from '../../../../src/shim/control/configuration.ts';
import { cleanUp, echoConnection, newFolder, optionsIn, routing } from './shim-place.ts';

interface Run {
  child: ChildProcess;
  /** Everything that it said on standard output, once it has ended. */
  said(): Promise<string[]>;
  firstLine: Promise<Record<string, unknown>>;
  ended: Promise<number | NodeJS.Signals>;
}

describe('the process of the shim by itself', function () {
  this.timeout(60_000);
  let folder: string;
  const children: ChildProcess[] = [];
  beforeEach(() => {
    folder = newFolder();
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await cleanUp(folder);
  });

  function run(input: string): Run {
    const child = spawn(process.execPath, ['--no-warnings', optionsIn(folder).program], { stdio: ['pipe', 'pipe', 'pipe'] });
    children.push(child);
    let text = '';
    const firstLine = new Promise<Record<string, unknown>>((resolve) => {
      child.stdout.setEncoding('utf8').on('data', (more: string) => {
        text += more;
        if (text.includes('\n')) resolve(JSON.parse(text.split('\n')[0] ?? '') as Record<string, unknown>);
      });
    });
    const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    return { child, firstLine, ended, said: async () => (await ended, text.trim().split('\n')) };
  }

  function configured(more: Partial<ShimProcessConfiguration> = {}): Run {
    return run(JSON.stringify({ stateFolder: folder, release: '1.2.0', routing, ...more } satisfies ShimProcessConfiguration));
  }

  const log = (): string => fs.readFileSync(path.join(folder, 'shim.log'), 'utf8');

  it('says one line when it is ready, and ends in order on a signal', async function () {
    if (process.platform === 'win32') this.skip();
    const one = configured();
    const { port, ...rest } = await one.firstLine;
    assert.equal(typeof port, 'number');
    assert.deepEqual(rest, { pid: one.child.pid, release: '1.2.0' });
    one.child.kill('SIGINT');
    assert.equal(await one.ended, 0);
    assert.equal((await one.said()).length, 1);
    assert.deepEqual(fs.readdirSync(folder).sort(), ['port.json', 'shim.log', 'tokens.json']);
  });

  it('gives what is under way a few seconds on a signal, and ends it then', async function () {
    if (process.platform === 'win32') this.skip();
    const one = configured();
    const { port } = await one.firstLine;
    const { socket } = await echoConnection(port as number, 'nobody', '-');
    const other = net.connect(port as number, '127.0.0.1');
    await once(other, 'connect');
    other.on('error', () => undefined).resume();
    one.child.kill('SIGTERM');
    await once(other, 'close');
    assert.equal(await one.ended, 0);
    socket.destroy();
  });

  it('ends when nobody ever takes a lease', async () => {
    const one = configured({ clocks: { firstLeaseMs: 100 } });
    await one.firstLine;
    assert.equal(await one.ended, 0);
    assert.match(log(), /takes no new connections: unused/);
  });

  it('says that another one answers already, and ends with 0', async () => {
    const first = configured();
    await first.firstLine;
    const second = configured();
    assert.deepEqual(await second.said(), ['{"already":true}']);
    assert.equal(await second.ended, 0);
  });

  it('ends with 70 after an error that nobody catches, and logs it without what could be a secret', async () => {
    const one = configured();
    const { port } = await one.firstLine;
    const secret = 'a-password';
    const socket = net.connect(port as number, '127.0.0.1', () => socket.write(`crash ${secret}\n`));
    socket.on('error', () => undefined);
    assert.equal(await one.ended, 70);
    assert.match(log(), /crashed on purpose at http:\/\/\[secret\]@proxy\.example/);
    assert.doesNotMatch(log(), new RegExp(secret));
  });

  const wrong: [string, string][] = [
    ['nothing', ''],
    ['no JSON', '{"stateFolder":'],
    ['another document', '{"stateFolder":"/tmp"}'],
    ['a clock that is none', JSON.stringify({ stateFolder: '/tmp', release: '1.0.0', routing, clocks: { graceMs: -1 } })],
  ];
  for (const [title, input] of wrong) {
    it(`does not start with ${title} for a configuration`, async () => {
      const one = run(input);
      assert.deepEqual(await one.said(), ['{"problem":{"code":"REQUEST"}}']);
      assert.equal(await one.ended, 1);
    });
  }

  it('does not start in a folder that others can write to', async function () {
    if (process.platform === 'win32') this.skip();
    fs.mkdirSync(folder);
    fs.chmodSync(folder, 0o777);
    const one = configured();
    assert.deepEqual(JSON.parse((await one.said())[0] ?? ''), { problem: { code: 'OPEN_FOLDER', about: folder } });
    assert.equal(await one.ended, 1);
    assert.deepEqual(fs.readdirSync(folder), []);
  });

  it('does not start without tokens, and leaves no socket behind', async () => {
    fs.mkdirSync(path.join(folder, 'tokens.json'), { recursive: true, mode: 0o700 });
    fs.chmodSync(folder, 0o700);
    const one = configured();
    assert.deepEqual(JSON.parse((await one.said())[0] ?? ''), { problem: { code: 'FILE', about: path.join(folder, 'tokens.json'), reason: 'EISDIR' } });
    assert.equal(await one.ended, 1);
    assert.equal(fs.existsSync(path.join(folder, 'shim.sock')), false);
  });
});
