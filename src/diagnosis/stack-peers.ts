import { AsyncLocalStorage } from 'node:async_hooks';
import * as diagnosticsChannel from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import { plainText } from '../path/network-failure.ts';
import type { StackPeer } from './stack-evidence.ts';

/** Runs one request and notes the socket it went over; `peer()` says what was seen of it, whenever it is asked. */
export type WatchOne = <T>(send: () => Promise<T>) => { sent: Promise<T>; peer(): StackPeer | undefined };

interface Watched {
  peer?: StackPeer;
}

/**
 * Watches from outside which sockets requests of this process go over, whoever sends them: Node tells on its diagnostics
 * channels, and so does every copy of undici, bundled ones too (Node documentation, "Diagnostics Channel"; undici
 * docs/api/DiagnosticsChannel.md). Which request is whose follows from the asynchronous context it is made in.
 */
export async function watchingPeers<T>(work: (watch: WatchOne) => Promise<T>): Promise<T> {
  const context = new AsyncLocalStorage<Watched>();
  const made = new WeakMap<object, Watched>();
  const begin = (request: unknown): Watched | undefined => {
    const watched = context.getStore();
    // CONNECT to a proxy is a request of its own in some stacks.
    if (!watched || !isObject(request) || request['method'] !== 'GET') return undefined;
    made.set(request, watched);
    return watched;
  };
  const subscriptions: readonly [string, (message: unknown) => void][] = [
    ['http.client.request.start', (message) => {
      const request = isObject(message) ? message['request'] : undefined;
      const watched = begin(request);
      if (watched) noteWhenConnected(request as ClientRequest, watched);
    }],
    ['undici:request:create', (message) => void begin(isObject(message) ? message['request'] : undefined)],
    ['undici:client:sendHeaders', (message) => {
      if (!isObject(message) || !isObject(message['request'])) return;
      const watched = made.get(message['request']);
      if (watched && isObject(message['socket'])) note(message['socket'] as unknown as Socket, watched);
    }],
  ];
  for (const [name, tell] of subscriptions) diagnosticsChannel.subscribe(name, tell);
  try {
    return await work((send) => {
      const watched: Watched = {};
      return { sent: context.run(watched, send), peer: () => watched.peer };
    });
  } finally {
    for (const [name, tell] of subscriptions) diagnosticsChannel.unsubscribe(name, tell);
  }
}

/** A request that ends in an error may still have connected: who refused is worth knowing. */
function noteWhenConnected(request: ClientRequest, watched: Watched): void {
  const look = (socket: Socket): void => {
    note(socket, watched);
    for (const event of ['connect', 'secureConnect']) socket.once(event, () => note(socket, watched));
  };
  if (request.socket) look(request.socket);
  else request.once('socket', look);
  request.once('response', (response) => note(response.socket, watched));
}

/** What is known can't become unknown: a socket that is closed forgets its other end. */
function note(socket: Socket, watched: Watched): void {
  const certificate = certificateOf(socket as Partial<TLSSocket>) ?? watched.peer?.certificate;
  const address = socket.remoteAddress ?? watched.peer?.address ?? null;
  if (address === null && !certificate) return;
  watched.peer = {
    address,
    port: socket.remotePort ?? watched.peer?.port ?? null,
    ...(certificate && { certificate }),
  };
}

function certificateOf(socket: Partial<TLSSocket>): StackPeer['certificate'] {
  const certificate = socket.getPeerCertificate?.() as Partial<PeerCertificate> | null | undefined;
  if (!certificate?.fingerprint256) return undefined;
  const { O: organization, CN: name } = (certificate.issuer ?? {}) as Record<string, string | string[] | undefined>;
  const issuer = [organization, name].flatMap((part) => part ?? []).join(', ');
  return { issuer: plainText(issuer, 120), fingerprint256: certificate.fingerprint256 };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
