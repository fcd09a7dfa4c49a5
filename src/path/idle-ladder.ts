import type { Socket } from 'node:net';
import { HeadError, readHead, type ResponseHead } from './http-head.ts';
import { networkFailure, type NetworkFailure } from './network-failure.ts';

/** A connection that is ready for HTTP/1.1. */
export interface IdleConnection {
  socket: Socket;
  /** Bytes read below TLS so far, or null where nobody counts them: tells a TLS goodbye from a bare end. */
  wireBytesRead(): number | null;
}

/** How one rung of the ladder went. */
export interface RungSeen {
  /** How long the connection was to be left alone, in ms. */
  rungMs: number;
  /**
   * `answered`: the second request was. `fin`, `reset`: the connection was ended so. `silence`: the second request was
   * not answered at all. `not-kept`: the first answer said that the connection ends with it. `not-opened`: there was no
   * first answer. `not-asked`: the ladder ended before this rung.
   */
  outcome: 'answered' | 'fin' | 'reset' | 'silence' | 'not-kept' | 'not-opened' | 'not-asked';
  /** When the connection ended, in ms since its last byte; for silence, when the second request was given up. */
  atMs: number | null;
  /** For `fin`: whether TLS said goodbye before (close_notify, RFC 8446, 6.1); null where that can't be seen. */
  goodbye: boolean | null;
  status: number | null;
  failure?: NetworkFailure;
}

/** What climbing showed. */
export interface LadderSeen {
  rungs: readonly RungSeen[];
  /** Headers of a first answer. */
  headers: Readonly<Record<string, string>>;
  /** The keep-alive time the other side announced (`Keep-Alive: timeout=5`), in ms. */
  announcedMs: number | null;
}

export interface LadderOptions {
  /** Ascending; one connection each. */
  rungsMs: readonly number[];
  /** Host and path of the request; it is a HEAD without a key. */
  host: string;
  path: string;
  /** More fields of the request. */
  headers?: Readonly<Record<string, string>>;
  /** How long an answer may take. */
  answerMs: number;
  open(signal: AbortSignal): Promise<IdleConnection>;
  /** Called about once a second. */
  onProgress?(progress: { elapsedMs: number; totalMs: number; alive: number }): void;
  /** Called after each rung, with all that is known until then. */
  onRung?(seen: LadderSeen): void;
}

const progressEveryMs = 1_000;

/** After this many rungs in a row without an answer the higher ones would only tell the same. */
const silentRungsToStop = 2;

/**
 * Opens one connection for each rung, sends a tiny request on each, leaves it alone for the rung's time and sends it
 * again. An end is noticed when it comes; silence shows only when somebody asks.
 *
 * @returns never rejects for a network reason; an abort by `signal` rejects at once and leaves nothing open.
 */
export async function climbIdleLadder(options: LadderOptions, signal: AbortSignal): Promise<LadderSeen> {
  const { rungsMs, onProgress } = options;
  const started = performance.now();
  const top = new AbortController();
  const all = AbortSignal.any([signal, top.signal]);
  const done = new Map<number, RungSeen>();
  let first: ResponseHead | undefined;
  let silentInRow = 0;
  const totalMs = (rungsMs.at(-1) ?? 0) + options.answerMs;
  const seenSoFar = (): LadderSeen => ({
    rungs: rungsMs.map((rungMs) => done.get(rungMs) ?? rung(rungMs, 'not-asked')),
    headers: first?.headers ?? {},
    announcedMs: announced(first?.headers['keep-alive']),
  });
  const progress =
    onProgress &&
    setInterval(() => {
      onProgress({ elapsedMs: performance.now() - started, totalMs, alive: rungsMs.length - done.size });
    }, progressEveryMs);
  try {
    await Promise.all(
      rungsMs.map(async (rungMs) => {
        const seen = await climbRung(rungMs, options, all, (head) => (first ??= head));
        if (top.signal.aborted) return;
        done.set(rungMs, seen);
        options.onRung?.(seenSoFar());
        silentInRow = seen.outcome === 'silence' ? silentInRow + 1 : 0;
        if (silentInRow >= silentRungsToStop) top.abort(new Error('the rest of the ladder would tell the same'));
      }),
    ).catch((error: unknown) => {
      if (!top.signal.aborted || signal.aborted) throw error;
    });
  } finally {
    clearInterval(progress);
  }
  signal.throwIfAborted();
  return seenSoFar();
}

async function climbRung(
  rungMs: number,
  options: LadderOptions,
  signal: AbortSignal,
  onHead: (head: ResponseHead) => void,
): Promise<RungSeen> {
  let connection: IdleConnection | undefined;
  try {
    connection = await options.open(signal);
    const { socket } = connection;
    // Errors are looked at where they are waited for; one that comes in between must not end the process.
    socket.on('error', () => undefined);
    const head = await ask(socket, options, signal);
    onHead(head);
    if (!staysOpen(head)) return rung(rungMs, 'not-kept', { status: head.status });
    return await leaveAlone(connection, rungMs, head.status, options, signal);
  } catch (error) {
    signal.throwIfAborted();
    return rung(rungMs, 'not-opened', { failure: networkFailure('http', 'http', error) });
  } finally {
    connection?.socket.destroy();
  }
}

async function leaveAlone(
  connection: IdleConnection,
  rungMs: number,
  status: number,
  options: LadderOptions,
  signal: AbortSignal,
): Promise<RungSeen> {
  const { socket } = connection;
  const since = performance.now();
  const wireBefore = connection.wireBytesRead();
  const atMs = (): number => Math.round(performance.now() - since);
  const ended = await endWithin(socket, rungMs, signal);
  if (ended) {
    const wire = connection.wireBytesRead();
    const goodbye = ended === 'fin' && wire !== null && wireBefore !== null ? wire > wireBefore : null;
    return rung(rungMs, ended, { atMs: atMs(), goodbye, status });
  }
  try {
    const again = await ask(socket, options, signal);
    return rung(rungMs, 'answered', { status: again.status });
  } catch (error) {
    signal.throwIfAborted();
    const failure = networkFailure('stream', 'idle', error);
    if (error instanceof HeadError && error.code === 'HEAD_CLOSED')
      return rung(rungMs, 'fin', { atMs: atMs(), status, failure });
    const outcome = ['ECONNRESET', 'EPIPE'].includes(failure.code) ? 'reset' : 'silence';
    return rung(rungMs, outcome, { atMs: atMs(), status, failure });
  }
}

/** Waits for the end of a connection, at most `limitMs`. Bytes nobody asked for are thrown away. */
function endWithin(socket: Socket, limitMs: number, signal: AbortSignal): Promise<'fin' | 'reset' | undefined> {
  return new Promise((resolve, reject) => {
    const finish = (act: () => void): void => {
      clearTimeout(timer);
      socket.off('end', onEnd);
      socket.off('close', onEnd);
      socket.off('error', onError);
      signal.removeEventListener('abort', onAbort);
      act();
    };
    const onEnd = (): void => finish(() => resolve('fin'));
    const onError = (error: NodeJS.ErrnoException): void =>
      finish(() => resolve(error.code === 'ECONNRESET' || error.code === 'EPIPE' ? 'reset' : 'fin'));
    const onAbort = (): void => finish(() => reject(signal.reason as Error));
    const timer = setTimeout(() => finish(() => resolve(undefined)), limitMs);
    socket.once('end', onEnd);
    socket.once('close', onEnd);
    socket.once('error', onError);
    signal.addEventListener('abort', onAbort, { once: true });
    socket.resume();
    if (signal.aborted) onAbort();
    else if (socket.destroyed || socket.readableEnded) onEnd();
  });
}

function ask(
  socket: Socket,
  { host, path, headers, answerMs }: LadderOptions,
  signal: AbortSignal,
): Promise<ResponseHead> {
  const answer = readHead(socket, answerMs, signal);
  const fields = { host, 'user-agent': 'gatehouse', accept: '*/*', connection: 'keep-alive', ...headers };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`HEAD ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
  return answer;
}

/** Whether a response leaves the connection open (RFC 9112, 9.3). */
function staysOpen({ headers }: ResponseHead): boolean {
  return !/\bclose\b/i.test(headers['connection'] ?? '');
}

function announced(keepAlive: string | undefined): number | null {
  const seconds = /\btimeout\s*=\s*(\d{1,6})\b/i.exec(keepAlive ?? '')?.[1];
  return seconds === undefined ? null : Number(seconds) * 1_000;
}

function rung(rungMs: number, outcome: RungSeen['outcome'], more: Partial<RungSeen> = {}): RungSeen {
  return { rungMs, outcome, atMs: null, goodbye: null, status: null, ...more };
}
