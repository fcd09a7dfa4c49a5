import type { EndpointConfiguration, SpendingCap } from './endpoint/chains/chain.ts';
import type { Resilience } from './endpoint/endpoint.ts';
import type { RequestEntry } from './endpoint/journal/request-entry.ts';
import type { OnRequests } from './endpoint/journal/request-ring.ts';
import type { Spending } from './endpoint/spend/spending.ts';
import type { JournalSink } from './journal/journal.ts';
import type { Routing } from './routing.ts';

/** Who may use the shim. Tokens are compared in a time that says nothing about them. */
export interface Callers {
  /**
   * Whether this pair of user name and password of a `Proxy-Authorization` may pass. The user name says which client it
   * is and needs no secrecy.
   */
  accepts(client: string, token: string): boolean;
  /** The client whose token this is, where a program can send nothing but a key. */
  whose(token: string): string | undefined;
}

/** Bounds of the listener. Times in ms. */
export interface ShimLimits {
  connections: number;
  /** Of them, those that have not shown a token yet. A further one ends the oldest. */
  strangers: number;
  headBytes: number;
  /** From accepting a connection, or the end of the last request on it, to the end of the next head. */
  headMs: number;
  /** How long a kept-alive connection may wait for its next request. */
  idleMs: number;
  /** To have the way to the host open: resolving, connecting, the proxy's answer. */
  openMs: number;
  /** From the end of a plain request to the first byte of its answer. */
  firstByteMs: number;
  /** How long a tunnel may be silent once one of its sides has ended. */
  halfClosedMs: number;
}

export interface ShimOptions {
  /** 0 for any that is free on both loopback addresses. */
  port: number;
  routing: Routing;
  /** What the endpoint serves; nothing without. */
  endpoint?: EndpointConfiguration;
  /** Where the endpoint's spending is kept; in memory alone without. */
  spending?: Spending;
  resilience?: Resilience;
  /** `undefined`: whoever can reach the port may use it. */
  callers?: Callers;
  journal: JournalSink;
  limits?: Partial<ShimLimits>;
  /** Answers for a path of the shim's own (`/metrics`), behind the same token; `undefined` when there is no such path. */
  own?(path: string): { type: string; body: string } | undefined;
}

/** A running shim. */
export interface Shim {
  readonly port: number;
  /** Connections that are open now. */
  readonly open: number;
  /** For connections from now on. */
  route(routing: Routing): void;
  /** What the endpoint serves, for requests from now on. */
  endpoint(configuration: EndpointConfiguration): void;
  /** The endpoint's requests: what is kept before it returns, then what is new or changed, a few times a second. */
  followRequests(onRequests: OnRequests): { dispose(): void };
  /** Copies of the endpoint's requests that are kept, in order of their numbers. */
  requests(): RequestEntry[];
  /** What the endpoint may spend, as it was last told. */
  readonly caps: readonly SpendingCap[];
  /** Forgets what was resolved and decided: the machine slept, or is on another network. */
  freshen(): void;
  /** Ends one connection by the number of its journal entry; false when there is none. */
  closeConnection(entry: number): boolean;
  /** Stops listening; resolves when the last connection is gone, which `limitMs` ends by force. */
  drain(limitMs?: number): Promise<void>;
  /** Ends everything at once. */
  stop(): Promise<void>;
}

/**
 * The address that programs are given. The token is in it, so it is as secret as one.
 *
 * @param client the user name: who it was given to, letters, digits, `-`.
 */
export function proxyAddress(port: number, client: string, token: string | undefined): string {
  return token === undefined ? `http://127.0.0.1:${port}` : `http://${client}:${token}@127.0.0.1:${port}`;
}
