import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as net from 'node:net';
import { greetTls } from '../../../src/path/tls-greeting.ts';
import { startLab } from '../../../src/lab/lab.ts';
import { answering, startRawServer } from './raw-server.ts';

const never = new AbortController().signal;

async function open(port: number): Promise<net.Socket> {
  const socket = net.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

describe('beginning TLS', () => {
  it('is answered by a server, whoever signed its certificate', async () => {
    const lab = await startLab();
    try {
      const socket = await open(Number(new URL(lab.tlsBaseUrl).port));
      const { outcome, code } = await greetTls(socket, 'gateway.test', 3_000, never);
      assert.equal(outcome, 'answered');
      assert.ok(code !== undefined, 'a practice certificate is none of a public root');
      assert.equal(socket.destroyed, true);
    } finally {
      await lab.close();
    }
  });

  it('meets silence', async () => {
    const server = await startRawServer(() => undefined);
    const { outcome, code } = await greetTls(await open(server.port), 'gateway.test', 150, never);
    assert.deepEqual([outcome, code], ['silent', 'DEADLINE']);
    await server.close();
  });

  it('is cut off', async () => {
    const server = net.createServer((socket) => socket.once('data', () => socket.resetAndDestroy())).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { outcome, code } = await greetTls(await open((server.address() as net.AddressInfo).port), '127.0.0.1', 2_000, never);
    assert.deepEqual([outcome, code], ['reset', 'ECONNRESET']);
    server.close();
  });

  it('meets something that is no TLS', async () => {
    const server = await startRawServer(answering('HTTP/1.1 400 Bad Request\r\n\r\n', 'end'));
    const { outcome } = await greetTls(await open(server.port), 'gateway.test', 2_000, never);
    assert.equal(outcome, 'refused');
    await server.close();
  });

  it('stops for an abort', async () => {
    const server = await startRawServer(() => undefined);
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('gone')), 30);
    await assert.rejects(greetTls(await open(server.port), 'gateway.test', 20_000, controller.signal), /gone/);
    await server.close();
  });
});
