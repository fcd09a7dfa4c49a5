/** How long a look-up waits in this process before anyone is asked. */
import * as dns from 'node:dns';
import * as fs from 'node:fs';
import { withDeadline } from './deadline.ts';

/**
 * libuv runs getaddrinfo in half of its thread pool, by default two threads of four, so the look-ups of everything in
 * this process stand in one line (libuv, src/threadpool.c, `slow_work_thread_threshold`).
 */
export interface LookupQueue {
  /** `localhost` needs no server: what its look-up took is waiting. At the limit when it did not come back. */
  localhostMs: number;
  /** A look at a file, which goes through the same pool and not through that line. */
  fileMs: number;
  /** False when the look-up had not come back at the limit. */
  finished: boolean;
}

/** Measures the line. To be called before look-ups of one's own are started: those would be measured too. */
export async function measureLookupQueue(limitMs: number, signal: AbortSignal): Promise<LookupQueue> {
  const timed = async (what: string, work: () => Promise<unknown>): Promise<{ ms: number; finished: boolean }> => {
    const started = performance.now();
    try {
      await withDeadline(what, limitMs, signal, work);
      return { ms: performance.now() - started, finished: true };
    } catch (error) {
      signal.throwIfAborted();
      const late = (error as { code?: unknown }).code === 'DEADLINE';
      return { ms: performance.now() - started, finished: !late };
    }
  };
  const [localhost, file] = await Promise.all([
    timed('looking up localhost', () => dns.promises.lookup('localhost', { family: 4 })),
    timed('looking at a file', () => fs.promises.stat('/')),
  ]);
  return { localhostMs: localhost.ms, fileMs: file.ms, finished: localhost.finished };
}
