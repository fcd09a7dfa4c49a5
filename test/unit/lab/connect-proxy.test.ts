import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectProxy, ConnectProxyOptions, Lab } from '../../../src/lab/lab.ts';
import { startConnectProxy, startLab } from '../../../src/lab/lab.ts';
import { closedPort, connectThrough, startEcho } from './clients.ts';

/** Reads what comes until the socket ends, and how it ended. */
async function drain(socket: Socket): Promise<{ bytes: number; error: string | undefined }> {
  let bytes = 0;
  let error: string | undefined;
  socket.on('data', (data: Buffer) => (bytes += data.length));
  socket.on('error', (failure: NodeJS.ErrnoException) => (error = failure.code));
  await new Promise((resolve) => socket.once('close', resolve));
  return { bytes, error };
}

describe('the CONNECT proxy', () => {
  let echo: Awaited<ReturnType<typeof startEcho>>;
  let proxy: ConnectProxy | undefined;
  const start = async (options: ConnectProxyOptions = {}): Promise<ConnectProxy> => {
    proxy = await startConnectProxy(options);
    return proxy;
  };
  before(async () => {
    echo = await startEcho();
  });
  afterEach(async () => {
    await proxy?.close();
    proxy = undefined;
  });
  after(() => echo.close());

  const authority = (): string => `127.0.0.1:${echo.port}`;

  it('carries bytes both ways and keeps a record', async () => {
    const { port, url, log } = await start();
    assert.equal(url, `http://127.0.0.1:${port}`);
    const { socket, status } = await connectThrough(port, authority());
    assert.equal(status, 200);
    const payload = Buffer.alloc(3_000_000, 'gatehouse');
    const received: Buffer[] = [];
    socket.on('data', (data: Buffer) => received.push(data));
    socket.write(payload);
    while (received.reduce((sum, part) => sum + part.length, 0) < payload.length) await once(socket, 'data');
    assert.ok(Buffer.concat(received).equals(payload));
    socket.destroy();
    assert.deepEqual(log, [{ method: 'CONNECT', authority: authority(), proxyAuthorization: false, status: 200 }]);
  });

  it('passes on bytes sent before its answer', async () => {
    const { port } = await start();
    const socket = connect(port, '127.0.0.1');
    socket.write(`CONNECT ${authority()} HTTP/1.1\r\nHost: x\r\n\r\nearly`);
    let received = '';
    while (!received.endsWith('early')) received += String((await once(socket, 'data'))[0]);
    assert.match(received, /^HTTP\/1\.1 200 [^\r]*\r\n\r\nearly$/);
    socket.destroy();
  });

  it('407: asks for credentials and never takes any when it has none', async () => {
    const { port, log } = await start({ mode: '407' });
    const { status, head, socket } = await connectThrough(port, authority());
    assert.equal(status, 407);
    assert.match(head, /Proxy-Authenticate: Basic realm=/);
    const credentials = `Proxy-Authorization: Basic ${btoa('me:secret')}\r\n`;
    assert.equal((await connectThrough(port, authority(), credentials)).status, 407);
    assert.deepEqual(log.map((one) => one.proxyAuthorization), [false, true]);
    assert.ok(!JSON.stringify(log).includes(btoa('me:secret')));
    socket.destroy();
  });

  it('takes the right credentials and no others', async () => {
    const { port } = await start({ user: 'me', password: 'secret' });
    const status = async (credentials: string): Promise<number> => {
      const header = `Proxy-Authorization: Basic ${btoa(credentials)}\r\n`;
      const result = await connectThrough(port, authority(), header);
      result.socket.destroy();
      return result.status;
    };
    assert.equal(await status('me:wrong'), 407);
    assert.equal(await status('me:secret'), 200);
    assert.equal((await connectThrough(port, authority())).status, 407);
  });

  it('403: refuses', async () => {
    const { port } = await start({ mode: '403' });
    assert.equal((await connectThrough(port, authority())).status, 403);
  });

  it('says 400 to no authority and 502 when the other side is not there', async () => {
    const { port, log } = await start();
    assert.equal((await connectThrough(port, 'nonsense')).status, 400);
    assert.equal((await connectThrough(port, `127.0.0.1:${await closedPort()}`)).status, 502);
    assert.deepEqual(log.map((one) => one.status), [400, 502]);
  });

  it('hang: takes the request and says nothing', async () => {
    const { port, log } = await start({ mode: 'hang' });
    const outcome = await Promise.race([connectThrough(port, authority()), sleep(200, 'nothing')]);
    assert.equal(outcome, 'nothing');
    assert.equal(log[0]?.status, 0);
  });

  it('slow: answers after the delay', async () => {
    const { port } = await start({ mode: 'slow', delayMs: 300 });
    const started = performance.now();
    const { status, socket } = await connectThrough(port, authority());
    assert.equal(status, 200);
    assert.ok(performance.now() - started >= 290);
    socket.destroy();
  });

  for (const [dropWith, error] of [['end', undefined], ['reset', 'ECONNRESET']] as const) {
    it(`drop-after-bytes: lets exactly so many pass, then a ${dropWith}`, async () => {
      const { port } = await start({ mode: 'drop-after-bytes', dropAfterBytes: 1000, dropWith });
      const { socket } = await connectThrough(port, authority());
      const drained = drain(socket);
      socket.write(Buffer.alloc(5000));
      assert.deepEqual(await drained, { bytes: 1000, error });
    });

    it(`drop-after-ms: a ${dropWith} in time, whatever passes`, async () => {
      const { port } = await start({ mode: 'drop-after-ms', dropAfterMs: 250, dropWith });
      const { socket } = await connectThrough(port, authority());
      const started = performance.now();
      const drained = drain(socket);
      socket.write('hello');
      const { bytes, error: seen } = await drained;
      const tookMs = performance.now() - started;
      assert.deepEqual({ bytes, seen }, { bytes: 5, seen: error });
      assert.ok(tookMs >= 200, `after ${tookMs} ms`);
    });
  }

  it('sends names where it is told', async () => {
    const asked: unknown[] = [];
    const { port } = await start({
      connectTo: (endpoint) => {
        asked.push(endpoint);
        return { host: '127.0.0.1', port: echo.port };
      },
    });
    const { status, socket } = await connectThrough(port, 'gateway.example:443');
    assert.equal(status, 200);
    assert.deepEqual(asked, [{ host: 'gateway.example', port: 443 }]);
    socket.destroy();
  });

  it('changes its mode while it runs', async () => {
    const running = await start();
    running.setMode('403');
    assert.equal((await connectThrough(running.port, authority())).status, 403);
    running.setMode('ok');
    const { status, socket } = await connectThrough(running.port, authority());
    assert.equal(status, 200);
    socket.destroy();
  });

  it('bears nonsense, resets and its own close', async () => {
    const running = await start({ mode: 'slow', delayMs: 60_000 });
    const waiting = connectThrough(running.port, authority());
    assert.equal((await connectThrough(running.port, 'x y z')).status, 0);
    while (running.log.length === 0) await sleep(5);
    await running.close();
    assert.equal((await waiting).status, 0);
    assert.equal((await connectThrough(running.port, authority())).status, 0);
  });

  describe('with absolute-form HTTP', () => {
    let lab: Lab;
    let origin: http.Server;
    let seen: { url: string | undefined; headers: http.IncomingHttpHeaders } | undefined;
    let originPort: number;
    before(async () => {
      lab = await startLab();
      origin = http.createServer((request, response) => {
        seen = { url: request.url, headers: request.headers };
        request.pipe(response);
      });
      origin.listen(0, '127.0.0.1');
      await once(origin, 'listening');
      originPort = (origin.address() as AddressInfo).port;
    });
    after(async () => {
      origin.close();
      await lab.close();
    });

    const ask = async (port: number, url: string, headers: Record<string, string> = {}, body?: string) => {
      const method = body === undefined ? 'GET' : 'POST';
      const request = http.request({ host: '127.0.0.1', port, method, path: url, headers, agent: false });
      request.end(body);
      const [response] = (await once(request, 'response')) as [http.IncomingMessage];
      return { status: response.statusCode, headers: response.headers, body: await text(response) };
    };

    it('forwards, without the headers that were meant for itself', async () => {
      const { port, log } = await start();
      const headers = { 'Proxy-Authorization': 'Basic eDp5', 'Proxy-Connection': 'keep-alive', 'X-Mine': '1' };
      const answer = await ask(port, `http://127.0.0.1:${originPort}/a?b=c`, headers, 'hello');
      assert.equal(answer.status, 200);
      assert.equal(answer.body, 'hello');
      assert.equal(seen?.url, '/a?b=c');
      assert.equal(seen?.headers.host, `127.0.0.1:${originPort}`);
      assert.equal(seen?.headers['x-mine'], '1');
      assert.equal(seen?.headers['proxy-authorization'], undefined);
      assert.equal(seen?.headers['proxy-connection'], undefined);
      const entry = { method: 'POST', authority: `127.0.0.1:${originPort}`, proxyAuthorization: true, status: 200 };
      assert.deepEqual(log, [entry]);
    });

    it('streams from the practice gateway', async () => {
      const { port } = await start();
      const answer = await ask(port, `${lab.baseUrl}/models`);
      assert.equal(answer.status, 200);
      assert.ok(JSON.parse(answer.body));
    });

    for (const [mode, status] of [['407', 407], ['403', 403]] as const) {
      it(`${mode}: refuses`, async () => {
        const { port } = await start({ mode });
        const answer = await ask(port, `${lab.baseUrl}/models`);
        assert.equal(answer.status, status);
        assert.equal(answer.headers['proxy-authenticate'] !== undefined, status === 407);
      });
    }

    it('says 400 to a path and 502 when the origin is not there', async () => {
      const { port } = await start();
      assert.equal((await ask(port, '/models')).status, 400);
      assert.equal((await ask(port, `http://127.0.0.1:${await closedPort()}/`)).status, 502);
    });

    it('drop-after-bytes: a cut answer does not look complete', async () => {
      const { port } = await start({ mode: 'drop-after-bytes', dropAfterBytes: 100 });
      await assert.rejects(ask(port, `${lab.baseUrl}/models`), { code: 'ECONNRESET' });
    });
  });
});
