/**
 * What a shim and those who hold a lease on it say to each other, one JSON value a line, on a local socket that this
 * user alone can open. Both sides import this file. A newer window retires an older shim, so `Greeting`, `retire` and an
 * answer keep their shape in every version.
 */
import type { EndpointConfiguration, SpendingCap } from '../endpoint/chains/chain.ts';
import type { RequestEntry } from '../endpoint/journal/request-entry.ts';
import type { Ledger } from '../endpoint/spend/ledger.ts';
import type { JournalEntry } from '../journal/entry.ts';
import type { Routing } from '../routing.ts';
import type { ShimProblem } from './shim-problem.ts';

export const controlVersion = 1;

/** The shim's first word on a connection. */
export interface Greeting {
  gatehouse: 'shim';
  version: number;
  /** Of the package: a newer window may retire an older shim. */
  release: string;
  pid: number;
  port: number;
  /** Of this run, random, and in `shim.json` too, which others can't read: nobody else can pass for the shim. */
  run: string;
}

/** Who holds a lease. */
export interface Lease {
  holder: 'window' | 'terminal';
  /** For people: the window's folder, the command. */
  label: string;
}

/** To the shim. Every request is answered, with the same `seq`. */
export type ToShim =
  /** Holds the shim alive for as long as this connection is open. */
  | ({ seq: number; type: 'lease'; routing?: Routing } & Lease)
  /** Replaces the routing for new connections. */
  | { seq: number; type: 'route'; routing: Routing }
  /** Replaces what the endpoint serves, for new requests. It holds keys. */
  | { seq: number; type: 'endpoint'; configuration: EndpointConfiguration }
  /** A token for one client by name; the same name gets the same token until it is revoked. */
  | { seq: number; type: 'mint'; client: string }
  | { seq: number; type: 'revoke'; client: string }
  /** Entries from now on, with what is kept from before; the endpoint's requests likewise. */
  | { seq: number; type: 'follow' }
  | { seq: number; type: 'unfollow' }
  /** The endpoint's requests that are kept, or the last of them that failed within the hour. */
  | { seq: number; type: 'requests'; which: 'kept' | 'last-failed' }
  | { seq: number; type: 'state' }
  /** What the endpoint has spent, and what it may spend. */
  | { seq: number; type: 'spent' }
  /** Closes one connection by the number of its entry. */
  | { seq: number; type: 'close'; entry: number }
  /** Stops listening, lets what runs drain, ends. Answered when the port and this socket's address are free. */
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
  leases: readonly Lease[];
  /** A file with every root the runtimes here may need, or null where it could not be written. */
  bundleFile: string | null;
}

/**
 * Why a shim takes leave. `retired`: another one takes its place; `stopped`: somebody ended it, or the system did;
 * `unused`: nobody holds a lease.
 */
export type EndingWhy = 'retired' | 'stopped' | 'unused';

/** From the shim: an answer, or what was asked to be followed. */
export type FromShim =
  /** `found`: whether there was such a client to revoke, such a connection to close. */
  | { seq: number; ok: true; state?: ShimState; token?: string; found?: boolean; ledger?: Ledger; caps?: readonly SpendingCap[]; requests?: readonly RequestEntry[] }
  | { seq: number; ok: false; problem: ShimProblem }
  /** Entries that are new or changed, whole; at most a few times a second. */
  | { type: 'entries'; entries: readonly JournalEntry[] }
  /** Requests of the endpoint that are new or changed, whole. */
  | { type: 'requests'; requests: readonly RequestEntry[] }
  /** The last word on a connection; without it the shim has crashed. */
  | { type: 'ending'; why: EndingWhy };
