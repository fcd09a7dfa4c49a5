import { once } from 'node:events';
import * as net from 'node:net';
import type { Readable } from 'node:stream';
import * as tls from 'node:tls';
import type { Client } from 'undici';
import { withDeadline } from '../../path/deadline.ts';
import { readBody } from '../../path/http-body.ts';
import { plainText } from '../../path/network-failure.ts';
import type { Secret } from '../../path/secret.ts';
import { verifyWith } from '../../path/secure-context.ts';
import { createClient, request as send } from '../../path/undici-client.ts';
import { reachableAddress, type ControllerAddress } from './address.ts';
import { ControllerError, networkFault } from './fault.ts';

/** A controller and what opens it. */
export interface ControllerAccess {
  readonly address: ControllerAddress;
  /** Sent to this controller alone; undefined: none is sent. */
  readonly secret?: Secret | undefined;
  /** PEM roots for one that speaks TLS; the runtime's own without. */
  readonly roots?: readonly string[] | undefined;
}

/** One call. */
export interface ControllerRequest {
  readonly method?: 'GET' | 'PUT' | 'PATCH' | 'DELETE';
  /** Begins with a slash; names in it are escaped already. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  /** Until the answer is whole, in ms. Default 5000. */
  readonly limitMs?: number;
  /** Longer answers are a fault. Default 8 MB. */
  readonly maxBytes?: number;
}

/** An answer with a good status; `body` is undefined where it was empty, as after a 204. */
export interface ControllerAnswer {
  readonly status: number;
  readonly body: unknown;
}

const defaultLimitMs = 5_000;
const defaultMaxBytes = 8 * 1024 * 1024;
const maxSaidChars = 300;
/** A log line longer than this is dropped with what follows it up to the next line. */
const maxLineChars = 256 * 1024;

/**
 * Asks a controller once, on a connection of its own: the editor replaces Node's `http.request` for extensions and would
 * lead the call through the very proxy it asks about (microsoft/vscode-proxy-agent, src/index.ts).
 *
 * @throws ControllerError for everything but an abort by `signal`, which rejects with its reason.
 */
export async function askController(access: ControllerAccess, request: ControllerRequest, signal: AbortSignal): Promise<ControllerAnswer> {
  const limitMs = request.limitMs ?? defaultLimitMs;
  return withConnection(access, signal, async (client) =>
    withDeadline('the controller', limitMs, signal, async (inner) => {
      const response = await sendOn(client, access, request, inner);
      const { bytes, truncated } = await readBody(response.body, request.maxBytes ?? defaultMaxBytes, limitMs, inner);
      if (truncated) throw new ControllerError('too-large', access.address);
      return readAnswer(access, response.status, bytes.toString('utf8'));
    }), limitMs);
}

/**
 * Follows a call that answers with one JSON document a line, as `/logs` and `/traffic` do without a WebSocket. Ends when
 * the core ends it or `signal` is aborted. Lines that are no JSON are passed over.
 *
 * @param opened called when the core has taken the call; with `/logs`, lines that come later are not missed.
 * @throws ControllerError as `askController`; an abort ends it without an error.
 */
export async function* streamController(
  access: ControllerAccess,
  request: Pick<ControllerRequest, 'path' | 'query' | 'limitMs'>,
  signal: AbortSignal,
  opened?: () => void,
): AsyncGenerator<unknown> {
  const limitMs = request.limitMs ?? defaultLimitMs;
  let socket: net.Socket | undefined;
  let client: Client | undefined;
  try {
    socket = await connect(access, limitMs, signal);
    client = clientOn(socket);
    const speaking = client;
    const response = await sendOn(speaking, access, request, signal);
    if (response.status !== 200) {
      const { bytes } = await readBody(response.body, defaultMaxBytes, limitMs, signal);
      readAnswer(access, response.status, bytes.toString('utf8'));
      return;
    }
    opened?.();
    yield* jsonLines(response.body);
  } catch (error) {
    if (signal.aborted) return;
    throw error instanceof ControllerError ? error : networkFault(error, access.address);
  } finally {
    void client?.destroy().catch(() => undefined);
    socket?.destroy();
  }
}

async function withConnection<T>(access: ControllerAccess, signal: AbortSignal, work: (client: Client) => Promise<T>, limitMs: number): Promise<T> {
  let socket: net.Socket | undefined;
  let client: Client | undefined;
  try {
    socket = await connect(access, limitMs, signal);
    client = clientOn(socket);
    return await work(client);
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof ControllerError ? error : networkFault(error, access.address);
  } finally {
    void client?.destroy().catch(() => undefined);
    socket?.destroy();
  }
}

/** Opens the connection, TLS included, which is always verified. */
async function connect({ address, roots }: ControllerAccess, limitMs: number, signal: AbortSignal): Promise<net.Socket> {
  const to = reachableAddress(address);
  const verifying = to.kind === 'tls' && roots ? await verifyWith(roots) : undefined;
  return withDeadline('the controller', limitMs, signal, async (inner) => {
    const socket = 'path' in to
      ? net.connect({ path: to.path })
      : to.kind === 'tcp'
        ? net.connect({ host: to.host, port: to.port, noDelay: true })
        : tls.connect({ host: to.host, port: to.port, rejectUnauthorized: true, ...(net.isIP(to.host) ? {} : { servername: to.host }), ...verifying });
    socket.on('error', () => undefined);
    inner.addEventListener('abort', () => socket.destroy(), { once: true });
    await once(socket, to.kind === 'tls' ? 'secureConnect' : 'connect', { signal: inner });
    return socket;
  });
}

/** undici's client on a connection that is open already. */
function clientOn(socket: net.Socket): Client {
  return createClient('http://controller', {
    // Not at once: a client that is still starting ignores a connection given to it inside its own call.
    connect: (_options, callback) => queueMicrotask(() => callback(null, socket)),
    pipelining: 0,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

async function sendOn(client: Client, { address, secret }: ControllerAccess, request: ControllerRequest, signal: AbortSignal): Promise<{ status: number; body: Readable }> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query ?? {})) if (value !== undefined) query.set(name, String(value));
  const search = query.size > 0 ? `?${query.toString()}` : '';
  const host = 'path' in address ? 'localhost' : `${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`;
  const { statusCode: status, body } = await send(client, {
    path: `${request.path}${search}`,
    method: request.method ?? 'GET',
    headers: {
      host,
      'user-agent': 'gatehouse',
      accept: 'application/json',
      ...(secret && { authorization: `Bearer ${secret.reveal()}` }),
      ...(request.body !== undefined && { 'content-type': 'application/json' }),
    },
    body: request.body === undefined ? null : JSON.stringify(request.body),
    signal,
  });
  body.on('error', () => undefined);
  return { status, body };
}

function readAnswer({ address, secret }: ControllerAccess, status: number, text: string): ControllerAnswer {
  const body = parsed(text);
  if (status >= 200 && status < 300) {
    if (text.trim() !== '' && body === undefined) throw new ControllerError('not-a-core', address, { status });
    return { status, body };
  }
  const message = saidIn(body);
  const said = message ?? plainText(text, maxSaidChars);
  if (status === 401 || status === 403) {
    // Only what a core says in its own form: discovery goes by it.
    throw new ControllerError('unauthorized', address, { status, withSecret: secret !== undefined, ...(message !== undefined && { said: message }) });
  }
  if (status === 404 || status === 405 || status === 501) throw new ControllerError('missing', address, { status, said });
  throw new ControllerError(status >= 500 ? 'failed' : 'refused-request', address, { status, said });
}

function saidIn(body: unknown): string | undefined {
  const message = typeof body === 'object' && body !== null ? (body as { message?: unknown }).message : undefined;
  return typeof message === 'string' ? plainText(message, maxSaidChars) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

async function* jsonLines(body: Readable): AsyncGenerator<unknown> {
  let held = '';
  let dropping = false;
  for await (const part of body.setEncoding('utf8') as AsyncIterable<string>) {
    const lines = (held + part).split('\n');
    held = lines.pop() ?? '';
    for (const line of lines) {
      const value = dropping ? undefined : parsed(line);
      dropping = false;
      if (value !== undefined) yield value;
    }
    if (held.length > maxLineChars) {
      held = '';
      dropping = true;
    }
  }
}
