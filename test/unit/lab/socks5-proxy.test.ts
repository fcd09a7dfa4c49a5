import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { SocksClient } from 'socks';
import type { Socks5Options, Socks5Proxy } from '../../../src/lab/lab.ts';
import { startSocks5Proxy } from '../../../src/lab/lab.ts';
import { closedPort, startEcho } from './clients.ts';

describe('the SOCKS5 proxy', () => {
  let echo: Awaited<ReturnType<typeof startEcho>>;
  let proxy: Socks5Proxy | undefined;
  const start = async (options: Socks5Options = {}): Promise<Socks5Proxy> => {
    proxy = await startSocks5Proxy(options);
    return proxy;
  };
  before(async () => {
    echo = await startEcho();
  });
  afterEach(() => proxy?.close());
  after(() => echo.close());

  /** A real SOCKS client asks for a destination and says something. */
  const through = async (to: { host: string; port?: number; user?: string; password?: string; timeout?: number }) => {
    const { socket } = await SocksClient.createConnection({
      command: 'connect',
      proxy: {
        host: '127.0.0.1',
        port: proxy?.port ?? 0,
        type: 5,
        ...(to.user === undefined ? {} : { userId: to.user, password: to.password ?? '' }),
      },
      destination: { host: to.host, port: to.port ?? echo.port },
      timeout: to.timeout ?? 5000,
    });
    try {
      socket.write('hello');
      const [data] = (await once(socket, 'data')) as [Buffer];
      return data.toString();
    } finally {
      socket.destroy();
    }
  };

  it('carries bytes and records whether it was given a name or an address', async () => {
    const { url, port, log } = await start({ connectTo: () => ({ host: '127.0.0.1', port: echo.port }) });
    assert.equal(url, `socks5://127.0.0.1:${port}`);
    assert.equal(await through({ host: '127.0.0.1' }), 'hello');
    assert.equal(await through({ host: 'gateway.example', port: 443 }), 'hello');
    assert.equal(await through({ host: '2001:db8::7', port: 443 }), 'hello');
    assert.deepEqual(log, [
      { given: 'ipv4', host: '127.0.0.1', port: echo.port, authenticated: false, reply: 0 },
      { given: 'name', host: 'gateway.example', port: 443, authenticated: false, reply: 0 },
      { given: 'ipv6', host: '2001:db8::7', port: 443, authenticated: false, reply: 0 },
    ]);
  });

  it('auth-required: takes the right credentials and no others', async () => {
    const { log } = await start({ mode: 'auth-required', user: 'me', password: 'secret' });
    await assert.rejects(through({ host: '127.0.0.1' }), /no accepted authentication/i);
    await assert.rejects(through({ host: '127.0.0.1', user: 'me', password: 'wrong' }), /authentication failed/i);
    assert.equal(await through({ host: '127.0.0.1', user: 'me', password: 'secret' }), 'hello');
    assert.deepEqual(log.map((one) => one.authenticated), [true]);
  });

  it('auth-required without credentials of its own takes none', async () => {
    await start({ mode: 'auth-required' });
    await assert.rejects(through({ host: '127.0.0.1', user: 'me', password: 'x' }), /authentication failed/i);
  });

  it('refuse: answers "not allowed" and records what was asked', async () => {
    const { log } = await start({ mode: 'refuse' });
    await assert.rejects(through({ host: 'gateway.example', port: 443 }), /NotAllowed/);
    assert.deepEqual(log[0], { given: 'name', host: 'gateway.example', port: 443, authenticated: false, reply: 2 });
  });

  it('says "refused" when the other side is not there', async () => {
    const { log } = await start();
    await assert.rejects(through({ host: '127.0.0.1', port: await closedPort() }), /ConnectionRefused/);
    assert.equal(log[0]?.reply, 5);
  });

  it('hang: takes the greeting and says nothing', async () => {
    await start({ mode: 'hang' });
    await assert.rejects(through({ host: '127.0.0.1', timeout: 200 }), /timed out/);
  });

  it('changes its mode while it runs', async () => {
    const running = await start();
    running.setMode('refuse');
    await assert.rejects(through({ host: '127.0.0.1' }), /NotAllowed/);
    running.setMode('ok');
    assert.equal(await through({ host: '127.0.0.1' }), 'hello');
  });

  it('takes a greeting byte by byte, and bytes sent too early', async () => {
    const { port } = await start();
    const socket = net.connect(port, '127.0.0.1').setNoDelay(true);
    for (const byte of [5, 1, 0]) {
      socket.write(Buffer.of(byte));
      await sleep(5);
    }
    const request = Buffer.from([5, 1, 0, 1, 127, 0, 0, 1, echo.port >> 8, echo.port & 255]);
    socket.write(Buffer.concat([request, Buffer.from('early')]));
    let received = Buffer.alloc(0);
    while (received.length < 2 + 10 + 5) {
      received = Buffer.concat([received, ((await once(socket, 'data')) as [Buffer])[0]]);
    }
    assert.equal(received.subarray(12).toString(), 'early');
    socket.destroy();
  });

  for (const [what, bytes, answer] of [
    ['another version', [4, 1, 0, 80, 127, 0, 0, 1, 0], []],
    ['a command it does not do', [5, 1, 0, 5, 2, 0, 1, 127, 0, 0, 1, 0, 80], [5, 0, 5, 7, 0, 1, 0, 0, 0, 0, 0, 0]],
    ['an address it does not know', [5, 1, 0, 5, 1, 0, 9, 127, 0, 0, 1, 0, 80], [5, 0, 5, 8, 0, 1, 0, 0, 0, 0, 0, 0]],
  ] as const) {
    it(`ends a connection with ${what}`, async () => {
      const { port } = await start();
      const socket = net.connect(port, '127.0.0.1');
      const received: Buffer[] = [];
      socket.on('data', (data: Buffer) => received.push(data));
      socket.on('error', () => {});
      socket.write(Buffer.from(bytes));
      await once(socket, 'close');
      assert.deepEqual([...Buffer.concat(received)], [...answer]);
    });
  }
});
