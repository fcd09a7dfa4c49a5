import * as http from 'node:http';
import type * as net from 'node:net';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import * as tls from 'node:tls';
import { deepestCode } from '../path/network-failure.ts';
import type { Authority, CertificateName } from './certificates.ts';
import { createAuthority } from './certificates.ts';
import type { ListenOptions } from './loopback-listener.ts';
import { listenOnLoopback, peekFirstByte, tlsHandshakeByte, urlHost } from './loopback-listener.ts';
import type { ConnectTo, Endpoint } from './tunnel.ts';
import { connectUpstream, parseAuthority, splice } from './tunnel.ts';

export interface ResigningProxyOptions extends ListenOptions {
  /** The name of the proxy's own root, e.g. `{ commonName: 'Zscaler Root CA', organization: 'Zscaler Inc.' }`. */
  issuer?: CertificateName;
  /** Sends the root along with the leaf, as some boxes do. Default false. */
  sendRoot?: boolean;
  /** Whether the proxy checks the real server's certificate. Default true. */
  verifyUpstream?: boolean;
  /** PEM of the root the proxy trusts upstream, in place of Node's. */
  upstreamCa?: string;
  connectTo?: ConnectTo;
}

/** One tunnel. It is filled in while the tunnel lasts. */
export interface ResigningProxyEntry {
  /** `host:port` as asked for by CONNECT. */
  authority: string;
  /** The name in the ClientHello; undefined when it had none, or the tunnel carries no TLS. */
  serverName: string | undefined;
  /** `plain` for a tunnel whose first byte is not TLS's: it is carried untouched. */
  handshake: 'waiting' | 'done' | 'failed' | 'plain';
  /** Decrypted bytes each way. */
  bytesFromClient: number;
  bytesFromServer: number;
  /** Whether the client's plain text had an Authorization header: a key that an interceptor has read. */
  sawAuthorization: boolean;
  /** Code of what went wrong towards the real server. */
  upstreamError?: string;
}

/** An interceptor: it ends the client's TLS with a certificate of its own and opens its own TLS to the server. */
export interface ResigningProxy {
  port: number;
  url: string;
  /** The root that clients would have to trust. */
  caPem: string;
  log: readonly ResigningProxyEntry[];
  close(): Promise<void>;
}

const defaultIssuer = { commonName: 'Practice Inspection Root CA', organization: 'Practice Inspection Inc.' };

/** Starts a re-signing CONNECT proxy on loopback. */
export async function startResigningProxy(options: ResigningProxyOptions = {}): Promise<ResigningProxy> {
  const authority = await createAuthority({ name: options.issuer ?? defaultIssuer });
  const contextFor = leafContexts(authority, options.sendRoot === true);
  const log: ResigningProxyEntry[] = [];

  const intercept = async (request: http.IncomingMessage, client: net.Socket, head: Buffer): Promise<void> => {
    const text = request.url ?? '';
    const asked = parseAuthority(text);
    if (!asked) return void client.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
    const entry: ResigningProxyEntry = {
      authority: text,
      serverName: undefined,
      handshake: 'waiting',
      bytesFromClient: 0,
      bytesFromServer: 0,
      sawAuthorization: false,
    };
    log.push(entry);
    const unnamed = await contextFor(asked.host);
    if (head.length > 0) client.unshift(head);
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    peekFirstByte(client, (byte) => {
      if (byte === tlsHandshakeByte) return endTls(client, asked, entry, unnamed);
      entry.handshake = 'plain';
      connectUpstream(asked, options.connectTo).then(
        (server) => splice(client, server, countBytes(entry)),
        (error: unknown) => {
          entry.upstreamError = deepestCode(error);
          client.destroy();
        },
      );
    });
  };

  const endTls = (client: net.Socket, asked: Endpoint, entry: ResigningProxyEntry, unnamed: LeafContext): void => {
    // A server for one connection: the certificate for a client without SNI depends on what it asked to CONNECT to.
    const server = tls.createServer({
      ...unnamed.pem,
      ALPNProtocols: ['http/1.1'],
      SNICallback: (name, done) => {
        entry.serverName = name;
        contextFor(name).then((found) => done(null, found.context), done);
      },
    });
    server.on('tlsClientError', () => {
      entry.handshake = 'failed';
      client.destroy();
    });
    server.on('secureConnection', (secure) => {
      entry.handshake = 'done';
      secure.on('error', () => secure.destroy());
      secure.pause();
      openTls(asked, entry.serverName, options).then(
        (upstream) => splice(secure, upstream, countBytes(entry)),
        (error: unknown) => {
          entry.upstreamError = deepestCode(error);
          answerBadGateway(secure);
        },
      );
    });
    server.emit('connection', client);
  };

  const front = http.createServer((_request, response) => {
    response.writeHead(405, { connection: 'close' }).end();
  });
  front.on('connect', (request, client, head) => {
    intercept(request, client as net.Socket, head).catch(() => client.destroy());
  });
  front.on('clientError', (_error, socket) => socket.destroy());
  const listener = await listenOnLoopback(options, (socket) => front.emit('connection', socket));
  return {
    port: listener.port,
    url: `http://${urlHost(listener.host)}:${listener.port}`,
    caPem: authority.pem,
    log,
    close: () => listener.close(),
  };
}

interface LeafContext {
  pem: { cert: string; key: string };
  context: tls.SecureContext;
}

/** One leaf per name, made when it is first asked for. */
function leafContexts(authority: Authority, sendRoot: boolean): (name: string) => Promise<LeafContext> {
  const made = new Map<string, Promise<LeafContext>>();
  const make = async (name: string): Promise<LeafContext> => {
    const leaf = await authority.issue(isIP(name) ? { ips: [name] } : { dns: [name] });
    const cert = sendRoot ? `${leaf.certificate}${authority.pem}` : leaf.certificate;
    const pem = { cert, key: leaf.key };
    return { pem, context: tls.createSecureContext(pem) };
  };
  return (name) => {
    const found = made.get(name) ?? make(name);
    made.set(name, found);
    return found;
  };
}

/** The proxy's own TLS to the real server. */
async function openTls(
  asked: Endpoint,
  serverName: string | undefined,
  options: ResigningProxyOptions,
): Promise<tls.TLSSocket> {
  const socket = await connectUpstream(asked, options.connectTo);
  const name = serverName ?? asked.host;
  return new Promise((resolve, reject) => {
    const secure = tls.connect({
      socket,
      // A name for the check of the certificate; an address is no SNI (RFC 6066, section 3).
      ...(isIP(name) ? { host: name } : { host: name, servername: name }),
      ALPNProtocols: ['http/1.1'],
      rejectUnauthorized: options.verifyUpstream ?? true,
      ...(options.upstreamCa === undefined ? {} : { ca: options.upstreamCa }),
    });
    secure.once('error', (error) => {
      socket.destroy();
      reject(error);
    });
    secure.once('secureConnect', () => resolve(secure));
  });
}

function answerBadGateway(client: Duplex): void {
  const body = 'The server could not be reached.\n';
  client.end(`HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
  client.resume();
}

/** Counts what passes and looks for a header that carries a key, also where a chunk ends inside it. */
function countBytes(entry: ResigningProxyEntry): {
  fromClient(bytes: Buffer): Buffer;
  fromServer(bytes: Buffer): Buffer;
} {
  let tail = '';
  return {
    fromClient: (bytes) => {
      entry.bytesFromClient += bytes.length;
      const text = tail + bytes.toString('latin1');
      if (/\r\nauthorization:/i.test(text)) entry.sawAuthorization = true;
      tail = text.slice(-20);
      return bytes;
    },
    fromServer: (bytes) => {
      entry.bytesFromServer += bytes.length;
      return bytes;
    },
  };
}
