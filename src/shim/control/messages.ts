/**
 * What a shim and those who hold a lease on it say to each other, one JSON value a line, on a local socket that this
 * user alone can open. Both sides import this file; a shim and a window of two versions retire the older shim.
 */
import type { JournalEntry } from '../journal/entry.ts';
import type { Routing } from '../routing.ts';

export const controlVersion = 1;

/** The shim's first word on a connection. */
export interface Greeting {
  gatehouse: 'shim';
  version: number;
  /** Of the package: a newer window may retire an older shim. */
  release: string;
  pid: number;
  port: number;
}

/** To the shim. Every request but `release` is answered, with the same `seq`. */
export type ToShim =
  /** Holds the shim alive for as long as this connection is open. */
  | { seq: number; type: 'lease'; holder: 'window' | 'terminal'; label: string; routing?: Routing }
  /** Replaces the routing for new connections. */
  | { seq: number; type: 'route'; routing: Routing }
  /** A token for one client by name; the same name gets the same token until it is revoked. */
  | { seq: number; type: 'mint'; client: string }
  | { seq: number; type: 'revoke'; client: string }
  /** Entries from now on, with what is kept from before. */
  | { seq: number; type: 'follow' }
  | { seq: number; type: 'unfollow' }
  | { seq: number; type: 'state' }
  /** Closes one connection by the number of its entry. */
  | { seq: number; type: 'close'; entry: number }
  /** Stops listening, lets what runs drain, ends. */
  | { seq: number; type: 'retire' }
  /** Ends at once. */
  | { seq: number; type: 'stop' };

/** What is going on in the shim. */
export interface ShimState {
  port: number;
  pid: number;
  release: string;
  startedAtMs: number;
  open: number;
  served: number;
  /** By code: `WRONG_TOKEN`, `ORIGIN`, `FORBIDDEN_TARGET`. */
  refused: Readonly<Record<string, number>>;
  leases: readonly { holder: 'window' | 'terminal'; label: string }[];
  /** A file with every root the runtimes here may need, or null where it could not be written. */
  bundleFile: string | null;
}

/** From the shim: an answer, or what was asked to be followed. */
export type FromShim =
  | { seq: number; ok: true; state?: ShimState; token?: string }
  | { seq: number; ok: false; problem: string }
  /** Entries that are new or changed, whole; at most a few times a second. */
  | { type: 'entries'; entries: readonly JournalEntry[] };
