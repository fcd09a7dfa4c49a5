/** Gateways that encode answers though they were asked not to: what comes is read, judged and handed on as if they had not. */
import assert from 'node:assert/strict';
import * as crypto from 'node:crypto';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import * as zlib from 'node:zlib';
import { type EndpointStage, asking, endpointStage, labGateway, labKey, labModel, shortClocks } from './endpoint-stage.ts';

const withZstd = 'zstdCompressSync' in zlib;
const zstd = zlib as unknown as { zstdCompressSync(bytes: Buffer): Buffer };
const codings: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: zlib.gzipSync,
  'x-gzip': zlib.gzipSync,
  GZip: zlib.gzipSync,
  deflate: zlib.deflateSync,
  br: zlib.brotliCompressSync,
  ...(withZstd && { zstd: zstd.zstdCompressSync }),
};

const chunk = (content: string, finish: string | null = null): string =>
  `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', model: labModel, choices: [{ index: 0, delta: { content }, finish_reason: finish }] })}\n\n`;
const whole = { id: 'x', object: 'chat.completion', model: labModel, choices: [{ index: 0, message: { role: 'assistant', content: 'whole ' }, finish_reason: 'stop' }], usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } };
const pieces = Array.from({ length: 40 }, (_, at) => chunk(`piece ${at} `));
const end = `${chunk('', 'stop')}data: [DONE]\n\n`;

describe('an encoded answer', function () {
  this.timeout(30_000);
  let stage: EndpointStage | undefined;
  let server: http.Server | undefined;
  afterEach(async () => {
    await stage?.end();
    server?.closeAllConnections();
    await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
    stage = server = undefined;
  });

  /** An endpoint whose only target answers as the listener does. */
  async function before(answer: http.RequestListener): Promise<EndpointStage> {
    const started = http.createServer((request, response) => void request.resume().on('end', () => answer(request, response)));
    server = started;
    await new Promise<void>((resolve) => void started.listen(0, '127.0.0.1', resolve));
    const { port } = started.address() as AddressInfo;
    const chains = [{ alias: 'gatehouse/fast', targets: [{ gateway: 'encoding', model: labModel }] }];
    return (stage = await endpointStage([], chains, {
      gateways: [labGateway('encoding', { baseUrl: `http://127.0.0.1:${port}/api/v1` })],
      keys: { encoding: { gateway: 'encoding', value: `${labKey}-encoding` } },
      clocks: { ...shortClocks, connectMs: 5_000 },
    }));
  }
  const send = async (stream: boolean): ReturnType<EndpointStage['send']> => {
    const { path, body } = asking('chat-completions', stream, 'gatehouse/fast');
    return (stage as EndpointStage).send(path, body);
  };

  for (const [coding, encode] of Object.entries(codings)) {
    it(`that is whole, in ${coding}`, async () => {
      await before((_, response) => response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': coding }).end(encode(Buffer.from(JSON.stringify(whole)))));
      const got = await send(false);
      assert.equal(got.status, 200, got.text);
      assert.equal(got.headers['content-encoding'], undefined);
      assert.equal(got.headers['x-gatehouse-attempts'], '1');
      assert.deepEqual((JSON.parse(got.text) as typeof whole).choices, whole.choices);
    });

    it(`that is a stream, in ${coding}`, async () => {
      await before((_, response) => response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': coding }).end(encode(Buffer.from(pieces.join('') + end))));
      const got = await send(true);
      assert.equal(got.status, 200, got.text);
      assert.equal(got.torn, false);
      assert.match(got.text, /piece 0 [^]*piece 39 [^]*\[DONE\]/);
      assert.doesNotMatch(got.text, /"error"/);
    });
  }

  it('comes as it is flushed, and is not kept back until its end', async () => {
    let later: (() => void) | undefined;
    await before((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' });
      const encoder = zlib.createGzip();
      encoder.pipe(response);
      encoder.write(pieces[0]);
      encoder.flush();
      later = () => encoder.end(end);
    });
    const { path, body } = asking('chat-completions', true, 'gatehouse/fast');
    const port = (stage as EndpointStage).running.shim.port;
    const text = await new Promise<string>((resolve, reject) => {
      const request = http.request({ host: '127.0.0.1', port, path, method: 'POST', headers: { 'content-type': 'application/json' } }, (response) => {
        let seen = '';
        response.setEncoding('utf8').on('data', (more: string) => {
          seen += more;
          // The rest is sent only now: whoever waits for it before handing on the first piece waits for ever.
          if (seen.includes('piece 0 ')) later?.();
        });
        response.on('end', () => resolve(seen)).on('error', reject);
      });
      request.on('error', reject).end(JSON.stringify(body));
    });
    assert.match(text, /piece 0 [^]*\[DONE\]/);
  });

  it('that is cut is told from a whole one', async () => {
    await before((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' });
      const encoder = zlib.createGzip();
      encoder.on('data', (bytes: Buffer) => void response.write(bytes));
      encoder.write(pieces.join(''));
      encoder.flush(() => setTimeout(() => response.destroy(), 50));
    });
    const got = await send(true);
    assert.match(got.text, /piece 39 /, 'what came is handed on');
    assert.match(got.text, /"error"/);
    assert.doesNotMatch(got.text, /\[DONE\]/);
  });

  it('that ends in order without its end mark is truncated', async () => {
    await before((_, response) => response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'br' }).end(zlib.brotliCompressSync(pieces.join(''))));
    const got = await send(true);
    assert.match(got.text, /"error"/);
    assert.match(got.text, /truncated/);
  });

  it('that is not what its coding says is a failure of the stream, and none of it is handed on', async () => {
    await before((_, response) => response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(JSON.stringify(whole)));
    const got = await send(false);
    assert.ok(got.status >= 500, `${got.status} ${got.text}`);
    assert.doesNotMatch(got.text, /whole /);
  });

  it('that is an error keeps its words', async () => {
    const error = { error: { message: 'No such model, says the gateway.', type: 'invalid_request_error', code: 404 } };
    await before((_, response) => response.writeHead(404, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(zlib.gzipSync(JSON.stringify(error))));
    const got = await send(true);
    assert.equal(got.status, 404);
    assert.equal(got.headers['content-encoding'], undefined);
    assert.match(got.text, /No such model, says the gateway/);
  });

  it('in a coding that nobody here knows goes on as it came', async () => {
    const bytes = Buffer.from('once upon a time').reverse();
    await before((_, response) => response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'upside-down' }).end(bytes));
    const got = await send(false);
    assert.deepEqual([got.status, got.headers['content-encoding'], got.text, got.torn], [200, 'upside-down', bytes.toString(), false]);
  });

  it('that is an error in a coding that nobody here knows is an error', async () => {
    await before((_, response) => response.writeHead(404, { 'content-type': 'application/json', 'content-encoding': 'upside-down' }).end('?'));
    const got = await send(false);
    assert.equal(got.headers['content-encoding'], undefined);
    assert.ok(got.status >= 400 && 'error' in (JSON.parse(got.text) as object), `${got.status} ${got.text}`);
  });

  it('of 8 MiB keeps its bytes when its reader is slow', async () => {
    // Nothing that gzip makes small: both sides of the decoder have to wait for the other.
    const long = Array.from({ length: 8 }, () => chunk(crypto.randomBytes(768 * 1024).toString('base64')));
    await before((_, response) => response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' }).end(zlib.gzipSync(long.join('') + end)));
    const { path, body } = asking('chat-completions', true, 'gatehouse/fast');
    const port = (stage as EndpointStage).running.shim.port;
    const seen = await new Promise<string>((resolve, reject) => {
      const request = http.request({ host: '127.0.0.1', port, path, method: 'POST', headers: { 'content-type': 'application/json' } }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (more: Buffer) => {
          parts.push(more);
          if (parts.length % 10 !== 0) return;
          response.pause();
          setTimeout(() => response.resume(), 5);
        });
        response.on('end', () => resolve(Buffer.concat(parts).toString())).on('error', reject);
      });
      request.on('error', reject).end(JSON.stringify(body));
    });
    assert.ok(seen === long.join('') + end, `${seen.length} of ${(long.join('') + end).length} characters, or others`);
  });
});
