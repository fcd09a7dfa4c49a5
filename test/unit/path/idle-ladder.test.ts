import assert from 'node:assert/strict';
import * as net from 'node:net';
import { once } from 'node:events';
import fc from 'fast-check';
import { HeadError, parseHead, readHead } from '../../../src/path/http-head.ts';
import { climbIdleLadder, type LadderOptions, type LadderSeen } from '../../../src/path/idle-ladder.ts';
import { startRawServer, until, type RawServer } from './raw-server.ts';

const never = new AbortController().signal;
const good = 'HTTP/1.1 401 Unauthorized\r\nServer: test\r\nKeep-Alive: timeout=75\r\nContent-Length: 9\r\n\r\n';

describe('the idle ladder', () => {
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });

  /** Answers every request, and does something to each connection in between. */
  const serve = async (
    between: (socket: net.Socket, requests: () => number) => void = () => undefined,
    answer = good,
  ): Promise<RawServer> => {
    const server = await startRawServer((socket) => {
      let requests = 0;
      let seen = '';
      socket.on('error', () => undefined);
      socket.on('data', (data: Buffer) => {
        seen += data.toString('latin1');
        if (!seen.endsWith('\r\n\r\n')) return;
        seen = '';
        requests += 1;
        if (requests === 1 || answer === good) socket.write(answer);
        if (requests === 1) between(socket, () => requests);
      });
    });
    closers.push(() => server.close());
    return server;
  };

  const climb = (server: { port: number }, more: Partial<LadderOptions> = {}, signal = never): Promise<LadderSeen> =>
    climbIdleLadder(
      {
        rungsMs: [40, 120, 300],
        host: 'gateway.test',
        path: '/v1/models',
        answerMs: 400,
        open: async () => {
          const socket = net.connect(server.port, '127.0.0.1');
          await once(socket, 'connect');
          return { socket, wireBytesRead: () => null };
        },
        ...more,
      },
      signal,
    );
  const outcomes = ({ rungs }: LadderSeen): string[] => rungs.map(({ outcome }) => outcome);

  it('says that an untouched connection answers on every rung, and closes all', async () => {
    const server = await serve();
    const seen = await climb(server);
    assert.deepEqual(outcomes(seen), ['answered', 'answered', 'answered']);
    assert.equal(seen.headers['server'], 'test');
    assert.equal(seen.announcedMs, 75_000);
    await until('nothing is open', () => server.open === 0);
  });

  it('notices an end and a reset when they come, and does not wait for the rung', async () => {
    for (const [how, end] of [
      ['fin', (socket: net.Socket) => void socket.end()],
      ['reset', (socket: net.Socket) => void socket.resetAndDestroy()],
    ] as const) {
      const server = await serve((socket) => void setTimeout(() => end(socket), 80));
      const seen = await climb(server, { rungsMs: [30, 60_000, 120_000] });
      assert.deepEqual(outcomes(seen), ['answered', how, how]);
      for (const { atMs } of seen.rungs.slice(1)) assert.ok(atMs !== null && atMs >= 50 && atMs < 30_000);
    }
  });

  it('calls silence what it is, and stops after the second', async () => {
    const server = await serve(undefined, good.replace('test', 'answers once'));
    const seen = await climb(server, { rungsMs: [20, 40, 60_000], answerMs: 150 });
    assert.deepEqual(outcomes(seen), ['silence', 'silence', 'not-asked']);
    assert.equal(seen.rungs[0]?.failure?.code, 'DEADLINE');
    await until('nothing is open', () => server.open === 0);
  });

  it('says when there was nothing to measure', async () => {
    const closing = await serve(undefined, 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    assert.deepEqual(outcomes(await climb(closing)), ['not-kept', 'not-kept', 'not-kept']);
    const noHttp = await serve(undefined, 'SSH-2.0-OpenSSH_9.6\r\n');
    const seen = await climb(noHttp);
    assert.deepEqual(outcomes(seen), ['not-opened', 'not-opened', 'not-opened']);
    assert.equal(seen.rungs[0]?.failure?.code, 'HEAD_NOT_HTTP');
    const refused = await climb({ port: 1 });
    assert.deepEqual(
      refused.rungs.map(({ failure }) => failure?.code),
      ['ECONNREFUSED', 'ECONNREFUSED', 'ECONNREFUSED'],
    );
  });

  it('tells a goodbye from a bare end by the bytes below TLS', async () => {
    const server = await serve((socket) => void setTimeout(() => socket.end(), 60));
    for (const [grows, goodbye] of [
      [24, true],
      [0, false],
    ] as const) {
      const seen = await climb(server, {
        rungsMs: [5_000],
        open: async () => {
          const socket = net.connect(server.port, '127.0.0.1');
          await once(socket, 'connect');
          let asked = 0;
          return { socket, wireBytesRead: () => 1_000 + grows * asked++ };
        },
      });
      assert.deepEqual(
        seen.rungs.map((rung) => [rung.outcome, rung.goodbye]),
        [['fin', goodbye]],
      );
    }
  });

  it('ends at once when it is cancelled, with nothing left open and no clock running', async () => {
    const server = await serve();
    const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    await new Promise((resolve) => setImmediate(resolve));
    const before = timers();
    const controller = new AbortController();
    const running = climb(server, { rungsMs: [60_000, 120_000] }, controller.signal);
    await until('both are open', () => server.open === 2);
    setTimeout(() => controller.abort(new Error('the user went away')), 50);
    await assert.rejects(running, /the user went away/);
    await until('nothing is open', () => server.open === 0);
    await until('as many timers as before', () => timers() <= before);
    await assert.rejects(climb(server, {}, AbortSignal.abort(new Error('before'))), /before/);
  });

  it('tells how far it has come', async () => {
    const server = await serve();
    const told: number[] = [];
    await climb(server, {
      rungsMs: [1_200],
      onProgress: ({ elapsedMs, totalMs, alive }) =>
        void (told.push(elapsedMs), assert.deepEqual([totalMs, alive], [1_600, 1])),
    });
    assert.equal(told.length, 1);
  });
});

describe('the head of a response', () => {
  it('is read whole, with what came behind it', () => {
    const head = parseHead(
      Buffer.from('\r\nHTTP/1.1 413 Too Large\r\nServer: nginx\r\nVia: a\r\nvia: b\r\nno colon\r\n\r\n<html>'),
    );
    assert.deepEqual(head && [head.status, head.headers['server'], head.headers['via'], head.rest.toString()], [
      413,
      'nginx',
      'a, b',
      '<html>',
    ]);
    assert.equal(parseHead(Buffer.from('HTTP/1.1 200 OK\r\nServer: x\r\n')), undefined);
    assert.equal(parseHead(Buffer.from('HT')), undefined);
  });

  it('is given up when it is none, or has no end', () => {
    for (const [text, code] of [
      ['SSH-2.0', 'HEAD_NOT_HTTP'],
      ['HTTP/1.1 abc\r\n\r\n', 'HEAD_NOT_HTTP'],
      [`HTTP/1.1 200 OK\r\n${'x'.repeat(70_000)}`, 'HEAD_TOO_LONG'],
    ] as const) {
      assert.throws(
        () => parseHead(Buffer.from(text)),
        (error: HeadError) => error.code === code,
      );
    }
  });

  it('takes any bytes: a head, nothing yet, or a HeadError', () => {
    const line = fc.constantFrom(
      'HTTP/1.1 200 OK',
      'HTTP/1.0 99',
      '__proto__: x',
      'a: b',
      ': c',
      '\u0000',
      '',
      'Connection: close',
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(line, fc.constantFrom('\r\n', '\n', '\r'))),
        fc.uint8Array({ maxLength: 40 }),
        (lines, tail) => {
          const bytes = Buffer.concat([Buffer.from(lines.map(([one, end]) => one + end).join('')), tail]);
          try {
            const head = parseHead(bytes);
            if (head) assert.ok(head.status >= 100 && head.status <= 999 && head.rest.length <= bytes.length);
          } catch (error) {
            assert.ok(error instanceof HeadError);
          }
        },
      ),
    );
  });

  it('passes informational ones over, and comes byte by byte too', async () => {
    const text = 'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 204 No Content\r\nServer: slow\r\n\r\n';
    const server = await startRawServer((socket) => {
      socket.setNoDelay(true);
      socket.once('data', async () => {
        for (const byte of Buffer.from(text)) {
          socket.write(Buffer.of(byte));
          await new Promise((resolve) => setImmediate(resolve));
        }
      });
    });
    const socket = net.connect(server.port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      socket.write('x');
      const head = await readHead(socket, 3_000, never);
      assert.deepEqual([head.status, head.headers['server']], [204, 'slow']);
    } finally {
      socket.destroy();
      await server.close();
    }
  });
});
