import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as http2 from 'node:http2';
import * as https from 'node:https';
import type { AddressInfo } from 'node:net';
import type * as net from 'node:net';
import * as tls from 'node:tls';
import * as zlib from 'node:zlib';
import { recordStream, type StreamEnd } from '../../../src/path/event-stream.ts';
import { exchange, readBody, type Exchange, type HttpRequest, type HttpResponse } from '../../../src/path/http.ts';
import { decoded } from '../../../src/path/http-decoding.ts';
import type { Ending } from '../../../src/path/http-ending.ts';
import { createAuthority } from '../../../src/lab/lab.ts';
import { pathBy, patient, resolveHere, until } from './raw-server.ts';

const never = new AbortController().signal;

interface Seen {
  protocol: string;
  status: number;
  end: StreamEnd;
  code: string | undefined;
  ending: Ending;
  ping: boolean | null;
  contentEvents: number;
}

describe('an exchange over HTTP/2', () => {
  const closers: (() => void)[] = [];
  let authority: Awaited<ReturnType<typeof createAuthority>>;
  let leaf: { certificate: string; key: string };
  before(async () => {
    authority = await createAuthority();
    leaf = await authority.issue({ dns: ['localhost'] });
  });
  afterEach(() => {
    for (const close of closers.splice(0)) close();
  });

  type Handler = (request: http2.Http2ServerRequest, response: http2.Http2ServerResponse) => void;

  const serve = async (handler: Handler): Promise<{ url: string; open(): number }> => {
    const server = http2.createSecureServer({ cert: leaf.certificate, key: leaf.key, allowHTTP1: true }, handler);
    const sockets = new Set<net.Socket>();
    server.on('sessionError', () => undefined);
    server.on('secureConnection', (socket: tls.TLSSocket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => sockets.delete(socket));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    closers.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    return { url: `https://localhost:${(server.address() as AddressInfo).port}/v1`, open: () => sockets.size };
  };

  const ask = <T>(
    url: string,
    read: (response: HttpResponse, signal: AbortSignal) => Promise<T>,
    more: { request?: Partial<HttpRequest>; clocks?: object; signal?: AbortSignal } = {},
  ): Promise<Exchange<T>> =>
    exchange(
      {
        url: new URL(url),
        method: 'POST',
        headers: { authorization: 'Bearer k', connection: 'close' },
        body: '{"a":1}',
        offer: 'h2-too',
        ...more.request,
      },
      pathBy('direct'),
      [authority.pem],
      resolveHere,
      { ...patient, ...more.clocks },
      more.signal ?? never,
      read,
    );

  const stream = async (url: string, stallMs = 1_500): Promise<Seen> => {
    const result = await ask(url, async (response, signal): Promise<Seen> => {
      const record = await recordStream(
        decoded(response.body, response.headers['content-encoding']),
        response.sentAt,
        ({ data }) => (data === '[DONE]' ? 'terminator' : 'content'),
        { contentStallMs: stallMs, totalMs: 5_000 },
        signal,
      );
      const ping = response.ping ? await response.ping(500) : null;
      const { protocol, status } = response;
      return {
        protocol,
        status,
        end: record.end,
        code: record.failure?.code,
        ending: response.ending(),
        ping,
        contentEvents: record.contentEvents,
      };
    });
    assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.failure));
    return result.value;
  };

  const events =
    (end: (response: http2.Http2ServerResponse) => void): Handler =>
    (_request, response) => {
      response.on('error', () => undefined);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: a\n\ndata: b\n\n');
      setTimeout(() => end(response), 60);
    };

  it('is spoken where it is offered and taken, and the request arrives whole', async () => {
    let got = '';
    const server = await serve((request, response) => {
      got = `${request.httpVersion} ${request.method} ${request.url} ${request.headers['authorization']} ${request.headers['connection']} `;
      request.on('data', (data: Buffer) => (got += data.toString()));
      request.on('end', () => {
        response.writeHead(201, { 'x-one': ['a', 'b'] as never, 'set-cookie': ['s=1', 't=2'] });
        response.end('hello');
      });
    });
    const result = await ask(`${server.url}?q=1`, async (response, signal) => ({
      ...response,
      text: (await readBody(response.body, 100, 1_000, signal)).bytes.toString(),
    }));
    assert.ok(result.ok);
    assert.equal(got, '2.0 POST /v1?q=1 Bearer k undefined {"a":1}');
    assert.deepEqual([result.protocol, result.value.status, result.value.text], ['h2', 201, 'hello']);
    assert.equal(result.value.headers['x-one'], 'a, b');
    assert.ok(!Object.keys(result.value.headers).some((name) => name.startsWith(':')));
    assert.deepEqual(
      result.waterfall.steps.map(({ step, ok }) => [step, ok]),
      [
        ['dns', true],
        ['tcp', true],
        ['tls', true],
        ['first-byte', true],
        ['body', true],
      ],
    );
    await until('the connection is closed', () => server.open() === 0);
  });

  it('is not spoken where it is not offered, or not taken', async () => {
    const both = await serve((request, response) => void response.end(request.httpVersion));
    const version = async (url: string, request: Partial<HttpRequest>): Promise<string> => {
      const result = await ask(
        url,
        async ({ body, protocol }, signal) => `${protocol} ${(await readBody(body, 100, 1_000, signal)).bytes}`,
        { request },
      );
      return result.ok ? result.value : result.failure.code;
    };
    assert.equal(await version(both.url, { offer: 'http/1.1' }), 'http/1.1 1.1');
    assert.equal(await version(both.url, { offer: 'h2-too' }), 'h2 2.0');
    const old = https.createServer(
      { cert: leaf.certificate, key: leaf.key },
      (request, response) => void response.end(request.httpVersion),
    );
    await once(old.listen(0, '127.0.0.1'), 'listening');
    closers.push(() => old.close());
    assert.equal(
      await version(`https://localhost:${(old.address() as AddressInfo).port}/`, { offer: 'h2-too' }),
      'http/1.1 1.1',
    );
  });

  it('tells how a stream ends: whole, clean, reset, gone, silent', async () => {
    const whole = await stream((await serve(events((response) => response.end('data: [DONE]\n\n')))).url);
    assert.deepEqual([whole.protocol, whole.end, whole.contentEvents], ['h2', 'terminator', 2]);
    const clean = await stream((await serve(events((response) => response.end()))).url);
    assert.deepEqual([clean.end, clean.ending.how], ['clean-end', 'open']);
    const reset = await stream(
      (await serve(events(({ stream: one }) => one.close(http2.constants.NGHTTP2_INTERNAL_ERROR)))).url,
    );
    assert.deepEqual(
      [reset.end, reset.code, reset.ending],
      ['cut', 'ERR_HTTP2_STREAM_ERROR', { how: 'stream-reset', code: 'INTERNAL_ERROR' }],
    );
    // A session that is dropped looks like a normal end to Node's client: why only the end mark proves completeness.
    const gone = await stream((await serve(events(({ stream: one }) => one.session?.destroy()))).url);
    assert.deepEqual([gone.end, gone.ping], ['clean-end', false]);
    const silent = await stream((await serve(events(() => undefined))).url, 200);
    assert.deepEqual([silent.end, silent.ping, silent.ending.how], ['stalled', true, 'open']);
  });

  it('gives a server up that takes the request and never answers', async () => {
    const server = await serve(() => undefined);
    const result = await ask(server.url, async () => undefined, { clocks: { headersMs: 120 } });
    assert.ok(!result.ok);
    assert.deepEqual([result.failure.code, result.failure.step, result.protocol], ['DEADLINE', 'http', 'h2']);
    await until('the connection is closed', () => server.open() === 0);
  });

  it('survives a server that ends or refuses the stream before a head, and one that speaks no HTTP/2', async () => {
    for (const end of [
      ({ stream: one }: http2.Http2ServerResponse) => one.close(http2.constants.NGHTTP2_REFUSED_STREAM),
      ({ stream: one }: http2.Http2ServerResponse) => one.session?.destroy(),
      ({ stream: one }: http2.Http2ServerResponse) => one.session?.goaway(http2.constants.NGHTTP2_ENHANCE_YOUR_CALM),
    ]) {
      const server = await serve((_request, response) => end(response));
      const result = await ask(server.url, async () => undefined, { clocks: { headersMs: 1_000 } });
      assert.ok(!result.ok);
      assert.match(result.failure.code, /^(ERR_HTTP2_|ECONNRESET|DEADLINE)/);
    }
    const garbage = tls.createServer({ cert: leaf.certificate, key: leaf.key, ALPNProtocols: ['h2'] }, (socket) => {
      socket.on('error', () => undefined);
      socket.write('HTTP/1.1 200 OK\r\n\r\nnot frames at all');
    });
    await once(garbage.listen(0, '127.0.0.1'), 'listening');
    closers.push(() => garbage.close());
    const result = await ask(`https://localhost:${(garbage.address() as AddressInfo).port}/`, async () => undefined, {
      clocks: { headersMs: 1_000 },
    });
    assert.ok(!result.ok);
    assert.match(result.failure.code, /^(ERR_HTTP2_|NGHTTP2|ECONNRESET|DEADLINE)/);
  });

  it('rejects with the reason of an abort, before and inside the answer', async () => {
    const server = await serve(events(() => undefined));
    for (const read of [
      async () => undefined,
      async ({ body }: HttpResponse, signal: AbortSignal) => {
        await readBody(body, 1_000, 5_000, signal);
      },
    ]) {
      const controller = new AbortController();
      setTimeout(() => controller.abort(new Error('the user went away')), read.length === 0 ? 1 : 150);
      await assert.rejects(ask(server.url, read as never, { signal: controller.signal }), /the user went away/);
    }
    await until('the connections are closed', () => server.open() === 0);
  });

  it('reads a compressed stream event by event, and survives one that is not what it says', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' });
      const gzip = zlib.createGzip({ flush: zlib.constants.Z_SYNC_FLUSH });
      gzip.pipe(response.stream);
      gzip.write('data: a\n\n');
      setTimeout(() => gzip.end('data: b\n\ndata: [DONE]\n\n'), 50);
    });
    assert.deepEqual(await stream(server.url).then(({ end, contentEvents }) => [end, contentEvents]), [
      'terminator',
      2,
    ]);
    const liar = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'br' });
      response.end('data: a\n\ndata: [DONE]\n\n');
    });
    assert.equal((await stream(liar.url)).end, 'cut');
  });
});
