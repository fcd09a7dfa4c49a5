import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as net from 'node:net';
import { sendUpload, type UploadSeen } from '../../../src/path/upload.ts';
import { startRawServer, until, type RawServer } from './raw-server.ts';

const never = new AbortController().signal;
const answer = (status: string, body = ''): string =>
  `HTTP/1.1 ${status}\r\nServer: box/1\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
/** More than any kernel buffers on both sides together. */
const size = 24 * 1024 * 1024;

describe('a large request', () => {
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });
  const serve = async (onConnection: (socket: net.Socket) => void): Promise<RawServer> => {
    const server = await startRawServer((socket) => {
      socket.on('error', () => undefined);
      onConnection(socket);
    });
    closers.push(() => server.close());
    return server;
  };
  const send = async (
    port: number,
    bytes: number,
    more: { stallMs?: number; answerMs?: number; signal?: AbortSignal } = {},
  ): Promise<UploadSeen> => {
    const socket = net.connect(port, '127.0.0.1');
    await once(socket, 'connect');
    try {
      const request = {
        host: 'gateway.test',
        path: '/v1',
        headers: { 'content-type': 'application/json' },
        body: Buffer.alloc(bytes, 'x'),
      };
      return await sendUpload(
        socket,
        request,
        { stallMs: more.stallMs ?? 3_000, answerMs: more.answerMs ?? 3_000 },
        more.signal ?? never,
      );
    } finally {
      socket.destroy();
    }
  };

  it('arrives whole and is answered', async () => {
    let got = 0;
    let head = '';
    const server = await serve((socket) => {
      socket.on('data', (data: Buffer) => {
        if (head === '') {
          head = data.toString('latin1').split('\r\n\r\n')[0] ?? '';
          got -= head.length + 4;
        }
        got += data.length;
        if (got === 1_000_000) socket.write(answer('401 Unauthorized', '{"error":"key"}'));
      });
    });
    const seen = await send(server.port, 1_000_000);
    assert.deepEqual(
      [seen.outcome, seen.status, seen.sentBytes, seen.bodyStart, seen.headers['server']],
      ['answered', 401, 1_000_000, '{"error":"key"}', 'box/1'],
    );
    assert.match(head, /^POST \/v1 HTTP\/1\.1\r\nhost: gateway\.test\r\n/);
    assert.match(head, /content-length: 1000000/);
    assert.doesNotMatch(head, /authorization/i);
  });

  it('is refused early, and the refusal is heard although the connection is reset behind it', async () => {
    const server = await serve((socket) => {
      socket.once('data', () =>
        socket.write(answer('413 Payload Too Large', 'too big'), () =>
          setTimeout(() => socket.resetAndDestroy(), 200),
        ),
      );
    });
    const seen = await send(server.port, size);
    assert.deepEqual(
      [seen.outcome, seen.status, seen.headers['server'], seen.bodyStart],
      ['answered-early', 413, 'box/1', 'too big'],
    );
    assert.ok(seen.sentBytes < size);
  });

  it('is cut after some bytes, by a reset or an end', async () => {
    for (const [outcome, end] of [
      ['reset', (socket: net.Socket) => void socket.resetAndDestroy()],
      ['closed', (socket: net.Socket) => void socket.end()],
    ] as const) {
      const server = await serve((socket) => {
        let got = 0;
        socket.on('data', (data: Buffer) => {
          if (got < 300_000 && (got += data.length) >= 300_000) end(socket);
        });
      });
      const seen = await send(server.port, size);
      assert.equal(seen.outcome, outcome);
      assert.ok(seen.sentBytes >= 200_000 && seen.sentBytes < size, String(seen.sentBytes));
      assert.equal(seen.status, null);
    }
  });

  it('gets stuck when nobody takes any more, or nobody answers', async () => {
    const full = await serve((socket) => void socket.once('data', () => socket.pause()));
    const stuck = await send(full.port, size, { stallMs: 300 });
    assert.deepEqual([stuck.outcome, stuck.failure?.code], ['stalled', 'DEADLINE']);
    assert.ok(stuck.sentBytes < size);
    const mute = await serve((socket) => void socket.resume());
    assert.deepEqual(
      await send(mute.port, 200_000, { answerMs: 200 }).then(({ outcome, sentBytes }) => [outcome, sentBytes]),
      ['stalled', 200_000],
    );
  });

  it('ends at once when it is cancelled', async () => {
    const full = await serve((socket) => void socket.once('data', () => socket.pause()));
    const mute = await serve((socket) => void socket.resume());
    for (const [port, bytes] of [
      [full.port, size],
      [mute.port, 200_000],
    ] as const) {
      const controller = new AbortController();
      setTimeout(() => controller.abort(new Error('the user went away')), 100);
      await assert.rejects(send(port, bytes, { signal: controller.signal }), /the user went away/);
    }
    await until('nothing is open', () => mute.open === 0);
  });
});
