import { once } from 'node:events';
import type { Socket } from 'node:net';
import { readHead, type ResponseHead } from './http-head.ts';
import { networkFailure, type NetworkFailure } from './network-failure.ts';

/** What became of one large request. */
export interface UploadSeen {
  /** Size of the body, in bytes. */
  bodyBytes: number;
  /**
   * `answered`: the whole body was sent and an answer came. `answered-early`: an answer came before all was sent.
   * `reset`, `closed`: the connection ended so, without an answer. `stalled`: no more bytes were taken, or none of the
   * answer came, for the stall time.
   */
  outcome: 'answered' | 'answered-early' | 'reset' | 'closed' | 'stalled';
  /** Bytes of the body this machine had handed on when it ended; the last of them may still have been on the way. */
  sentBytes: number;
  durationMs: number;
  status: number | null;
  headers: Readonly<Record<string, string>>;
  /** The beginning of the answer's body, for classifying. Not for evidence. */
  bodyStart: string;
  failure?: NetworkFailure;
}

export interface UploadRequest {
  host: string;
  path: string;
  /** Without length and host. Never a key. */
  headers: Readonly<Record<string, string>>;
  /** Produces the body; the same size every time. */
  body: Buffer;
}

export interface UploadClocks {
  /** How long no byte may be taken before it counts as a stall. */
  stallMs: number;
  /** How long the answer may take once all is handed on; the system's buffers may still hold megabytes then. */
  answerMs: number;
}

const chunkBytes = 16 * 1024;
/** An answer that comes although the body is still to be sent is waited for here, so that it is not lost to a reset. */
const pauseAfterBytes = 64 * 1024;
const pauseMs = 500;
/** How long the body of the answer is waited for; it is only for naming who answered. */
const bodyStartMs = 1_000;
const maxBodyStartBytes = 8 * 1024;

/**
 * Sends one large request over HTTP/1.1 on a connection of its own and says how far it got. Written by hand on the
 * socket: HTTP clients hide how much was taken, and give up on an answer that comes early.
 *
 * @returns never rejects for a network reason; an abort by `signal` rejects. The caller destroys the socket.
 */
export async function sendUpload(
  socket: Socket,
  request: UploadRequest,
  clocks: UploadClocks,
  signal: AbortSignal,
): Promise<UploadSeen> {
  const started = performance.now();
  const { body } = request;
  socket.on('error', () => undefined);
  const over = new AbortController();
  const inner = AbortSignal.any([signal, over.signal]);
  let head: ResponseHead | undefined;
  let failed: unknown;
  let handed = 0;
  // Its own clock never fires: what counts is that bytes move, and only this function knows.
  const answer = readHead(socket, noLimitMs, inner).then(
    (found) => void (head = found),
    (error: unknown) => void (failed ??= error),
  );
  const settled = (): boolean => head !== undefined || failed !== undefined;
  try {
    socket.write(headOf(request));
    while (handed < body.length && !settled()) {
      const next = body.subarray(handed, handed + chunkBytes);
      handed += next.length;
      if (!socket.write(next)) await drained(socket, answer, clocks.stallMs, inner);
      // Lets the answer in; without it a fast sender would never look.
      else await new Promise((resolve) => setImmediate(resolve));
      if (handed === pauseAfterBytes && handed < body.length) await Promise.race([answer, sleep(pauseMs, inner)]);
    }
    const early = handed < body.length;
    if (!settled()) await Promise.race([answer, stalled(clocks.answerMs, inner)]);
    if (head)
      return {
        ...seen(head.status),
        outcome: early ? 'answered-early' : 'answered',
        headers: head.headers,
        bodyStart: await startOf(socket, head, signal),
      };
    throw failed;
  } catch (error) {
    signal.throwIfAborted();
    const failure = networkFailure('http', 'upload', error);
    return { ...seen(null), outcome: outcomeOf(failure.code), headers: {}, bodyStart: '', failure };
  } finally {
    over.abort(new Error('the upload is over'));
  }

  function seen(status: number | null): Pick<UploadSeen, 'bodyBytes' | 'sentBytes' | 'durationMs' | 'status'> {
    // What waits in this process was not sent.
    const sentBytes = Math.max(0, handed - socket.writableLength);
    return { bodyBytes: body.length, sentBytes, durationMs: performance.now() - started, status };
  }
}

/** Node's timers can't wait longer. */
const noLimitMs = 2 ** 31 - 1;

function headOf({ host, path, headers, body }: UploadRequest): string {
  const fields = {
    host,
    'user-agent': 'gatehouse',
    ...headers,
    'content-length': String(body.length),
    connection: 'close',
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  return `POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
}

/** Resolves when more can be written or an answer came. @throws when neither happens in time. */
async function drained(socket: Socket, answer: Promise<void>, limitMs: number, signal: AbortSignal): Promise<void> {
  const waiting = new AbortController();
  const both = AbortSignal.any([signal, waiting.signal]);
  try {
    const drain = once(socket, 'drain', { signal: both });
    drain.catch(() => undefined);
    await Promise.race([drain, answer, stalled(limitMs, both)]);
  } finally {
    waiting.abort();
  }
}

/** The clock of a stall. */
async function stalled(limitMs: number, signal: AbortSignal): Promise<never> {
  await sleep(limitMs, signal);
  throw Object.assign(new Error(`nothing moved for ${limitMs} ms`), { code: 'DEADLINE' });
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    }, ms);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}

function outcomeOf(code: string): UploadSeen['outcome'] {
  if (code === 'DEADLINE') return 'stalled';
  return code === 'ECONNRESET' || code === 'EPIPE' ? 'reset' : 'closed';
}

/** What of the answer's body comes in a moment, undecoded. */
async function startOf(socket: Socket, { rest, headers }: ResponseHead, signal: AbortSignal): Promise<string> {
  const wanted = Math.min(Number(headers['content-length'] ?? Infinity), maxBodyStartBytes);
  const parts = [rest];
  let total = rest.length;
  await new Promise<void>((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      socket.off('data', onData);
      socket.off('close', finish);
      socket.off('end', finish);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const onData = (chunk: Buffer): void => {
      parts.push(chunk);
      total += chunk.length;
      if (total >= wanted) finish();
    };
    const timer = setTimeout(finish, bodyStartMs);
    socket.on('data', onData);
    socket.once('close', finish);
    socket.once('end', finish);
    signal.addEventListener('abort', finish, { once: true });
    if (total >= wanted || socket.destroyed || socket.readableEnded || signal.aborted) finish();
  });
  return Buffer.concat(parts).subarray(0, maxBodyStartBytes).toString('utf8');
}
