/**
 * The server that clients of the shim ask. Started by `shim-origin.ts`; its one argument is its options as JSON. Prints
 * a JSON document a line: `{ ready: true }`, then each request with what it was asked from.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as http2 from 'node:http2';
import { createRequire } from 'node:module';
import * as net from 'node:net';
import * as path from 'node:path';
import { ports, type OriginOptions, type OriginRequest } from './shim-origin.ts';

type Request = http.IncomingMessage | http2.Http2ServerRequest;
type Response = http.ServerResponse | http2.Http2ServerResponse;

const options = JSON.parse(process.argv[2] ?? '') as OriginOptions;
const print = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const { WebSocketServer } = createRequire(import.meta.url)(options.webSocketFolder) as {
  WebSocketServer: new (options: object) => {
    handleUpgrade(request: http.IncomingMessage, socket: net.Socket, head: Buffer, done: (one: EchoSocket) => void): void;
  };
};
interface EchoSocket {
  on(event: 'message', listener: (data: Buffer, binary: boolean) => void): void;
  send(data: Buffer, options: { binary: boolean }): void;
}
const echo = new WebSocketServer({ noServer: true, maxPayload: 8 * 1024 * 1024 });

/** Streams that wait for the client to say that it has the last event. */
const waiting = new Map<string, () => void>();

function hostOf(request: Request): string {
  return String(request.headers[':authority'] ?? request.headers['host'] ?? '').replace(/:\d+$/, '');
}

function note(request: Request, secure: boolean): void {
  const one: OriginRequest = {
    host: hostOf(request),
    path: request.url ?? '',
    from: request.socket.remoteAddress?.replace('::ffff:', '') ?? '',
    version: request.httpVersion,
    secure,
    hopHeaders: Object.keys(request.headers).filter((name) => name.startsWith('proxy-')),
  };
  print({ request: one });
}

/** Each event goes out when the one before has been acknowledged on another connection, so no clock has a say. */
async function streamSteps(response: Response, id: string, count: number): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  for (let step = 1; step <= count; step++) {
    const acknowledged = new Promise<void>((resolve) => waiting.set(`${id} ${step}`, resolve));
    (response as http.ServerResponse).write(`data: ${step}\n\n`);
    await acknowledged;
  }
  response.end('data: [DONE]\n\n');
}

function answer(request: Request, response: Response, secure: boolean): void {
  note(request, secure);
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://origin/');
  const base = `${secure ? 'https' : 'http'}://${request.headers[':authority'] ?? request.headers['host']}`;
  if (pathname === '/upload') {
    const hash = createHash('sha256');
    let bytes = 0;
    (request as http.IncomingMessage).on('data', (chunk: Buffer) => {
      hash.update(chunk);
      bytes += chunk.length;
    });
    request.on('end', () => response.end(JSON.stringify({ bytes, sha256: hash.digest('hex') })));
    return;
  }
  if (pathname === '/steps') return void streamSteps(response, searchParams.get('id') ?? '', Number(searchParams.get('count')));
  if (pathname === '/seen') {
    const key = `${searchParams.get('id')} ${searchParams.get('step')}`;
    const known = waiting.get(key);
    waiting.delete(key);
    known?.();
    response.statusCode = known ? 200 : 409;
    return void response.end('ok');
  }
  if (pathname === '/npm/demo') {
    const manifest = { name: 'demo', version: '1.0.0', dist: { ...options.npm, tarball: `${base}/files/demo-1.0.0.tgz` } };
    response.setHeader('content-type', 'application/json');
    return void response.end(JSON.stringify({ name: 'demo', 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': manifest } }));
  }
  if (pathname === '/simple/demo/') {
    response.setHeader('content-type', 'text/html');
    return void response.end('<!doctype html><a href="/files/demo-1.0.0-py3-none-any.whl">demo-1.0.0-py3-none-any.whl</a>');
  }
  const file = path.join(options.folder, path.normalize(pathname).replace(/^\/files\//, '/'));
  if (!file.startsWith(options.folder) || !fs.existsSync(file) || !fs.statSync(file).isFile()) {
    response.statusCode = 404;
    return void response.end('not here');
  }
  response.setHeader('content-type', file.endsWith('.pac') ? 'application/x-ns-proxy-autoconfig' : 'application/octet-stream');
  // Without a length: the body comes in chunks.
  if (!searchParams.has('chunked')) response.setHeader('content-length', fs.statSync(file).size);
  if (request.method === 'HEAD') return void response.end();
  fs.createReadStream(file).pipe(response as http.ServerResponse);
}

function serve(server: http.Server | http2.Http2SecureServer, secure: boolean): http.Server | http2.Http2SecureServer {
  (server as http.Server).on('request', (request, response) => answer(request, response, secure));
  (server as http.Server).on('upgrade', (request, socket, head) => {
    note(request, secure);
    echo.handleUpgrade(request, socket as net.Socket, head, (one) => one.on('message', (data, binary) => one.send(data, { binary })));
  });
  return server;
}

const pem = { cert: fs.readFileSync(options.leafFile), key: fs.readFileSync(options.leafFile) };
const onlyOld = serve(http2.createSecureServer({ ...pem, allowHTTP1: true, ALPNProtocols: ['http/1.1'] }), true);
const both = serve(http2.createSecureServer({ ...pem, allowHTTP1: true, ALPNProtocols: ['h2', 'http/1.1'] }), true);
const plain = serve(http.createServer(), false);
for (const address of options.addresses) {
  for (const [server, port] of [[onlyOld, ports.https], [both, ports.http2], [plain, ports.http]] as const) {
    const front = net.createServer((socket) => void server.emit('connection', socket));
    await once(front.listen(port, address), 'listening');
  }
}
print({ ready: true });
