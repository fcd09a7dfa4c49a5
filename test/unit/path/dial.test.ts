import assert from 'node:assert/strict';
import type * as net from 'node:net';
import * as tls from 'node:tls';
import { dial, proxyPort, type Dialled, type Resolve } from '../../../src/path/dial.ts';
import type { NetworkPath } from '../../../src/path/network-path.ts';
import { createAuthority, startConnectProxy, startSocks5Proxy } from '../../../src/lab/lab.ts';
import { closedPort } from '../lab/clients.ts';
import { answering, pathBy, patient, resolveHere, resolveTo, startRawServer, until, type RawServer } from './raw-server.ts';

const never = new AbortController().signal;

describe('dialling', () => {
  let server: RawServer;
  const closers: (() => Promise<void>)[] = [];
  beforeEach(async () => {
    server = await startRawServer(() => undefined);
    closers.push(() => server.close());
  });
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });

  const go = (path: NetworkPath, more: { resolve?: Resolve; clocks?: object; signal?: AbortSignal; host?: string; port?: number } = {}): Promise<Dialled> =>
    dial(
      { host: more.host ?? '127.0.0.1', port: more.port ?? server.port },
      path,
      more.resolve ?? resolveHere,
      { ...patient, ...more.clocks },
      more.signal ?? never,
    );
  const proxy = async (options: Parameters<typeof startConnectProxy>[0]): ReturnType<typeof startConnectProxy> => {
    const started = await startConnectProxy(options);
    closers.push(() => started.close());
    return started;
  };
  const opened = (dialled: Dialled): Extract<Dialled, { ok: true }> => {
    assert.ok(dialled.ok, dialled.ok ? '' : JSON.stringify(dialled.failure));
    for (const { durationMs, ok } of dialled.steps) assert.ok(ok && durationMs >= 0);
    dialled.socket.destroy();
    return dialled;
  };
  const failed = (dialled: Dialled): Extract<Dialled, { ok: false }> => {
    assert.ok(!dialled.ok);
    assert.deepEqual(dialled.steps.map(({ ok }) => ok).slice(0, -1).every(Boolean), true, 'only the last step fails');
    assert.equal(dialled.steps.at(-1)?.ok, false);
    assert.equal(dialled.steps.at(-1)?.step, dialled.failure.step);
    return dialled;
  };
  const steps = (dialled: Dialled): string[] => dialled.steps.map(({ step }) => step);

  it('goes direct', async () => {
    const dialled = opened(await go(pathBy('direct')));
    assert.deepEqual(steps(dialled), ['dns', 'tcp']);
    assert.equal(dialled.remoteAddress, '127.0.0.1');
    await until('the connection is closed', () => server.open === 0);
  });

  it('tells a refused connection from a name that does not resolve', async () => {
    const refused = failed(await go(pathBy('direct'), { port: await closedPort() }));
    assert.deepEqual([refused.failure.leg, refused.failure.step, refused.failure.code], ['tcp', 'tcp', 'ECONNREFUSED']);
    const unknown = failed(await go(pathBy('direct'), { host: 'nowhere.test', resolve: resolveTo({}) }));
    assert.deepEqual([unknown.failure.leg, unknown.failure.step, unknown.failure.code], ['dns', 'dns', 'ENOTFOUND']);
  });

  it('gets a tunnel by CONNECT that carries bytes, also those that came with the answer', async () => {
    const eager = await startRawServer((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nVia: 1.1 squid-42\r\nX-Other: no\r\n\r\nearly'));
    });
    closers.push(() => eager.close());
    const dialled = await go(pathBy('connect', `http://127.0.0.1:${eager.port}`));
    assert.ok(dialled.ok);
    assert.deepEqual(steps(dialled), ['proxy-dns', 'proxy-tcp', 'proxy-connect']);
    assert.deepEqual(dialled.proxyReply, { status: 200, headers: { via: '1.1 squid-42' } });
    const [early] = (await dialled.socket.take(1).toArray()) as Buffer[];
    assert.equal(early?.toString(), 'early');
  });

  it('asks the proxy for the name it was given and sends its credentials', async () => {
    const picky = await proxy({ user: 'ann@corp', password: 'p/w:%', connectTo: () => ({ host: '127.0.0.1', port: server.port }) });
    const url = `http://ann%40corp:p%2Fw%3A%25@127.0.0.1:${picky.port}`;
    opened(await go(pathBy('connect', url), { host: 'gateway.test', port: 443, resolve: resolveTo({ '127.0.0.1': '127.0.0.1' }) }));
    assert.deepEqual(picky.log, [{ method: 'CONNECT', authority: 'gateway.test:443', proxyAuthorization: true, status: 200 }]);
  });

  const refusals = [
    { mode: '407', status: 407 },
    { mode: '403', status: 403 },
  ] as const;
  for (const { mode, status } of refusals) {
    it(`says that the proxy answered ${status}`, async () => {
      const { url } = await proxy({ mode });
      const { failure, proxyReply } = failed(await go(pathBy('connect', url)));
      assert.deepEqual([failure.leg, failure.step, failure.code], ['proxy', 'proxy-connect', `PROXY_${status}`]);
      assert.equal(proxyReply?.status, status);
    });
  }

  it('says 502 when the proxy does not reach the host', async () => {
    const { url } = await proxy({});
    const { failure } = failed(await go(pathBy('connect', url), { port: await closedPort() }));
    assert.equal(failure.code, 'PROXY_502');
  });

  it('gives a silent proxy up at its clock, and a slow one does not count as silent', async () => {
    const started = performance.now();
    const silent = await proxy({ mode: 'hang' });
    const { failure } = failed(await go(pathBy('connect', silent.url), { clocks: { proxyMs: 150 } }));
    assert.deepEqual([failure.leg, failure.step, failure.code], ['proxy', 'proxy-connect', 'DEADLINE']);
    assert.ok(performance.now() - started < 2_500);
    const slow = await proxy({ mode: 'slow', delayMs: 200 });
    const dialled = opened(await go(pathBy('connect', slow.url)));
    assert.ok((dialled.steps.at(-1)?.durationMs ?? 0) >= 190);
  });

  const rude: readonly { what: string; answer: string; then: 'end' | 'reset'; code: string }[] = [
    { what: 'closes', answer: '', then: 'end', code: 'PROXY_CLOSED' },
    { what: 'closes in the middle of its answer', answer: 'HTTP/1.1 20', then: 'end', code: 'PROXY_CLOSED' },
    { what: 'speaks SSH', answer: 'SSH-2.0-OpenSSH_9.6\r\n', then: 'end', code: 'PROXY_NOT_HTTP' },
    { what: 'answers binary with a head end', answer: '\x00\x01\x02\x03\x04\r\n\r\n', then: 'end', code: 'PROXY_NOT_HTTP' },
    { what: 'answers a status that is none', answer: 'HTTP/1.1 OK\r\n\r\n', then: 'end', code: 'PROXY_NOT_HTTP' },
    { what: 'resets', answer: 'H', then: 'reset', code: 'ECONNRESET' },
  ];
  for (const { what, answer, then, code } of rude) {
    it(`survives a proxy that ${what}`, async () => {
      const bad = await startRawServer(answering(answer, then));
      closers.push(() => bad.close());
      const { failure } = failed(await go(pathBy('connect', `http://127.0.0.1:${bad.port}`)));
      assert.deepEqual([failure.leg, failure.step, failure.code], ['proxy', 'proxy-connect', code]);
      await until('nothing stays open', () => bad.open === 0);
    });
  }

  it('bounds the answer of a proxy that never comes to an end', async () => {
    const endless = await startRawServer((socket) => {
      socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\n${'X-Filler: more\r\n'.repeat(10_000)}`));
    });
    closers.push(() => endless.close());
    const { failure } = failed(await go(pathBy('connect', `http://127.0.0.1:${endless.port}`)));
    assert.equal(failure.code, 'PROXY_REPLY_TOO_LONG');
  });

  it('reads an answer that comes byte by byte, and one with bare line feeds', async () => {
    const dribbling = await startRawServer((socket) => {
      socket.setNoDelay(true);
      socket.once('data', async () => {
        for (const byte of 'HTTP/1.0 200 OK\r\n\r\n') {
          socket.write(byte);
          await new Promise((resolve) => setImmediate(resolve));
        }
      });
    });
    const loose = await startRawServer(answering('HTTP/1.1 407 No\nServer: odd\n\nbody'));
    closers.push(() => dribbling.close(), () => loose.close());
    opened(await go(pathBy('connect', `http://127.0.0.1:${dribbling.port}`)));
    const { proxyReply } = failed(await go(pathBy('connect', `http://127.0.0.1:${loose.port}`)));
    assert.deepEqual(proxyReply, { status: 407, headers: { server: 'odd' } });
  });

  it('cleans what a proxy says of itself', async () => {
    const hostile = await startRawServer(
      answering(`HTTP/1.1 403 No\r\nServer: <b>\u001b[31m${'x'.repeat(5_000)}\r\nVia: a\u0085b\r\n\r\n`, 'end'),
    );
    closers.push(() => hostile.close());
    const { proxyReply } = failed(await go(pathBy('connect', `http://127.0.0.1:${hostile.port}`)));
    const { server: named = '' } = proxyReply?.headers ?? {};
    assert.ok(named.length <= 200 && !named.includes('\u001b') && named.startsWith('<b>'));
  });

  it('names the leg of a proxy that is not there', async () => {
    const down = failed(await go(pathBy('connect', `http://127.0.0.1:${await closedPort()}`)));
    assert.deepEqual([down.failure.leg, down.failure.step, down.failure.code], ['proxy', 'proxy-tcp', 'ECONNREFUSED']);
    const unknown = failed(await go(pathBy('connect', 'http://proxy.test:3128'), { resolve: resolveTo({}) }));
    assert.deepEqual([unknown.failure.leg, unknown.failure.step, unknown.failure.code], ['proxy', 'proxy-dns', 'ENOTFOUND']);
  });

  it('hands SOCKS5 the name or the address, as the mode says', async () => {
    const socks = await startSocks5Proxy({ connectTo: () => ({ host: '127.0.0.1', port: server.port }) });
    closers.push(() => socks.close());
    const resolve = resolveTo({ '127.0.0.1': '127.0.0.1', 'gateway.test': '192.0.2.7' });
    const byName = opened(await go(pathBy('socks5-name', socks.url), { host: 'gateway.test', port: 443, resolve }));
    assert.deepEqual(steps(byName), ['proxy-dns', 'proxy-tcp', 'socks']);
    const byAddress = opened(await go(pathBy('socks5-ip', socks.url), { host: 'gateway.test', port: 443, resolve }));
    assert.deepEqual(steps(byAddress), ['proxy-dns', 'proxy-tcp', 'dns', 'socks']);
    assert.deepEqual(socks.log.map(({ given, host, port }) => [given, host, port]), [
      ['name', 'gateway.test', 443],
      ['ipv4', '192.0.2.7', 443],
    ]);
  });

  it('blames the name when SOCKS5 needs an address and there is none', async () => {
    const socks = await startSocks5Proxy();
    closers.push(() => socks.close());
    const resolve = resolveTo({ '127.0.0.1': '127.0.0.1' });
    const { failure } = failed(await go(pathBy('socks5-ip', socks.url), { host: 'gateway.test', resolve }));
    assert.deepEqual([failure.leg, failure.step, failure.code], ['dns', 'dns', 'ENOTFOUND']);
  });

  it('carries bytes through SOCKS5 with credentials', async () => {
    const echo = await startRawServer((socket) => socket.pipe(socket));
    const socks = await startSocks5Proxy({ user: 'ann', password: '%zz' });
    closers.push(() => echo.close(), () => socks.close());
    // A percent sign that begins no escape is taken as it is.
    const path = pathBy('socks5-name', `socks5://ann:%zz@127.0.0.1:${socks.port}`);
    const dialled = await go(path, { port: echo.port });
    assert.ok(dialled.ok, JSON.stringify(dialled));
    dialled.socket.write('there and back');
    const [back] = (await dialled.socket.take(1).toArray()) as Buffer[];
    assert.equal(back?.toString(), 'there and back');
    assert.equal(socks.log[0]?.authenticated, true);
  });

  const socksFaults: readonly { what: string; options: Parameters<typeof startSocks5Proxy>[0]; code: string }[] = [
    { what: 'refuses', options: { mode: 'refuse' }, code: 'SOCKS_NOT_ALLOWED' },
    { what: 'wants a password', options: { mode: 'auth-required', user: 'a', password: 'b' }, code: 'SOCKS_AUTH' },
    { what: 'hangs', options: { mode: 'hang' }, code: 'DEADLINE' },
    { what: 'can not reach the host', options: { connectTo: () => ({ host: '127.0.0.1', port: 1 }) }, code: 'SOCKS_UPSTREAM' },
  ];
  for (const { what, options, code } of socksFaults) {
    it(`says that a SOCKS5 proxy ${what}`, async () => {
      const socks = await startSocks5Proxy(options);
      closers.push(() => socks.close());
      const { failure } = failed(await go(pathBy('socks5-name', socks.url), { clocks: { proxyMs: 300 } }));
      assert.deepEqual([failure.leg, failure.step, failure.code], ['proxy', 'socks', code]);
      assert.ok(!JSON.stringify(failure).includes('password'));
    });
  }

  it('tells an HTTP proxy behind a socks5:// address and one that closes', async () => {
    const { port } = await proxy({});
    const web = failed(await go(pathBy('socks5-name', `socks5://127.0.0.1:${port}`), { clocks: { proxyMs: 1_000 } }));
    assert.equal(web.failure.leg, 'proxy');
    assert.match(web.failure.code, /^SOCKS_(CLOSED|NOT_SOCKS)$/);
    const closing = await startRawServer(answering('', 'end'));
    closers.push(() => closing.close());
    const closed = failed(await go(pathBy('socks5-name', `socks5://127.0.0.1:${closing.port}`)));
    assert.equal(closed.failure.code, 'SOCKS_CLOSED');
  });

  it('stops before the tunnel for absolute-form requests', async () => {
    const { url, log } = await proxy({});
    const dialled = opened(await go(pathBy('absolute', url), { host: 'gateway.test', port: 80 }));
    assert.deepEqual(steps(dialled), ['proxy-dns', 'proxy-tcp']);
    assert.deepEqual(log, []);
  });

  it('verifies an https proxy before it says anything to it', async () => {
    const authority = await createAuthority();
    const leaf = await authority.issue({ dns: ['localhost'], ips: ['127.0.0.1'] });
    let heard = '';
    const secure = tls.createServer({ cert: leaf.certificate, key: leaf.key }, (socket) => {
      socket.on('error', () => socket.destroy());
      socket.on('data', (data: Buffer) => (heard += data.toString('latin1')));
    });
    secure.on('tlsClientError', (_error, socket) => socket.destroy());
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
    closers.push(() => new Promise((resolve) => secure.close(() => resolve())));
    const { port } = secure.address() as net.AddressInfo;
    for (const host of ['127.0.0.1', 'localhost']) {
      const { failure } = failed(await go(pathBy('connect', `https://user:secret@${host}:${port}`)));
      assert.deepEqual([failure.leg, failure.step], ['proxy', 'proxy-tls']);
      assert.equal(failure.code, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    }
    assert.equal(heard, '');
  });

  it('gives up on an https proxy that speaks no TLS, or nothing', async () => {
    const plain = await proxy({});
    const notTls = failed(await go(pathBy('connect', `https://127.0.0.1:${plain.port}`)));
    assert.deepEqual([notTls.failure.leg, notTls.failure.step], ['proxy', 'proxy-tls']);
    const silent = failed(await go(pathBy('connect', `https://127.0.0.1:${server.port}`), { clocks: { tlsMs: 100 } }));
    assert.equal(silent.failure.code, 'DEADLINE');
    await until('nothing stays open', () => server.open === 0);
  });

  it('rejects with the reason of an abort and leaves nothing open', async () => {
    const hanging = await startRawServer(() => undefined);
    closers.push(() => hanging.close());
    const origin = `127.0.0.1:${hanging.port}`;
    const paths = [pathBy('connect', `http://${origin}`), pathBy('connect', `https://${origin}`), pathBy('socks5-name', `socks5://${origin}`)];
    for (const path of paths) {
      const controller = new AbortController();
      const reason = new Error('the user went away');
      const running = go(path, { signal: controller.signal });
      const before = hanging.total;
      await until('the proxy is connected', () => hanging.total > before || hanging.open > 0);
      controller.abort(reason);
      await assert.rejects(running, reason);
      await until('nothing stays open', () => hanging.open === 0);
    }
    const already = AbortSignal.abort(new Error('before it began'));
    await assert.rejects(go(pathBy('direct'), { signal: already }), /before it began/);
  });

  it('leaves no handle behind, whatever happens', async () => {
    const sockets = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;
    const silent = await proxy({ mode: 'hang' });
    const refusing = await proxy({ mode: '403' });
    const before = sockets();
    for (const path of [pathBy('connect', silent.url), pathBy('connect', refusing.url), pathBy('socks5-name', `socks5://127.0.0.1:${server.port}`)]) {
      failed(await go(path, { clocks: { proxyMs: 50 } }));
    }
    await until('as many sockets as before', () => sockets() <= before);
  });

  it('knows the port of a proxy that names none', () => {
    const ports = ['http://p', 'https://p', 'socks5://p', 'http://p:80', 'https://p:8443', 'socks5://p:7890'].map((url) => proxyPort(new URL(url)));
    assert.deepEqual(ports, [80, 443, 1080, 80, 8443, 7890]);
  });
});
