import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import * as tls from 'node:tls';
import { once } from 'node:events';
import type * as net from 'node:net';
import { exchange, readBody, type BodyStart, type Exchange, type HttpRequest } from '../../../src/path/http.ts';
import type { NetworkPath } from '../../../src/path/network-path.ts';
import { createAuthority, startConnectProxy, startLab, startSocks5Proxy } from '../../../src/lab/lab.ts';
import { answering, pathBy, patient, resolveHere, startRawServer, until, type RawServer } from './raw-server.ts';

const never = new AbortController().signal;

interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  start: BodyStart;
}

describe('one HTTP exchange', () => {
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });

  const serve = async (onConnection: (socket: Socket) => void): Promise<RawServer> => {
    const server = await startRawServer(onConnection);
    closers.push(() => server.close());
    return server;
  };
  const ask = (
    url: string,
    more: { path?: NetworkPath; roots?: readonly string[]; clocks?: object; signal?: AbortSignal; maxBytes?: number; bodyMs?: number; request?: Partial<HttpRequest> } = {},
  ): Promise<Exchange<Answer>> =>
    exchange(
      { url: new URL(url), method: 'GET', headers: {}, ...more.request },
      more.path ?? pathBy('direct'),
      more.roots,
      resolveHere,
      { ...patient, ...more.clocks },
      more.signal ?? never,
      async ({ status, headers, body }, signal) => ({
        status,
        headers,
        start: await readBody(body, more.maxBytes ?? 100_000, more.bodyMs ?? 3_000, signal),
      }),
    );
  const good = (result: Exchange<Answer>): Answer => {
    assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.failure));
    return result.value;
  };
  const bad = (result: Exchange<Answer>): { leg: string; step: string; code: string } => {
    assert.ok(!result.ok, 'the request did not fail');
    assert.equal(result.waterfall.steps.at(-1)?.ok, false);
    const { leg, step, code } = result.failure;
    return { leg, step, code };
  };

  it('times every step and reads the answer', async () => {
    const server = await serve(answering('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-One: a\r\nX-One: b\r\n\r\nhello'));
    const result = await ask(`http://127.0.0.1:${server.port}/v1?q=1`);
    const answer = good(result);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['x-one'], 'a, b');
    assert.equal(answer.start.bytes.toString(), 'hello');
    assert.equal(answer.start.truncated, false);
    assert.deepEqual(result.waterfall.steps.map(({ step, ok }) => [step, ok]), [['dns', true], ['tcp', true], ['first-byte', true], ['body', true]]);
    const sum = result.waterfall.steps.reduce((total, { durationMs }) => total + durationMs, 0);
    assert.ok(sum <= result.waterfall.totalMs + 1);
    await until('the connection is closed', () => server.open === 0);
  });

  it('ends 10 MB of headers with an overflow', async () => {
    const line = `X-Filler: ${'f'.repeat(990)}\r\n`;
    const server = await serve(answering(`HTTP/1.1 200 OK\r\n${line.repeat(10_000)}\r\n`));
    assert.deepEqual(bad(await ask(`http://127.0.0.1:${server.port}`)), { leg: 'http', step: 'http', code: 'UND_ERR_HEADERS_OVERFLOW' });
    await until('the connection is closed', () => server.open === 0);
  });

  it('bounds the headers it keeps and cleans their values', async () => {
    const server = await serve(answering(`HTTP/1.1 200 OK\r\nServer: ${'<b>'.repeat(1_000)}\r\nVia: a\tb\r\nContent-Length: 0\r\n\r\n`));
    const { headers } = good(await ask(`http://127.0.0.1:${server.port}`));
    assert.equal(headers['server']?.length, 300);
    assert.equal(headers['via'], 'a b');
  });

  it('stops an endless body at its limit', async () => {
    const server = await serve((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
        const chunk = `${(16_384).toString(16)}\r\n${'x'.repeat(16_384)}\r\n`;
        const more = (): void => {
          while (!socket.destroyed && socket.write(chunk)) continue;
        };
        socket.on('drain', more);
        more();
      });
    });
    const { start } = good(await ask(`http://127.0.0.1:${server.port}`));
    assert.deepEqual([start.truncated, start.bytes.length], [true, 100_000]);
    await until('the connection is closed', () => server.open === 0);
  });

  it('stops a body that drips for ever at its clock', async () => {
    const server = await serve((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        const drip = setInterval(() => socket.write('x'), 10);
        socket.once('close', () => clearInterval(drip));
      });
    });
    assert.deepEqual(bad(await ask(`http://127.0.0.1:${server.port}`, { bodyMs: 150 })), { leg: 'http', step: 'http', code: 'DEADLINE' });
    await until('the connection is closed', () => server.open === 0);
  });

  it('reads a response that comes in odd pieces, invalid UTF-8 included', async () => {
    const bytes = Buffer.concat([
      Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/plain\r\n\r\n3\r\n'),
      Buffer.from([0xff, 0xc3, 0x28]),
      Buffer.from('\r\n2\r\nok\r\n0\r\n\r\n'),
    ]);
    const server = await serve((socket) => {
      socket.setNoDelay(true);
      socket.once('data', async () => {
        for (const byte of bytes) {
          socket.write(Buffer.of(byte));
          await new Promise((resolve) => setImmediate(resolve));
        }
      });
    });
    const { start } = good(await ask(`http://127.0.0.1:${server.port}`));
    assert.equal(start.bytes.toString('utf8'), '\ufffd\ufffd(ok');
  });

  it('takes what an informational response comes before', async () => {
    const server = await serve(answering('HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n'));
    assert.equal(good(await ask(`http://127.0.0.1:${server.port}`)).status, 204);
  });

  const broken: readonly { what: string; answer: string; then: 'keep' | 'end' | 'reset'; code: RegExp; leg?: string }[] = [
    { what: 'a peer that is no web server', answer: 'SSH-2.0-OpenSSH_9.6\r\n', then: 'keep', code: /^HPE_/ },
    { what: 'binary noise', answer: '\x15\x03\x01\x00\x02\x02\x16', then: 'end', code: /^HPE_/ },
    { what: 'an end before the headers', answer: '', then: 'end', code: /^UND_ERR_SOCKET$/ },
    { what: 'a reset before the headers', answer: '', then: 'reset', code: /^(ECONNRESET|UND_ERR_SOCKET)$/ },
    { what: 'an end inside the headers', answer: 'HTTP/1.1 200 OK\r\nContent-', then: 'end', code: /^(UND_ERR_SOCKET|HPE_)/ },
    { what: 'an end inside the body', answer: 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf', then: 'end', code: /^(UND_ERR_SOCKET|UND_ERR_RES_CONTENT_LENGTH_MISMATCH)$/ },
    { what: 'a reset inside the body', answer: 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf', then: 'reset', code: /^(ECONNRESET|UND_ERR_SOCKET)$/ },
  ];
  for (const { what, answer, then, code } of broken) {
    it(`survives ${what}`, async () => {
      const server = await serve(answering(answer, then));
      const failure = bad(await ask(`http://127.0.0.1:${server.port}`));
      assert.equal(failure.leg, 'http');
      assert.match(failure.code, code);
      assert.equal(server.total, 1, 'nothing is sent twice');
      await until('the connection is closed', () => server.open === 0);
    });
  }

  it('survives a peer that closes as soon as it is connected', async () => {
    for (const leave of ['end', 'resetAndDestroy'] as const) {
      const server = await serve((socket) => void socket[leave]());
      const failure = bad(await ask(`http://127.0.0.1:${server.port}`));
      assert.ok(['http', 'tcp'].includes(failure.leg));
      assert.ok(server.total <= 2);
    }
  });

  it('gives a silent peer up at the headers clock', async () => {
    const server = await serve(() => undefined);
    const result = await ask(`http://127.0.0.1:${server.port}`, { clocks: { headersMs: 120 } });
    assert.deepEqual(bad(result), { leg: 'http', step: 'http', code: 'DEADLINE' });
    assert.ok(result.waterfall.totalMs >= 115);
    await until('the connection is closed', () => server.open === 0);
  });

  it('rejects with the reason of an abort, before and inside the answer', async () => {
    for (const answer of ['', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf']) {
      const server = await serve(answering(answer));
      const controller = new AbortController();
      const running = ask(`http://127.0.0.1:${server.port}`, { signal: controller.signal });
      await until('it is connected', () => server.open === 1);
      setTimeout(() => controller.abort(new Error('the user went away')), 30);
      await assert.rejects(running, /the user went away/);
      await until('the connection is closed', () => server.open === 0);
    }
  });

  it('sends a key that can not stand in a header to nobody, and does not repeat it', async () => {
    const server = await serve(() => undefined);
    const result = await ask(`http://127.0.0.1:${server.port}`, { request: { headers: { authorization: 'Bearer sk-secret\nx' } } });
    assert.equal(bad(result).code, 'UND_ERR_INVALID_ARG');
    assert.ok(!JSON.stringify(result).includes('sk-secret'));
  });

  it('posts a body', async () => {
    let seen = '';
    const server = await serve((socket) => {
      socket.on('data', (data: Buffer) => {
        seen += data.toString('latin1');
        if (seen.endsWith('{"a":1}')) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
      });
    });
    good(await ask(`http://127.0.0.1:${server.port}/v1/chat`, { request: { method: 'POST', body: '{"a":1}', headers: { 'content-type': 'application/json' } } }));
    assert.match(seen, /^POST \/v1\/chat HTTP\/1\.1\r\n/);
    assert.match(seen, new RegExp(`\r\nhost: 127\\.0\\.0\\.1:${server.port}\r\n`));
    assert.match(seen, /\r\nuser-agent: gatehouse\r\n/);
  });

  it('asks a proxy in absolute form, with its credentials', async () => {
    const lab = await startLab();
    const proxy = await startConnectProxy({ user: 'ann', password: 'pw' });
    closers.push(() => lab.close(), () => proxy.close());
    const path = pathBy('absolute', `http://ann:pw@127.0.0.1:${proxy.port}`);
    assert.equal(good(await ask(`${lab.baseUrl}/models`, { path, maxBytes: 10_000_000 })).status, 200);
    assert.deepEqual(proxy.log.map(({ method, status }) => [method, status]), [['GET', 200]]);
  });

  it('asks through CONNECT and SOCKS5, over plain HTTP and over TLS', async () => {
    const lab = await startLab();
    const proxy = await startConnectProxy();
    const socks = await startSocks5Proxy();
    closers.push(() => lab.close(), () => proxy.close(), () => socks.close());
    for (const path of [pathBy('connect', proxy.url), pathBy('socks5-name', socks.url), pathBy('socks5-ip', socks.url)]) {
      for (const baseUrl of [lab.baseUrl, lab.tlsBaseUrl]) {
        assert.equal(good(await ask(`${baseUrl}/models`, { path, roots: [lab.caPem], maxBytes: 10_000_000 })).status, 200);
      }
    }
    assert.equal(proxy.log.length, 2);
    assert.equal(socks.log.length, 4);
  });

  it('says what a proxy answered to CONNECT', async () => {
    const proxy = await startConnectProxy({ mode: '407' });
    closers.push(() => proxy.close());
    const result = await ask('https://gateway.test/v1', { path: pathBy('connect', proxy.url) });
    assert.ok(!result.ok);
    assert.equal(result.proxyStatus, 407);
    assert.equal(result.failure.leg, 'proxy');
  });

  it('sees a tunnel that is torn in the middle of an answer', async () => {
    const lab = await startLab();
    const proxy = await startConnectProxy({ mode: 'drop-after-bytes', dropAfterBytes: 500, dropWith: 'reset' });
    closers.push(() => lab.close(), () => proxy.close());
    assert.equal(bad(await ask(`${lab.baseUrl}/models`, { path: pathBy('connect', proxy.url), maxBytes: 10_000_000 })).leg, 'http');
  });

  describe('over TLS', () => {
    let heard: string;
    const secure = async (names: { dns?: string[]; ips?: string[] }): Promise<{ port: number; ca: string }> => {
      const authority = await createAuthority();
      const leaf = await authority.issue(names);
      heard = '';
      const server = tls.createServer({ cert: leaf.certificate, key: leaf.key }, (socket) => {
        socket.on('error', () => socket.destroy());
        socket.on('data', (data: Buffer) => {
          heard += data.toString('latin1');
          socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
        });
      });
      server.on('tlsClientError', (_error, socket) => socket.destroy());
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      closers.push(() => new Promise((resolve) => server.close(() => resolve())));
      return { port: (server.address() as net.AddressInfo).port, ca: authority.pem };
    };
    const request = { headers: { authorization: 'Bearer sk-secret' } };

    it('checks an address against the addresses in the certificate', async () => {
      const right = await secure({ ips: ['127.0.0.1'] });
      assert.equal(good(await ask(`https://127.0.0.1:${right.port}`, { roots: [right.ca], request })).status, 200);
      assert.match(heard, /authorization: Bearer sk-secret/);
      // A certificate for this machine's name is none for its address.
      const wrong = await secure({ dns: ['localhost'] });
      assert.deepEqual(bad(await ask(`https://127.0.0.1:${wrong.port}`, { roots: [wrong.ca], request })), { leg: 'tls', step: 'tls', code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
      assert.equal(heard, '');
    });

    it('sends nothing to a server that does not verify', async () => {
      const { port } = await secure({ dns: ['localhost'] });
      const failure = bad(await ask(`https://localhost:${port}`, { request }));
      assert.deepEqual([failure.leg, failure.code], ['tls', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE']);
      assert.equal(heard, '');
    });

    it('ends a handshake that never ends', async () => {
      const server = await serve(() => undefined);
      const failure = bad(await ask(`https://127.0.0.1:${server.port}`, { clocks: { tlsMs: 100 } }));
      assert.deepEqual([failure.leg, failure.code], ['tls', 'DEADLINE']);
      await until('the connection is closed', () => server.open === 0);
    });
  });
});
