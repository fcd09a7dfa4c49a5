import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as net from 'node:net';
import { eventually, nameAsTheSystemDoes, nameTo, runShim, type RunningShim } from '../running-shim.ts';
import { RawServer, type RawConnection } from '../raw-connection.ts';

/** Far below the clocks of programs, far above what a busy machine needs; the shim looks at its clocks twice a second. */
const limits = { headMs: 400, idleMs: 500, openMs: 700, firstByteMs: 600 };
/** Listens, and is stopped: the system takes a few connections for it, and does not answer those that come then. */
const listener = `require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, function () { console.log(this.address().port); });`;

describe('the clocks of the shim', () => {
  let run: RunningShim;
  let servers: RawServer[] = [];
  async function serverThat(serve?: (connection: RawConnection) => void): Promise<RawServer> {
    const server = await RawServer.start(serve);
    servers.push(server);
    return server;
  }
  afterEach(async () => {
    nameAsTheSystemDoes();
    await run.end();
    await Promise.all(servers.map((server) => server.close()));
    servers = [];
  });

  /** Ways that hang at a step, each with the leg at fault and the code; what is asked is `api.test`, port 443 or 80. */
  interface Hang {
    what: string;
    leg: string;
    names?: Readonly<Record<string, readonly string[] | undefined>>;
    upstream(): Promise<string>;
  }

  const hangs: readonly Hang[] = [
    { what: 'the resolver', leg: 'dns', names: { 'api.test': undefined }, upstream: async () => 'direct' },
    { what: 'the resolver, asked for the proxy', leg: 'proxy', names: { 'proxy.test': undefined }, upstream: async () => 'http://proxy.test:3128' },
    { what: 'the proxy, asked to connect', leg: 'proxy', upstream: async () => `http://127.0.0.1:${(await serverThat()).port}` },
    { what: 'the proxy, which answers by and by', leg: 'proxy', upstream: async () => `http://127.0.0.1:${(await serverThat((host) => {
      const timer = setInterval(() => host.say('HTTP/1.1 200 OK\r\nA: b'.charAt(host.socket.bytesWritten) || 'x'), 50);
      host.socket.once('close', () => clearInterval(timer));
    })).port}` },
    { what: 'the SOCKS proxy, greeted', leg: 'proxy', upstream: async () => `socks5h://127.0.0.1:${(await serverThat()).port}` },
    { what: 'the SOCKS proxy, asked to connect', leg: 'proxy', upstream: async () => `socks5h://127.0.0.1:${(await serverThat((host) => void host.until((heard) => heard.length >= 3, 'a greeting').then(() => host.say('\x05\x00'), () => undefined))).port}` },
    { what: 'TLS to the proxy', leg: 'proxy', upstream: async () => `https://127.0.0.1:${(await serverThat()).port}` },
  ];

  /** Ways that end at a step without an answer. */
  const ends: readonly (Hang & { code: RegExp })[] = [
    { what: 'the name is not known', leg: 'dns', code: /^ENOTFOUND$/, names: {}, upstream: async () => 'direct' },
    { what: 'nobody listens', leg: 'tcp', code: /^ECONNREFUSED$/, names: { 'api.test': ['127.0.0.1'] }, upstream: async () => 'direct' },
    { what: 'the proxy\'s name is not known', leg: 'proxy', code: /^ENOTFOUND$/, names: {}, upstream: async () => 'http://proxy.test:3128' },
    { what: 'the proxy does not listen', leg: 'proxy', code: /^ECONNREFUSED$/, upstream: async () => 'http://127.0.0.1:1' },
    { what: 'the proxy ends the connection in order', leg: 'proxy', code: /^PROXY_CLOSED$/, upstream: async () => `http://127.0.0.1:${(await serverThat((host) => void host.socket.end())).port}` },
    { what: 'the proxy ends the connection in the middle of its answer', leg: 'proxy', code: /^PROXY_CLOSED$/, upstream: async () => `http://127.0.0.1:${(await serverThat((host) => void host.hears('CONNECT').then(() => host.socket.end('HTTP/1.1 200 OK\r\n')))).port}` },
    { what: 'the proxy tears the connection', leg: 'proxy', code: /^(?:ECONNRESET|PROXY_CLOSED)$/, upstream: async () => `http://127.0.0.1:${(await serverThat((host) => void host.hears('CONNECT').then(() => host.socket.resetAndDestroy()))).port}` },
    { what: 'the proxy refuses', leg: 'proxy', code: /^PROXY_407$/, upstream: async () => `http://127.0.0.1:${(await serverThat((host) => void host.hears('CONNECT').then(() => host.socket.end('HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n')))).port}` },
    { what: 'the proxy speaks another protocol', leg: 'proxy', code: /^PROXY_NOT_HTTP$/, upstream: async () => `http://127.0.0.1:${(await serverThat((host) => void host.say('SSH-2.0-x\r\n'))).port}` },
    { what: 'the proxy sends no end of headers', leg: 'proxy', code: /^PROXY_REPLY_TOO_LONG$/, upstream: async () => `http://127.0.0.1:${(await serverThat((host) => void host.hears('CONNECT').then(() => host.say(`HTTP/1.1 200 OK\r\n${'A: b\r\n'.repeat(20_000)}`)))).port}` },
    { what: 'the SOCKS proxy ends in order', leg: 'proxy', code: /^SOCKS_CLOSED$/, upstream: async () => `socks5h://127.0.0.1:${(await serverThat((host) => void host.socket.end())).port}` },
    { what: 'the SOCKS proxy is none', leg: 'proxy', code: /^SOCKS_/, upstream: async () => `socks5h://127.0.0.1:${(await serverThat((host) => void host.say('HTTP/1.1 400 Bad Request\r\n\r\n'))).port}` },
    { what: 'the proxy does not speak TLS', leg: 'proxy', code: /^(?!DEADLINE)/, upstream: async () => `https://127.0.0.1:${(await serverThat((host) => void host.hears('\x16').then(() => host.say('HTTP/1.1 400 Bad Request\r\n\r\n')))).port}` },
    { what: 'the proxy ends in the middle of TLS', leg: 'proxy', code: /^(?!DEADLINE)/, upstream: async () => `https://127.0.0.1:${(await serverThat((host) => void host.hears('\x16').then(() => host.socket.end())).then((one) => one)).port}` },
  ];

  async function ask(upstream: string): Promise<RawConnection> {
    run = await runShim({ limits, routing: { rules: [{ host: 'api.test', upstream }] } });
    const client = await run.client();
    return client.say('CONNECT api.test:1 HTTP/1.1\r\nHost: x\r\n\r\n');
  }

  it('end a tunnel that one side has left and the other says nothing on, and no other', async () => {
    run = await runShim({ limits: { halfClosedMs: 600 } });
    const server = await serverThat();
    const open = async (): Promise<RawConnection> => (await run.client()).say(`CONNECT 127.0.0.1:${server.port} HTTP/1.1\r\nHost: x\r\n\r\n`).hears('established');
    const stays = await open();
    const left = await open();
    left.socket.end();
    await left.over(5_000);
    await eventually(() => run.journal.entries[1]?.end !== undefined, 'its end');
    assert.deepEqual(run.journal.entries.map(({ end }) => end), [undefined, { by: 'shim', how: 'deadline', leg: 'stream', code: 'HALF_CLOSED_BY_CLIENT' }]);
    stays.say('still there');
    await (await server.connection(0)).hears('still there');
  });

  describe('a way that hangs', () => {
    for (const { what, leg, names, upstream } of hangs) {
      it(`ends at its clock, with the leg: ${what}`, async () => {
        nameTo(names ?? {});
        const begun = performance.now();
        const client = await ask(await upstream());
        await client.over(5_000);
        const tookMs = performance.now() - begun;
        assert.match(client.heard, new RegExp(`^HTTP/1\\.1 504 Gateway Timeout \\(${leg}: DEADLINE\\)`));
        assert.ok(tookMs >= 600 && tookMs < 4_000, `${tookMs} ms`);
        client.destroy();
        await run.quiet();
        const { end } = run.journal.entries[0] ?? {};
        assert.deepEqual(end, { by: 'upstream', how: 'deadline', leg, code: 'DEADLINE', status: 504 });
      });

      it(`is given up when the client is: ${what}`, async () => {
        nameTo(names ?? {});
        for (const leave of ['end', 'resetAndDestroy'] as const) {
          const client = await ask(await upstream());
          await eventually(() => run.journal.entries.length === 1, 'the entry');
          await new Promise((resolve) => setTimeout(resolve, 100));
          const begun = performance.now();
          client.socket[leave]();
          await run.quiet();
          assert.ok(performance.now() - begun < 450, 'long before its clock');
          assert.equal(run.journal.entries[0]?.end?.by, 'client');
          await Promise.all(servers.flatMap(({ connections }) => connections.map((one) => one.over())));
          await run.end();
        }
        run = await runShim();
      });
    }

    it('ends at its clock, with the leg: the host, asked to connect', async function () {
      if (process.platform !== 'linux') this.skip();
      const child = spawn(process.execPath, ['-e', listener], { stdio: ['ignore', 'pipe', 'inherit'] });
      const filling: net.Socket[] = [];
      try {
        const [line] = (await once(child.stdout, 'data')) as [Buffer];
        const port = Number(line.toString());
        child.kill('SIGSTOP');
        for (let full = false; !full; ) {
          const socket = net.connect(port, '127.0.0.1');
          filling.push(socket);
          full = await Promise.race([once(socket, 'connect').then(() => false), new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 200))]);
        }
        run = await runShim({ limits });
        const client = await run.client();
        await client.say(`CONNECT 127.0.0.1:${port} HTTP/1.1\r\nHost: x\r\n\r\n`).over(5_000);
        assert.match(client.heard, /^HTTP\/1\.1 504 Gateway Timeout \(tcp: DEADLINE\)/);
        client.destroy();
        const other = await run.client();
        other.say(`CONNECT 127.0.0.1:${port} HTTP/1.1\r\nHost: x\r\n\r\n`);
        await eventually(() => run.journal.entries.length === 2, 'the entry');
        other.socket.end();
        await run.quiet();
        assert.deepEqual(run.journal.entries.map(({ end }) => end), [{ by: 'upstream', how: 'deadline', leg: 'tcp', code: 'DEADLINE', status: 504 }, { by: 'client', how: 'closed' }]);
      } finally {
        for (const socket of filling) socket.destroy();
        child.kill('SIGKILL');
      }
    });

    for (const { what, leg, code, names, upstream } of ends) {
      it(`does not wait for a clock where there is nothing to wait for: ${what}`, async () => {
        nameTo(names ?? {});
        const begun = performance.now();
        const client = await ask(await upstream());
        await client.over(5_000);
        assert.ok(performance.now() - begun < 600, `${performance.now() - begun} ms: ${client.heard}`);
        client.destroy();
        await run.quiet();
        const { end } = run.journal.entries[0] ?? {};
        assert.equal(end?.leg, leg);
        assert.match(end?.code ?? '', code);
        assert.equal(end?.how, 'refused');
      });
    }
  });

  describe('a plain request that hangs', () => {
    const get = (server: RawServer, path = '/'): string => `GET http://127.0.0.1:${server.port}${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
    const cases: readonly (readonly [what: string, text: (server: RawServer) => string])[] = [
      ['alone', get],
      ['with another behind it', (server) => get(server) + get(server, '/2')],
      ['with a body', (server) => `POST http://127.0.0.1:${server.port}/ HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nok`],
      ['with a body that the host does not read', (server) => `POST http://127.0.0.1:${server.port}/ HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n${'x'.repeat(20_000_000)}`],
    ];
    for (const [what, text] of cases) {
      it(`at the host ends at its clock: ${what}`, async () => {
        run = await runShim({ limits });
        const server = await serverThat((host) => void host.socket.pause());
        const client = await run.client();
        client.say(text(server));
        await client.over(5_000);
        assert.match(client.heard, /^HTTP\/1\.1 504 Gateway Timeout \(http: FIRST_BYTE_TOO_SLOW\)/);
        client.destroy();
        await run.quiet();
        assert.deepEqual(run.journal.entries[0]?.end, { by: 'upstream', how: 'deadline', leg: 'http', code: 'FIRST_BYTE_TOO_SLOW', status: 504 });
      });
    }

    it('on a kept connection ends at its clock, too', async () => {
      run = await runShim({ limits });
      const server = await serverThat((host) => void host.hears('/1').then(() => host.say('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1')));
      const client = await run.client();
      await client.say(get(server, '/1')).hears('\r\n\r\n1');
      await client.say(get(server, '/2')).over(5_000);
      assert.match(client.heard, /504 Gateway Timeout/);
    });

    it('at the client, with its body, ends at its clock and says whose it was', async () => {
      run = await runShim({ limits });
      const server = await serverThat();
      const client = await run.client();
      await client.say(`POST http://127.0.0.1:${server.port}/ HTTP/1.1\r\nHost: x\r\nContent-Length: 20\r\n\r\nhalf`).over(5_000);
      assert.match(client.heard, /^HTTP\/1\.1 408 Request Timeout \(HEAD_TOO_SLOW\)/);
      await run.quiet();
      assert.equal(run.journal.entries[0]?.end?.by, 'shim');
    });

    it('is none while its body comes, however slowly', async () => {
      run = await runShim({ limits });
      const server = await serverThat((host) => void host.until((heard) => heard.endsWith('0123456789'), 'all').then(() => host.say('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'), () => undefined));
      const client = await run.client();
      client.say(`POST http://127.0.0.1:${server.port}/ HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n`);
      for (const digit of '0123456789') {
        await new Promise((resolve) => setTimeout(resolve, 150));
        client.say(digit);
      }
      await client.hears('200 OK');
    });

    it('is none once it is answered: a stream may be silent', async () => {
      run = await runShim({ limits });
      const server = await serverThat((host) => void host.hears('\r\n\r\n').then(() => {
        host.say('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
        setTimeout(() => host.say('1\r\nx\r\n0\r\n\r\n'), 1_800);
      }));
      const client = await run.client();
      await client.say(get(server)).hears('0\r\n\r\n');
      assert.ok((run.journal.entries[0]?.longestSilenceMs ?? 0) > 1_500);
    });
  });

  describe('a client that says nothing', () => {
    beforeEach(async () => (run = await runShim({ limits })));

    it('from the beginning is let go without a word, whether it ends its side or not', async () => {
      const client = await run.client();
      await client.over(5_000);
      assert.equal(client.heard, '');
      await run.quiet();
      assert.deepEqual(run.journal.counts, {});
    });

    it('in the middle of a head is told, and counted', async () => {
      const client = await run.client();
      client.say('GET http://a.test/ HT');
      const timer = setInterval(() => client.socket.write('T'), 100);
      await client.over(5_000).finally(() => clearInterval(timer));
      assert.match(client.heard, /^HTTP\/1\.1 408 Request Timeout \(HEAD_TOO_SLOW\)/);
      assert.deepEqual(run.journal.counts, { HEAD_TOO_SLOW: 1 });
      await run.quiet();
    });

    it('after an answer is let go, and a request that crosses the end is not sent on', async () => {
      const server = await serverThat((host) => void host.hears('/1').then(() => host.say('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1')));
      const client = await run.client();
      await client.say(`GET http://127.0.0.1:${server.port}/1 HTTP/1.1\r\nHost: x\r\n\r\n`).hears('\r\n\r\n1');
      await client.over(5_000);
      assert.equal(client.end, 'ended');
      client.say(`POST http://127.0.0.1:${server.port}/2 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n`);
      await run.quiet();
      assert.doesNotMatch(server.connections.map(({ heard }) => heard).join(''), /\/2/);
    });

    it('in the middle of its second head is told, as in the first', async () => {
      const server = await serverThat((host) => void host.hears('/1').then(() => host.say('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1')));
      const client = await run.client();
      await client.say(`GET http://127.0.0.1:${server.port}/1 HTTP/1.1\r\nHost: x\r\n\r\nGET`).hears('\r\n\r\n1');
      await client.over(5_000);
      assert.match(client.heard, /408 Request Timeout \(HEAD_TOO_SLOW\)/);
      assert.deepEqual(run.journal.counts, { HEAD_TOO_SLOW: 1 });
      assert.deepEqual(run.journal.entries.map(({ end }) => end?.how), ['closed']);
    });

    it('and goes in the middle of a head is counted', async () => {
      const client = await run.client();
      client.socket.end('GET http://a.test/ HT');
      await client.over();
      await run.quiet();
      assert.deepEqual(run.journal.counts, { HEAD_CUT: 1 });
    });
  });
});
