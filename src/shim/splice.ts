import type { Leg } from '../path/leg.ts';
import { deepestCode } from '../path/network-failure.ts';
import type { JournalEnd, JournalEntry } from './journal/entry.ts';
import type { Wire } from './way/wire.ts';

/** What a splice reports to. */
export interface SpliceOwner {
  /** When the entry began, on the same clock as `now`, in ms. */
  readonly startedMs: number;
  now(): number;
  /** Called once, when both sides are gone. */
  ended(end: JournalEnd): void;
}

/**
 * Passes bytes between two connections, as they come, until both have ended: each side's end is passed on by itself
 * (half-close), a torn one tears the other, so that nobody takes half an answer for a whole one.
 */
export class Splice {
  readonly #client: Wire;
  readonly #upstream: Wire;
  readonly #entry: JournalEntry;
  readonly #owner: SpliceOwner;
  #lastMs: number;
  /** When the first side said its last byte; undefined before. */
  #endedMs: number | undefined;
  #open = 2;
  #end: JournalEnd | undefined;

  constructor(client: Wire, upstream: Wire, entry: JournalEntry, owner: SpliceOwner) {
    this.#client = client;
    this.#upstream = upstream;
    this.#entry = entry;
    this.#owner = owner;
    this.#lastMs = owner.now();
    this.#pass(client, upstream, true);
    this.#pass(upstream, client, false);
    this.#watch(client, upstream, 'client');
    this.#watch(upstream, client, 'upstream');
    client.resume();
    upstream.resume();
  }

  /** Ends it from outside. */
  stop(end: JournalEnd): void {
    this.#end ??= end;
    this.#tear(this.#client);
    this.#tear(this.#upstream);
  }

  /** Ends it where one side has ended and the other has been silent for so long since: nobody may be there any more. */
  tick(nowMs: number, halfClosedMs: number): void {
    if (this.#endedMs === undefined || nowMs - Math.max(this.#endedMs, this.#lastMs) < halfClosedMs) return;
    const { by } = this.#end ?? { by: 'client' };
    this.#end = { by: 'shim', how: 'deadline', leg: 'stream', code: by === 'client' ? 'HALF_CLOSED_BY_CLIENT' : 'HALF_CLOSED_BY_UPSTREAM' };
    this.#tear(this.#client);
    this.#tear(this.#upstream);
  }

  #pass(from: Wire, to: Wire, up: boolean): void {
    const entry = this.#entry;
    const owner = this.#owner;
    const { timings } = entry;
    const { startedMs } = owner;
    const { lends } = from;
    from.take = (bytes) => {
      const nowMs = owner.now();
      const silenceMs = nowMs - this.#lastMs;
      if (silenceMs > entry.longestSilenceMs) entry.longestSilenceMs = silenceMs;
      this.#lastMs = nowMs;
      if (up) {
        entry.bytesUp += bytes.length;
        timings.firstByteUp ??= nowMs - startedMs;
      } else {
        entry.bytesDown += bytes.length;
        timings.firstByteDown ??= nowMs - startedMs;
      }
      if (to.write(bytes, lends)) return true;
      to.written(() => from.resume());
      return false;
    };
  }

  #watch(wire: Wire, other: Wire, side: 'client' | 'upstream'): void {
    const { socket } = wire;
    const ended = (): void => {
      this.#end ??= { by: side, how: 'closed' };
      this.#endedMs ??= this.#owner.now();
      this.#sayEnd(other);
    };
    socket.on('end', ended);
    socket.on('error', (error) => {
      const leg: Leg = 'stream';
      if (!this.#end || this.#end.how === 'closed') this.#end = { by: side, how: 'reset', leg, code: deepestCode(error) };
      this.#tear(other);
    });
    socket.on('close', () => {
      this.#end ??= { by: side, how: 'closed' };
      if (!other.socket.destroyed && !other.socket.writableEnded) other.socket.end();
      if (--this.#open === 0) this.#finish();
    });
    // It may have ended before anybody listened.
    if (socket.readableEnded) ended();
    if (socket.destroyed) this.#tear(other);
  }

  /** Passes an end on. Where that side has ended too and has all its bytes, closing it says the same with half the work. */
  #sayEnd({ socket }: Wire): void {
    if (socket.readableEnded && socket.writableLength === 0 && !('encrypted' in socket)) setImmediate(() => socket.destroy());
    else socket.end();
  }

  #tear({ socket }: Wire): void {
    if (socket.destroyed) return;
    // A reset where the protocol has one; TLS to a proxy has none.
    if ('encrypted' in socket) socket.destroy();
    else socket.resetAndDestroy();
  }

  #finish(): void {
    const silenceMs = this.#owner.now() - this.#lastMs;
    if (silenceMs > this.#entry.longestSilenceMs) this.#entry.longestSilenceMs = silenceMs;
    this.#owner.ended(this.#end ?? { by: 'shim', how: 'stopped' });
  }
}
