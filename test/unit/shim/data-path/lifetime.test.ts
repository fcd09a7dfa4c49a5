import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import * as http from 'node:http';
import type * as net from 'node:net';
import * as path from 'node:path';
import { eventually, nameAsTheSystemDoes, nameTo, routing, runShim, type RunningShim } from '../running-shim.ts';
import { RawConnection, type RawServer } from '../raw-connection.ts';

describe('the life of the shim', () => {
  let run: RunningShim;
  afterEach(() => run.end());

  const connect = (server: RawServer): string => `CONNECT 127.0.0.1:${server.port} HTTP/1.1\r\nHost: x\r\n\r\n`;

  describe('a shim that is drained', () => {
    beforeEach(async () => (run = await runShim()));

    it('takes nobody new, lets go who asks nothing, and ends when the last has', async () => {
      const server = await run.server((host) => void host.socket.on('data', (bytes) => host.socket.write(bytes)));
      const [tunnel, idle] = [await run.client(), await run.client()];
      await tunnel.say(connect(server)).hears('\r\n\r\n');
      await eventually(() => run.shim.open === 2, 'both');
      let over = false;
      const drained = run.shim.drain().then(() => (over = true));
      await idle.over();
      await assert.rejects(RawConnection.to(run.shim.port));
      await tunnel.say('still').hears('still');
      assert.equal(over, false);
      tunnel.socket.end();
      (await server.connection()).socket.end();
      await drained;
      assert.deepEqual(run.journal.entries[0]?.end, { by: 'client', how: 'closed' });
    });

    it('answers what is under way, and lets the connection go then', async () => {
      const server = await run.server((host) => void host.hears('\r\n\r\n').then(() => setTimeout(() => host.say('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone'), 100)));
      const client = await run.client();
      client.say(`GET http://127.0.0.1:${server.port}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
      await server.connection();
      const drained = run.shim.drain();
      await client.hears('done');
      await drained;
      await client.over();
      assert.equal(run.journal.live.length, 0);
    });

    it('ends by force at its limit', async () => {
      const server = await run.server();
      const client = await run.client();
      await client.say(connect(server)).hears('\r\n\r\n');
      await run.shim.drain(100);
      await Promise.all([client.over(), (await server.connection()).over()]);
      await run.quiet();
      assert.deepEqual(run.journal.entries[0]?.end, { by: 'shim', how: 'stopped' });
    });
  });

  describe('a shim that is stopped', () => {
    it('tears whatever runs, in every state, and says so', async () => {
      run = await runShim();
      nameTo({ 'slow.test': undefined });
      try {
        const server = await run.server();
        const say = async (text: string): Promise<RawConnection> => (await run.client()).say(text);
        const all = await Promise.all([say(connect(server)), say('CONNECT slow.test:1 HTTP/1.1\r\nHost: x\r\n\r\n'), say(`GET http://127.0.0.1:${server.port}/ HTTP/1.1\r\nHost: x\r\n\r\n`), say('GET http'), say('')]);
        await eventually(() => server.connections.length === 2 && run.journal.entries.length === 3, 'all of it');
        await run.shim.stop();
        await Promise.all(all.map((one) => one.over()));
        await run.quiet();
        assert.deepEqual(run.journal.entries.map(({ end }) => end), Array.from({ length: 3 }, () => ({ by: 'shim', how: 'stopped' })));
        await Promise.all(server.connections.map((one) => one.over()));
      } finally {
        nameAsTheSystemDoes();
      }
    });
  });

  describe('connections that say nothing', () => {
    it('keep nobody out: the oldest goes when there are more of them than may be, and who has shown a token stays', async () => {
      run = await runShim({ limits: { strangers: 20 }, callers: { accepts: (_, token) => token === 'T0ken-of-this-run', whose: () => undefined } });
      const server = await run.server((host) => void host.socket.on('data', (bytes) => host.socket.write(bytes)));
      const hello = `CONNECT 127.0.0.1:${server.port} HTTP/1.1\r\nHost: x\r\nProxy-Authorization: Basic ${Buffer.from('task:T0ken-of-this-run').toString('base64')}\r\n\r\n`;
      const before = await run.client();
      await before.say(hello).hears('\r\n\r\n');
      const silent: RawConnection[] = [];
      for (let count = 0; count < 60; count++) silent.push(await run.client());
      await eventually(() => run.journal.counts['TOO_MANY_STRANGERS'] === 40, 'the oldest to go');
      await silent[0]?.over();
      const after = await run.client();
      await after.say(hello).hears('\r\n\r\n');
      await after.say('still').hears('still');
      await before.say('there').hears('there');
      assert.ok(run.shim.open <= 22, String(run.shim.open));
    });
  });

  describe('more connections than there may be', () => {
    it('are told, counted, and one may come when another has gone', async () => {
      run = await runShim({ limits: { connections: 2 } });
      const [one, two] = [await run.client(), await run.client()];
      await eventually(() => run.shim.open === 2, 'both');
      const third = await run.client();
      // It has said something already; what it is told must not be torn for that.
      await third.say('CONNECT api.example:443 HTTP/1.1\r\nHost: x\r\n\r\n').over();
      assert.match(third.heard, /^HTTP\/1\.1 503 Service Unavailable \(TOO_MANY_CONNECTIONS\)/);
      assert.equal(third.end, 'ended');
      assert.deepEqual(run.journal.counts, { TOO_MANY_CONNECTIONS: 1 });
      one.destroy();
      two.destroy();
      await eventually(() => run.shim.open === 0, 'room');
      await (await run.client()).say('CONNECT 10.0.0.1:1 HTTP/1.1\r\nHost: x\r\n\r\n').hears('FORBIDDEN_TARGET');
    });
  });

  describe('a PAC script', () => {
    it('says the way of each host, is asked once for each, and again when the network changed', async () => {
      let fetched = 0;
      const proxy = await (run = await runShim()).server((host) => void host.hears('\r\n\r\n').then(() => host.say('HTTP/1.1 200 OK\r\n\r\nby proxy')));
      const script = http.createServer((_, response) => {
        fetched++;
        response.end(`function FindProxyForURL(url, host) { return host === 'by.test' ? 'PROXY 127.0.0.1:${proxy.port}' : host === 'none.test' ? 'nonsense' : 'DIRECT'; }`);
      });
      await new Promise<void>((resolve) => script.listen(0, '127.0.0.1', resolve));
      const pacUrl = `http://127.0.0.1:${(script.address() as net.AddressInfo).port}/proxy.pac`;
      try {
        nameTo({ 'direct.test': ['127.0.0.1'] });
        const server = await run.server((host) => void host.hears('ping').then(() => host.say('direct')));
        run.shim.route({ ...routing, client: 'chromium', system: { mode: 'automatic', pacUrl, bypass: [] } as never });
        const ask = async (target: string): Promise<RawConnection> => (await run.client()).say(`CONNECT ${target} HTTP/1.1\r\nHost: x\r\n\r\n`);
        await (await ask('by.test:443')).hears('by proxy');
        await (await (await ask(`direct.test:${server.port}`)).hears('\r\n\r\n')).say('ping').hears('direct');
        const before = fetched;
        await (await ask('by.test:443')).hears('by proxy');
        assert.equal(fetched, before, 'not asked again');
        assert.deepEqual(run.journal.entries.map(({ route }) => [route?.outcome, route?.via]), [['proxy', `http://127.0.0.1:${proxy.port}`], ['direct', null], ['proxy', `http://127.0.0.1:${proxy.port}`]]);
        run.shim.freshen();
        await (await ask('by.test:443')).hears('by proxy');
        assert.ok(fetched > before, 'asked again');
        // A client that goes while the script runs is let go.
        const gone = await ask('gone.test:443');
        await eventually(() => run.journal.entries.some(({ host }) => host === 'gone.test'), 'the entry');
        gone.socket.end();
        await eventually(() => run.journal.entries.find(({ host }) => host === 'gone.test')?.end?.by === 'client', 'its end');
      } finally {
        nameAsTheSystemDoes();
        script.closeAllConnections();
        await new Promise((resolve) => script.close(resolve));
      }
    });
  });

  describe('a shim without file descriptors', () => {
    it('refuses, says so where it can, and works again when there are some', async function () {
      if (process.platform === 'win32') this.skip();
      this.timeout(60_000);
      run = await runShim();
      const server = await run.server((host) => void host.socket.on('data', (bytes) => host.socket.write(bytes)));
      const program = path.join(import.meta.dirname, 'shim-process.ts');
      const child = spawn('/bin/sh', ['-c', `ulimit -n 80 && exec "${process.execPath}" --no-warnings "${program}"`], { stdio: ['pipe', 'pipe', 'inherit'] });
      const lines: { port?: number; counts?: Record<string, number>; live?: number; ends?: (string | undefined)[] }[] = [];
      let text = '';
      child.stdout.on('data', (bytes) => {
        text += String(bytes);
        const whole = text.split('\n');
        text = whole.pop() as string;
        lines.push(...whole.map((line) => JSON.parse(line) as object));
      });
      try {
        await eventually(() => lines.length > 0, 'the port');
        const port = lines[0]?.port as number;
        const working = await Promise.all(Array.from({ length: 8 }, () => RawConnection.to(port)));
        await Promise.all(working.map((client) => client.say(connect(server)).hears('200 Connection established')));
        const clients = await Promise.all(Array.from({ length: 100 }, () => RawConnection.to(port)));
        for (const client of clients) client.say(connect(server));
        const settled = (client: RawConnection): boolean => client.heard !== '' || client.end !== 'open';
        await eventually(() => clients.some((client) => client.heard.startsWith('HTTP/1.1 503 Service Unavailable (settings: EMFILE)')), 'one to be told', 20_000);
        await eventually(() => clients.every(settled), 'every one to be told or turned away', 20_000);
        assert.ok(clients.filter(({ heard }) => heard.includes('200 Connection established')).length < 60, 'not all: the limit is real');
        await Promise.all(working.map((client) => client.say('still here').hears('still here')));
        for (const client of [...working, ...clients]) client.destroy();
        for (const { socket } of server.connections) socket.destroy();
        // Those that waited in the system's queue are taken and found gone.
        await new Promise((resolve) => setTimeout(resolve, 500));
        const again = await RawConnection.to(port);
        await again.say(connect(server)).hears('200 Connection established');
        await again.say('echo').hears('echo');
        again.destroy();
        child.stdin.write('\n');
        await eventually(() => lines.length > 1, 'what became of them');
        assert.ok((lines[1]?.live ?? 99) <= 1, 'no entry is forgotten');
        assert.ok((lines[1]?.ends ?? []).includes('EMFILE'), 'told in the journal');
      } finally {
        child.kill('SIGKILL');
      }
    });
  });
});
