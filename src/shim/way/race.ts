import type { Socket } from 'node:net';
import type { Address } from '../../path/dns.ts';

/**
 * How long the first attempt is left alone before the next address is tried beside it, in ms: the recommended 250 of
 * RFC 8305, section 5. Nothing is given up at it, as Node does (nodejs/node#54359): the first that answers wins.
 */
const staggerMs = 250;
/** More addresses than this are not tried. */
const maxAttempts = 6;

/** Families take turns, beginning with that of the first (RFC 8305, section 4). Pure. */
export function inTurns(addresses: readonly Address[]): Address[] {
  if (addresses.length === 1) return [...addresses];
  const first = addresses[0]?.family;
  const own = addresses.filter(({ family }) => family === first);
  const other = addresses.filter(({ family }) => family !== first);
  return Array.from({ length: Math.max(own.length, other.length) }, (_, turn) => [own[turn], other[turn]])
    .flat()
    .filter((address) => address !== undefined)
    .slice(0, maxAttempts);
}

/** A connection that has begun to open, and whatever its owner keeps beside it. */
export interface Attempt {
  readonly socket: Socket;
}

/** Connects to whichever address answers first. */
export class Race<T extends Attempt> {
  readonly #begin: (address: Address) => T;
  readonly #won: (attempt: T) => void;
  readonly #lost: (error: Error) => void;
  readonly #open = new Set<T>();
  #waiting: Address[];
  #timer: NodeJS.Timeout | undefined;
  #over = false;
  #lastError: Error | undefined;

  /**
   * @param begin begins to connect to one address.
   * @param won gets the one that is connected.
   * @param lost gets the error of the last attempt, when none is left.
   */
  constructor(addresses: readonly Address[], begin: (address: Address) => T, won: (attempt: T) => void, lost: (error: Error) => void) {
    this.#waiting = inTurns(addresses);
    this.#begin = begin;
    this.#won = won;
    this.#lost = lost;
    this.#next();
  }

  cancel(): void {
    this.#finish(undefined);
  }

  #next(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const address = this.#waiting.shift();
    if (!address) {
      if (this.#open.size === 0 && !this.#over) {
        this.#over = true;
        this.#lost(this.#lastError ?? new Error('there is no address to connect to'));
      }
      return;
    }
    const attempt = this.#begin(address);
    this.#open.add(attempt);
    const failed = (error: Error): void => {
      this.#open.delete(attempt);
      attempt.socket.destroy();
      if (this.#over) return;
      this.#lastError = error;
      this.#next();
    };
    attempt.socket.once('error', failed);
    attempt.socket.once('connect', () => {
      if (this.#over) return;
      attempt.socket.off('error', failed);
      this.#open.delete(attempt);
      this.#finish(attempt);
      this.#won(attempt);
    });
    if (this.#waiting.length > 0) this.#timer = setTimeout(() => this.#next(), staggerMs);
  }

  #finish(winner: T | undefined): void {
    this.#over = true;
    clearTimeout(this.#timer);
    for (const attempt of this.#open) if (attempt !== winner) attempt.socket.destroy();
    this.#open.clear();
  }
}
