/**
 * Another user of the same machine, neither root nor the owner, tries to use the shim, to learn what it holds, and to be
 * there before it. The real process runs as its owner; each attempt is refused, and what reaches the port is counted.
 */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import * as net from 'node:net';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import type { ShimState } from '../../src/shim/control/messages.ts';
import { kill, until } from '../unit/shim/control/shim-place.ts';
import { Machine, ownerId, strangerId, type Stranger, type Talk } from './shim-other-user/machine.ts';
import type { OwnerWord } from './shim-other-user/owner.ts';

const password = 'Upstr3am-pa55word';
type Running = Extract<OwnerWord, { pid: number }>;

const basic = (user: string, token: string): string => `Basic ${Buffer.from(`${user}:${token}`).toString('base64')}`;
const connect = (to: number, given?: string): string => `CONNECT 127.0.0.1:${to} HTTP/1.1\r\nHost: x\r\n${given === undefined ? '' : `Proxy-Authorization: ${given}\r\n`}\r\n`;

function running(word: OwnerWord): Running {
  assert.ok('pid' in word, JSON.stringify(word));
  return word;
}

function problem(word: OwnerWord): Extract<OwnerWord, { words: string }> {
  if ('pid' in word) {
    kill(word.pid);
    assert.fail(`it started in ${word.stateFolder}`);
  }
  return word;
}

describe('another user of this machine', function () {
  let machine: Machine;
  let stranger: Stranger;

  before(async function () {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) {
      console.log('      SKIPPED: only root can start processes of two other users. Run this file as root.');
      return void this.skip();
    }
    machine = await Machine.make();
    stranger = machine.stranger();
  });
  after(() => machine?.end());

  describe('beside a shim that runs', () => {
    let owner: Talk;
    let shim: Running;
    let target: net.Server;
    let targetPort: number;
    let child: ChildProcess;
    let programPid: number;

    before(async () => {
      target = net.createServer((socket) => void socket.on('error', () => undefined).pipe(socket)).listen(0, '127.0.0.1');
      await new Promise((resolve) => target.once('listening', resolve));
      targetPort = (target.address() as AddressInfo).port;
      const started = await machine.owner({ password, allow: ['127.0.0.1'] });
      owner = started.talk;
      shim = running(started.word);
      // A program with the shim's address in its environment, and the proxy with a password in that of its parent.
      const wait = 'console.log(process.pid, process.env.HTTPS_PROXY); setTimeout(() => undefined, 120_000)';
      child = spawn(machine.node, [path.join(machine.folder, 'dist', 'cli.js'), 'exec', '--client', 'terminal', '--', machine.node, '-e', wait], {
        uid: ownerId,
        gid: ownerId,
        cwd: '/',
        env: machine.environment({ HTTPS_PROXY: `http://bob:${password}@127.0.0.1:1` }),
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [pid, address] = await new Promise<string[]>((resolve) => child.stdout?.once('data', (bytes: Buffer) => resolve(bytes.toString().trim().split(' '))));
      programPid = Number(pid);
      assert.ok(address?.includes(shim.token), 'the program has the token');
      // A journal and a log worth reading.
      const good = await stranger.do('ask', String(shim.port), connect(targetPort, basic('terminal', shim.token)));
      assert.match('gave' in good ? good.gave : good.code, /^HTTP\/1\.1 200 /, 'who has the token is let in, whoever it is');
      await until('the journal is written', () => fs.existsSync(path.join(shim.stateFolder, 'connections.jsonl')));
    });
    after(async () => {
      if (programPid) kill(programPid);
      child?.kill('SIGKILL');
      await owner?.end();
      if (shim) kill(shim.pid);
      target?.close();
    });

    const state = (): Promise<ShimState> => owner.ask<ShimState>('state');
    const refused = async (code: string): Promise<number> => (await state()).refused[code] ?? 0;

    it('is another one than the owner and root', () => {
      for (const pid of [shim.pid, programPid]) assert.equal(fs.statSync(`/proc/${pid}`).uid, ownerId);
      assert.ok(shim.stateFolder.startsWith(machine.home), 'the place where it is without any setting');
    });

    it('reads, writes, lists and removes none of its files, and does not reach its socket', async () => {
      const files = fs.readdirSync(shim.stateFolder);
      for (const expected of ['tokens.json', 'shim.json', 'port.json', 'shim.log', 'connections.jsonl', 'shim.sock']) assert.ok(files.includes(expected), `${expected} among ${files.join(' ')}`);
      // Each level down to it might be opened by its owner, so each file is closed by itself too.
      assert.equal(fs.statSync(shim.stateFolder).mode & 0o777, 0o700);
      for (const name of files) {
        const stat = fs.statSync(path.join(shim.stateFolder, name));
        assert.equal(stat.uid, ownerId);
        if (stat.isFile()) assert.equal(stat.mode & 0o077, 0, `${name} has mode ${(stat.mode & 0o777).toString(8)}`);
      }
      const opened = [path.join(machine.home, '.local'), path.join(machine.home, '.local', 'state')];
      for (const one of opened) fs.chmodSync(one, 0o755);
      for (const act of [
        ['list', shim.stateFolder],
        ...files.flatMap((name) => {
          const file = path.join(shim.stateFolder, name);
          return [['read', file], ['append', file, 'x'], ['remove', file], ['rename', file, `${file}.x`]];
        }),
        ['write', path.join(shim.stateFolder, 'tokens.json.new'), '{}'],
        ['socket', path.join(shim.stateFolder, 'shim.sock'), '{"seq":1,"type":"mint","client":"evil"}\n'],
        ['rename', shim.stateFolder, `${shim.stateFolder}.x`],
      ]) {
        assert.deepEqual(await stranger.do(...act), { code: 'EACCES' }, act.join(' '));
      }
    });

    it('is not helped by a folder that its owner has opened for reading: the files are closed', async () => {
      fs.chmodSync(shim.stateFolder, 0o755);
      try {
        for (const name of fs.readdirSync(shim.stateFolder)) {
          const file = path.join(shim.stateFolder, name);
          if (fs.statSync(file).isFile()) assert.deepEqual(await stranger.do('read', file), { code: 'EACCES' }, name);
        }
        const heard = await stranger.do('socket', path.join(shim.stateFolder, 'shim.sock'), '{"seq":1,"type":"mint","client":"evil"}\n');
        assert.deepEqual(heard, { code: 'EACCES' });
      } finally {
        fs.chmodSync(shim.stateFolder, 0o700);
      }
    });

    it('learns nothing of its processes, and cannot end them', async () => {
      for (const pid of [shim.pid, child.pid as number, programPid]) {
        for (const name of ['environ', 'maps', 'mem', 'fd']) {
          const outcome = await stranger.do(name === 'fd' ? 'list' : 'read', `/proc/${pid}/${name}`);
          assert.ok('code' in outcome && ['EACCES', 'EPERM', 'EIO'].includes(outcome.code), `/proc/${pid}/${name}: ${JSON.stringify(outcome).slice(0, 200)}`);
        }
        const line = await stranger.do('read', `/proc/${pid}/cmdline`);
        assert.ok('gave' in line && line.gave.length > 0, 'everybody sees the command line');
        for (const secret of [shim.token, password, basic('terminal', shim.token).slice(6)]) assert.ok(!line.gave.includes(secret), line.gave);
        assert.deepEqual(await stranger.do('signal', String(pid), 'SIGTERM'), { code: 'EPERM' });
      }
      // Its own environment has no secret either, whoever may read it.
      assert.ok(!fs.readFileSync(`/proc/${shim.pid}/environ`, 'latin1').includes(password));
    });

    const cases: readonly (readonly [what: string, code: string, text: () => string])[] = [
      ['a tunnel without a token', 'NO_TOKEN', () => connect(targetPort)],
      ['a tunnel with a token that is wrong', 'WRONG_TOKEN', () => connect(targetPort, basic('terminal', 'x'.repeat(43)))],
      ['a tunnel with the token of one client in the name of another', 'WRONG_TOKEN', () => connect(targetPort, basic('gatehouse', shim.token))],
      ['a tunnel with the token without its last letter', 'WRONG_TOKEN', () => connect(targetPort, basic('terminal', shim.token.slice(0, -1)))],
      ['a request without a token', 'NO_TOKEN', () => `GET http://127.0.0.1:${targetPort}/ HTTP/1.1\r\nHost: x\r\n\r\n`],
      ['a request with a token that is wrong', 'WRONG_TOKEN', () => `GET http://127.0.0.1:${targetPort}/ HTTP/1.1\r\nHost: x\r\nProxy-Authorization: ${basic('terminal', 'wrong')}\r\n\r\n`],
      ['the numbers without a token', 'NO_TOKEN', () => `GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:${shim.port}\r\n\r\n`],
      ['the numbers with a token that is wrong', 'WRONG_TOKEN', () => `GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:${shim.port}\r\nAuthorization: ${basic('gatehouse', 'wrong')}\r\n\r\n`],
      ['the numbers for another host', 'WRONG_HOST', () => `GET /metrics HTTP/1.1\r\nHost: evil.test:${shim.port}\r\n\r\n`],
      ['the numbers from a page', 'ORIGIN', () => `GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:${shim.port}\r\nOrigin: http://evil.test\r\nAuthorization: ${basic('terminal', shim.token)}\r\n\r\n`],
    ];
    for (const [what, code, text] of cases) {
      it(`is refused, and counted: ${what}`, async () => {
        const before = await refused(code);
        const outcome = await stranger.do('ask', String(shim.port), text());
        assert.ok('gave' in outcome, JSON.stringify(outcome));
        assert.match(outcome.gave, new RegExp(`^HTTP/1\\.1 4\\d\\d [^\\r]*${code}\\)`));
        assert.doesNotMatch(outcome.gave, /gatehouse_/, 'no numbers');
        assert.equal(await refused(code), before + 1);
      });
    }

    it('with two thousand wrong tokens is refused two thousand times, and the owner is served meanwhile', async () => {
      const before = await refused('WRONG_TOKEN');
      const flood = stranger.do('flood', String(shim.port), connect(targetPort, basic('terminal', 'y'.repeat(43))), '2000');
      let over = false;
      void flood.finally(() => (over = true));
      let served = 0;
      let slowestMs = 0;
      while (!over || served === 0) {
        const started = performance.now();
        const socket = net.connect(shim.port, '127.0.0.1');
        const answer = await new Promise<string>((resolve, reject) => {
          socket.once('data', (bytes) => resolve(bytes.toString('latin1')));
          socket.once('error', reject);
          socket.write(connect(targetPort, basic('terminal', shim.token)));
        });
        assert.match(answer, /^HTTP\/1\.1 200 /);
        socket.destroy();
        served++;
        slowestMs = Math.max(slowestMs, performance.now() - started);
      }
      assert.deepEqual(await flood, { gave: '{"407":2000}' });
      assert.equal(await refused('WRONG_TOKEN'), before + 2_000);
      assert.ok(slowestMs < 5_000, `the owner waited ${slowestMs} ms`);
    });

    it('has left no trace of its own tokens, nor any of the owner\'s, in what the shim writes', async () => {
      for (const name of fs.readdirSync(shim.stateFolder)) {
        const file = path.join(shim.stateFolder, name);
        if (!fs.statSync(file).isFile()) continue;
        const text = fs.readFileSync(file, 'utf8');
        for (const secret of [password, ...(name === 'tokens.json' ? [] : [shim.token, 'y'.repeat(43)])]) assert.ok(!text.includes(secret), `${secret} in ${name}`);
      }
    });
  });

  describe('who was there before the shim', () => {
    let shared: string;
    let count = 0;
    /** A folder where everybody may make things; `sticky` as /tmp is. */
    const newShared = (mode: number): void => {
      shared = path.join(machine.folder, `shared-${++count}`);
      fs.mkdirSync(shared);
      fs.chmodSync(shared, mode);
    };

    for (const [kind, mode] of [['as /tmp is', 0o1777], ['where all may remove all', 0o777]] as const) {
      it(`with a folder of its own is noticed, and nothing is written there: in a folder ${kind}`, async () => {
        newShared(mode);
        const place = path.join(shared, 'state');
        assert.deepEqual(await stranger.do('folder', place, '777'), { gave: '' });
        const { problem: found, words } = problem((await machine.owner({ password }, { GATEHOUSE_STATE: place })).word);
        assert.equal(found.code, 'FOREIGN_FOLDER');
        assert.ok(words.includes(place), words);
        assert.deepEqual(fs.readdirSync(place), []);
      });

      it(`with a link to a folder of its own is noticed: in a folder ${kind}`, async () => {
        newShared(mode);
        const place = path.join(shared, 'state');
        await stranger.do('folder', path.join(shared, 'own'), '755');
        assert.deepEqual(await stranger.do('link', path.join(shared, 'own'), place), { gave: '' });
        assert.match(problem((await machine.owner({ password }, { GATEHOUSE_STATE: place })).word).problem.code, /^FOREIGN_FOLDER$|^FOLDER$/);
        assert.deepEqual(fs.readdirSync(path.join(shared, 'own')), []);
      });

      it(`with a link to a folder of the owner is noticed, and that folder is left as it was: in a folder ${kind}`, async () => {
        newShared(mode);
        const place = path.join(shared, 'state');
        const precious = path.join(machine.home, `precious-${count}`);
        fs.mkdirSync(precious, { mode: 0o755 });
        fs.chownSync(precious, ownerId, ownerId);
        assert.deepEqual(await stranger.do('link', precious, place), { gave: '' });
        assert.match(problem((await machine.owner({ password }, { GATEHOUSE_STATE: place })).word).problem.code, /^FOREIGN_FOLDER$|^FOLDER$/);
        assert.deepEqual(fs.readdirSync(precious), []);
        assert.equal(fs.statSync(precious).mode & 0o777, 0o755);
      });
    }

    it('with a socket in the place of it is not told a thing', async () => {
      newShared(0o1777);
      const place = path.join(shared, 'state');
      await stranger.do('folder', place, '777');
      assert.deepEqual(await stranger.do('listen', path.join(place, 'shim.sock')), { gave: '' });
      assert.equal(problem((await machine.owner({ password }, { GATEHOUSE_STATE: place })).word).problem.code, 'FOREIGN_FOLDER');
      assert.deepEqual(await stranger.do('heard'), { gave: '' });
      await stranger.do('unlisten');
    });

    it('in the short place of a socket whose own path is too long is noticed, with a folder and with a link', async () => {
      newShared(0o1777);
      const long = path.join(machine.home, 'x'.repeat(100));
      const place = path.join(shared, `gatehouse-${ownerId}`);
      assert.deepEqual(await stranger.do('folder', place, '777'), { gave: '' });
      const found = async () => problem((await machine.owner({ password }, { GATEHOUSE_STATE: long, TMPDIR: shared })).word).problem;
      assert.deepEqual(await found(), { code: 'FOREIGN_FOLDER', about: place });
      await stranger.do('rename', place, path.join(shared, 'aside'));
      assert.deepEqual(await stranger.do('link', path.join(shared, 'aside'), place), { gave: '' });
      assert.match((await found()).code, /^FOREIGN_FOLDER$|^FOLDER$/);
      assert.ok(!fs.readdirSync(long).includes('tokens.json'));
    });

    for (const mode of ['777', '1777', '770', '720']) {
      it(`or could be, as the owner's folder has mode ${mode}, is reason enough to keep nothing there`, async () => {
        const place = path.join(machine.home, `open-${mode}`);
        fs.mkdirSync(place);
        fs.chownSync(place, ownerId, ownerId);
        fs.chmodSync(place, Number.parseInt(mode, 8));
        assert.equal(problem((await machine.owner({ password }, { GATEHOUSE_STATE: place })).word).problem.code, 'OPEN_FOLDER');
        assert.deepEqual(fs.readdirSync(place), []);
      });
    }

    it('cannot take the folder of a shim that runs from under it: who comes next notices, and what it writes stays closed', async () => {
      newShared(0o777);
      const place = path.join(shared, 'state');
      const { talk, word } = await machine.owner({ password }, { GATEHOUSE_STATE: place });
      const { pid } = running(word);
      try {
        assert.deepEqual(await stranger.do('rename', place, path.join(shared, 'aside')), { gave: '' });
        assert.deepEqual(await stranger.do('folder', place, '777'), { gave: '' });
        const { token } = await talk.ask<{ token: string }>('mint late');
        assert.equal(token.length, 43);
        for (const name of fs.readdirSync(place)) {
          const read = await stranger.do('read', path.join(place, name));
          assert.ok('code' in read, `${name}: ${JSON.stringify(read)}`);
        }
        assert.equal(problem((await machine.owner({ password }, { GATEHOUSE_STATE: place })).word).problem.code, 'FOREIGN_FOLDER');
      } finally {
        await talk.end();
        kill(pid);
      }
    });
  });

  describe('on the port of a shim that is not there', () => {
    it('is noticed and named, and what it heard is worth nothing once another port is chosen', async () => {
      const place = path.join(machine.home, 'port');
      const first = await machine.owner({}, { GATEHOUSE_STATE: place });
      const before = running(first.word);
      await first.talk.ask('stop');
      await until('it has ended', () => !fs.existsSync(`/proc/${before.pid}`));
      await first.talk.end();
      assert.deepEqual(await stranger.do('listen', String(before.port)), { gave: '' });
      // A terminal that is still open.
      const terminal = net.connect(before.port, '127.0.0.1').on('error', () => undefined);
      terminal.write(connect(443, basic('terminal', before.token)));
      await until('the stranger has heard the token', async () => {
        const heard = await stranger.do('heard');
        return 'gave' in heard && heard.gave.includes(basic('terminal', before.token));
      });
      terminal.destroy();
      const { problem: found, words } = problem((await machine.owner({}, { GATEHOUSE_STATE: place })).word);
      assert.equal(found.code, 'PORT_TAKEN');
      // Whose process it is can't be looked up by somebody who is not root; whose socket it is, can.
      assert.ok(words.includes(`user ${strangerId}`), words);
      const next = await machine.owner({ newPort: true }, { GATEHOUSE_STATE: place });
      const now = running(next.word);
      try {
        assert.notEqual(now.port, before.port);
        const outcome = await stranger.do('ask', String(now.port), connect(443, basic('terminal', before.token)));
        assert.ok('gave' in outcome);
        assert.match(outcome.gave, /^HTTP\/1\.1 407 [^\r]*WRONG_TOKEN\)/, 'the token that was heard');
        assert.notEqual(now.token, before.token);
      } finally {
        await next.talk.end();
        kill(now.pid);
        await stranger.do('unlisten');
      }
    });
  });
});
