import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import * as http from 'node:http';
import * as https from 'node:https';
import type * as net from 'node:net';
import * as tls from 'node:tls';
import { text } from 'node:stream/consumers';
import { Agent, ProxyAgent } from 'undici';
import { classifyEnding } from '../../../src/gateways/classify-ending.ts';
import { classifyFailure } from '../../../src/gateways/classify-failure.ts';
import { createAuthority, startConnectProxy, type Authority, type Leaf } from '../../../src/lab/lab.ts';
import { writeCertificate } from '../../../src/lab/certificate-writer.ts';
import { createStreamReader } from '../../../src/path/event-stream.ts';
import { speaker } from '../../../src/gateways/streams.ts';
import { deepestCode } from '../../../src/path/network-failure.ts';
import { networkRows, type Reported } from '../../docs/faults/network-rows.ts';
import { answering, startRawServer } from '../path/raw-server.ts';
import { assertFault } from './assert-fault.ts';

const event = 'data: {"choices":[{"delta":{"content":"Hi"}}]}\n\n';
const chunked = `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n${event.length.toString(16)}\r\n${event}\r\n`;
const lengthy = `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 900\r\n\r\n${event}`;
const unbounded = `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n${event}`;

/** One way to ask, made ready: where, and with what. */
interface Asked {
  url: string;
  dispatcher?: Agent | ProxyAgent;
  ca?: string;
  signal?: () => AbortSignal;
  lookup?: net.LookupFunction;
}

/** Ends what a situation has started. */
type Close = () => Promise<void> | void;

describe('network errors of the table', function () {
  this.timeout(30_000);
  let authority: Authority;
  const closers: Close[] = [];
  before(async () => {
    authority = await createAuthority();
  });
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  const raw = async (onConnection: (socket: net.Socket) => void, scheme = 'http'): Promise<Asked> => {
    const server = await startRawServer(onConnection);
    closers.push(() => server.close());
    return { url: `${scheme}://127.0.0.1:${server.port}/` };
  };

  const secure = async (leaf: Leaf, ca?: string): Promise<Asked> => {
    const server = https.createServer({ cert: leaf.certificate, key: leaf.key }, (_request, response) => response.end('ok'));
    server.on('tlsClientError', () => undefined);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closers.push(() => void server.close());
    const dispatcher = new Agent({ connect: ca === undefined ? {} : { ca } });
    closers.push(async () => dispatcher.destroy());
    return { url: `https://127.0.0.1:${(server.address() as net.AddressInfo).port}/`, dispatcher, ...(ca === undefined ? {} : { ca }) };
  };

  const closedPort = async (): Promise<number> => {
    const server = await startRawServer(() => undefined);
    await server.close();
    return server.port;
  };

  const patience = async (times: { headersTimeout?: number; bodyTimeout?: number }, bytes: string): Promise<Asked> => {
    const dispatcher = new Agent(times);
    closers.push(async () => dispatcher.destroy());
    return { ...(await raw(bytes === '' ? () => undefined : answering(bytes))), dispatcher };
  };

  const tunnel = async (mode: '403' | '407'): Promise<Asked> => {
    const proxy = await startConnectProxy({ mode });
    closers.push(() => proxy.close());
    const dispatcher = new ProxyAgent(`http://127.0.0.1:${proxy.port}`);
    closers.push(async () => dispatcher.destroy());
    return { url: 'https://gateway.invalid/', dispatcher };
  };

  /** How each situation is made. */
  const situations: Readonly<Record<string, () => Promise<Asked>>> = {
    'reset-in-body': () => raw(answering(chunked, 'reset')),
    'fin-in-chunked': () => raw(answering(chunked, 'end')),
    'short-length': () => raw(answering(lengthy, 'end')),
    'clean-without-mark': () => raw(answering(`${chunked}0\r\n\r\n`, 'end')),
    'close-delimited-cut': () => raw(answering(unbounded, 'end')),
    'fin-before-headers': () => raw((socket) => socket.once('data', () => socket.end())),
    'reset-before-headers': () => raw((socket) => socket.once('data', () => socket.resetAndDestroy())),
    'tls-to-plain': () => raw(answering('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n', 'end'), 'https'),
    'plain-to-tls': async () => {
      const leaf = await authority.issue({ ips: ['127.0.0.1'] });
      const server = tls.createServer({ cert: leaf.certificate, key: leaf.key });
      server.on('tlsClientError', (_error, socket) => socket.destroy());
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      closers.push(() => void server.close());
      return { url: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}/` };
    },
    'closed-in-handshake': () => raw((socket) => socket.once('data', () => socket.end()), 'https'),
    'self-signed': () => secure(selfSigned()),
    'root-in-chain': async () => {
      const leaf = await authority.issue({ ips: ['127.0.0.1'] });
      return secure({ ...leaf, certificate: `${leaf.certificate}\n${authority.pem}` });
    },
    'root-not-sent': async () => secure(await authority.issue({ ips: ['127.0.0.1'] })),
    expired: async () => secure(await authority.issue({ ips: ['127.0.0.1'], validity: 'expired' }), authority.pem),
    'not-yet-valid': async () => secure(await authority.issue({ ips: ['127.0.0.1'], validity: 'not-yet-valid' }), authority.pem),
    'wrong-host': async () => secure(await authority.issue({ dns: ['other.example'] }), authority.pem),
    'unknown-host': async () => ({ url: 'http://gateway.invalid/' }),
    'nothing-listens': async () => ({ url: `http://127.0.0.1:${await closedPort()}/` }),
    'all-addresses-fail': async () => {
      const lookup: net.LookupFunction = (_name, _options, done) =>
        done(null, [{ address: '127.0.0.1', family: 4 }, { address: '127.0.0.2', family: 4 }]);
      const dispatcher = new Agent({ connect: { lookup } });
      closers.push(async () => dispatcher.destroy());
      return { url: `http://gateway.invalid:${await closedPort()}/`, dispatcher, lookup };
    },
    'abort-timeout': async () => ({ ...(await raw(() => undefined)), signal: () => AbortSignal.timeout(150) }),
    aborted: async () => ({
      ...(await raw(() => undefined)),
      signal: () => {
        const controller = new AbortController();
        setTimeout(() => controller.abort(), 100);
        return controller.signal;
      },
    }),
    'headers-timeout': () => patience({ headersTimeout: 200 }, ''),
    'body-timeout': () => patience({ bodyTimeout: 200 }, chunked),
    'blocked-port': async () => ({ url: 'http://127.0.0.1:1/' }),
    'not-http': () => raw((socket) => socket.write('220 mail.example ESMTP\r\n')),
    'invalid-url': async () => ({ url: 'http://' }),
    'proxy-407': () => tunnel('407'),
    'proxy-403': () => tunnel('403'),
  };

  it('each situation has a row and each row a situation', () => {
    assert.deepEqual(Object.keys(situations).sort(), networkRows.map(({ id }) => id).sort());
  });

  for (const row of networkRows) {
    for (const [api, reported, ask] of [['fetch', row.fetch, askByFetch], ['http', row.http, askByHttp]] as const) {
      if (reported === undefined) continue;
      it(`${row.name}, by ${api}`, async () => {
        const asked = await situations[row.id]?.();
        assert.ok(asked);
        const outcome = await ask(asked);
        if (reported === null) {
          if ('error' in outcome) throw outcome.error;
          assertFault(endOf(outcome.body), row.end ?? null);
        } else {
          assert.ok('error' in outcome, 'no error was reported');
          hold(outcome.error, reported);
        }
      });
    }
  }
});

function hold(error: unknown, { codes, expected }: Reported): void {
  const code = deepestCode(error);
  assert.ok(codes.includes(code), `${code} is none of ${codes.join()}: ${String(error)}`);
  // A name that can't be looked up now can be later; which of the two comes depends on the DNS of the machine.
  assertFault(classifyFailure(error), code === 'EAI_AGAIN' ? { ...expected, retryable: true } : expected);
  assert.equal(classifyFailure(error, { contentSeen: true }).retryable, false);
}

/** What reading an answer to its end without an error finds. */
function endOf(body: string): ReturnType<typeof classifyEnding> {
  const reader = createStreamReader((one) => speaker('chat-completions').read(one).meaning, 0);
  const end = reader.feed(Buffer.from(body), 1) ?? reader.finish(2) ?? 'clean-end';
  return classifyEnding({ end, contentEvents: reader.record.contentEvents });
}

type Outcome = { error: unknown } | { body: string };

async function askByFetch({ url, dispatcher, signal }: Asked): Promise<Outcome> {
  try {
    // The dispatcher of the undici package drives Node's own fetch.
    const init = { ...(dispatcher && { dispatcher }), ...(signal && { signal: signal() }) } as RequestInit;
    const response = await fetch(url, init);
    return { body: await response.text() };
  } catch (error) {
    return { error };
  }
}

async function askByHttp({ url, ca, signal, lookup }: Asked): Promise<Outcome> {
  try {
    const options = { agent: false as const, ...(ca && { ca }), ...(signal && { signal: signal() }), ...(lookup && { lookup }) };
    const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
      (url.startsWith('https') ? https : http).get(url, options, resolve).once('error', reject);
    });
    return { body: await text(response) };
  } catch (error) {
    return { error };
  }
}

function selfSigned(): Leaf {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = { commonName: '127.0.0.1' };
  const day = 24 * 3_600_000;
  const certificate = writeCertificate({
    serialNumber: new Uint8Array(16).fill(7),
    subject: name,
    issuer: name,
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + day),
    publicKey,
    signingKey: privateKey,
    extensions: [],
  });
  return { certificate, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}
