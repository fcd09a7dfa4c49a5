/**
 * An origin that streams on demand, for a network namespace. Started by `stream-origin.ts`; its one argument is its
 * options as JSON. What it does is in the name of the model asked for: `paced/n=20,every=120,end=done`.
 *
 *   n, every   content events and the pause between them in ms
 *   first      the pause before the first one
 *   size       bytes of each event
 *   end        `done` with the end mark; `clean` without; `cut` by a reset; `hang` never; `error` an error event
 *   headers    `never`: no answer at all
 *   h2         over HTTP/2 alone: `hang`: it falls silent after the first events; `lump`: all comes at the end
 *   comments   ms between keep-alive comments while it waits
 */
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as http2 from 'node:http2';
import * as https from 'node:https';
import * as net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAuthority } from '../../../src/lab/lab.ts';
import type { OriginOptions } from './stream-origin.ts';

const options = JSON.parse(process.argv[2] ?? '') as OriginOptions & { folder: string };
const authority = await createAuthority({
  name: { commonName: 'Example Models private root', organization: 'Example Models' },
});
const leaf = await authority.issue({ dns: options.names });
fs.writeFileSync(`${options.folder}/origin-root.pem`, authority.pem);
fs.writeFileSync(`${options.folder}/origin.pem`, `${leaf.certificate}\n${leaf.key}`);
// Servers that give up root read them too; the key opens nothing but this rig.
fs.chmodSync(`${options.folder}/origin.pem`, 0o644);

type Request = http.IncomingMessage | http2.Http2ServerRequest;
type Response = http.ServerResponse | http2.Http2ServerResponse;

async function answer(request: Request, either: Response): Promise<void> {
  // What is used here both kinds have; only their overloads differ.
  const response = either as http.ServerResponse;
  response.on('error', () => undefined);
  if (request.method === 'GET' || request.method === 'HEAD') {
    const body = JSON.stringify({ data: [{ id: 'paced/n=20' }] });
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
    return void response.end(request.method === 'HEAD' ? undefined : body);
  }
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  if (request.headers.authorization === undefined)
    return json(response, 401, { error: { code: 401, message: 'No auth credentials found' } });
  const asked = JSON.parse(Buffer.concat(parts).toString('utf8')) as { model: string; stream?: boolean };
  const wish = new Map(
    asked.model
      .replace(/^[^/]*\//, '')
      .split(',')
      .map((pair) => pair.split('=') as [string, string]),
  );
  const number = (name: string, fallback: number): number => Number(wish.get(name) ?? fallback);
  if (wish.get('headers') === 'never') return;
  if (asked.stream !== true) {
    await sleep(200);
    return json(response, 200, { choices: [{ message: { content: 'one two three' }, finish_reason: 'stop' }] });
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  response.flushHeaders();
  const silentHere = wish.get('h2') === 'hang' && request.httpVersion === '2.0';
  const collects = wish.get('h2') === 'lump' && request.httpVersion === '2.0';
  const held: string[] = [];
  const write = (text: string): void => void (collects ? held.push(text) : response.write(text));
  const warm = wish.has('comments')
    ? setInterval(() => write(': PROCESSING\n\n'), number('comments', 400))
    : undefined;
  response.once('close', () => clearInterval(warm));
  await sleep(number('first', 0));
  const filler = 'x'.repeat(number('size', 6));
  for (let index = 0; index < number('n', 20); index++) {
    if (silentHere && index === 3) return;
    write(`data: ${JSON.stringify({ choices: [{ delta: { content: filler } }] })}\n\n`);
    await sleep(number('every', 120));
  }
  switch (wish.get('end') ?? 'done') {
    case 'hang':
      return;
    case 'cut':
      return void (request.socket as net.Socket).resetAndDestroy();
    case 'error':
      write(`data: ${JSON.stringify({ error: { code: 502, message: 'Provider returned error' }, choices: [] })}\n\n`);
      break;
    case 'done':
      write('data: [DONE]\n\n');
      break;
  }
  clearInterval(warm);
  if (held.length > 0) response.write(held.join(''));
  response.end();
}

function json(response: http.ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

const handle = (request: Request, response: Response): void =>
  void answer(request, response).catch(() => void response.destroy());
const tls = { cert: leaf.certificate, key: leaf.key };
// Longer than every rung, so that it is never the origin that closes.
const patience = { keepAliveTimeout: 120_000, requestTimeout: 0 };
const plain = http.createServer(patience, handle);
const secure = https.createServer({ ...tls, ...patience }, handle);
const both = http2.createSecureServer({ ...tls, allowHTTP1: true }, handle);
both.on('sessionError', () => undefined);
for (const server of [plain, secure, both])
  server.on('clientError', (_error: Error, socket: net.Socket) => socket.destroy());
/** Takes connections and never says a word, so that TLS does not begin. */
const mute = net.createServer((socket) => void socket.on('error', () => undefined));
await once(mute.listen(options.ports.mute, options.address), 'listening');
await once(plain.listen(options.ports.plain, options.address), 'listening');
await once(secure.listen(options.ports.http1, options.address), 'listening');
await once(both.listen(options.ports.http2, options.address), 'listening');
process.stdout.write('{"ready":true}\n');
