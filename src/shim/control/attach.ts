import type { EndpointConfiguration, SpendingCap } from '../endpoint/chains/chain.ts';
import type { RequestEntry } from '../endpoint/journal/request-entry.ts';
import { emptyLedger, type Ledger } from '../endpoint/spend/ledger.ts';
import type { JournalEntry } from '../journal/entry.ts';
import type { Routing } from '../routing.ts';
import { ControlConnection, type LostWhy } from './control-connection.ts';
import { controlVersion, type Greeting, type Lease, type ShimState } from './messages.ts';
import { ShimError } from './shim-problem.ts';

export interface AttachOptions extends Lease {
  /** For new connections of all, from now on. */
  routing?: Routing;
  signal?: AbortSignal;
  /** How long an answer may take, in ms; 5,000 without. */
  answerMs?: number;
}

/**
 * Attaches to the shim that runs, and holds a lease on it for as long as it is attached.
 *
 * @returns undefined when no shim is running.
 * @throws ShimError `NEWER` when that shim is of another version of the messages; see `ControlConnection.open`.
 */
export async function attachToShim(stateFolder: string, { holder, label, routing, signal, answerMs }: AttachOptions): Promise<Attached | undefined> {
  const connection = await ControlConnection.open(stateFolder, signal, answerMs);
  if (!connection) return undefined;
  if (connection.greeting.version !== controlVersion) {
    connection.close();
    throw new ShimError('NEWER', connection.greeting.release);
  }
  return lease(connection, { holder, label, ...(routing && { routing }) });
}

/** Takes a lease on a connection; closes it where that fails. */
export async function lease(connection: ControlConnection, terms: Omit<AttachOptions, 'signal' | 'answerMs'>): Promise<Attached> {
  try {
    await connection.request({ type: 'lease', ...terms });
    return new Attached(connection);
  } catch (error) {
    connection.close();
    throw error;
  }
}

/**
 * The client's side of a shim. Every method that asks rejects with a ShimError: what the shim answers, `NO_ANSWER` after
 * 5 s, `LOST` once the connection is gone.
 */
export class Attached {
  readonly #connection: ControlConnection;

  constructor(connection: ControlConnection) {
    this.#connection = connection;
  }

  get greeting(): Greeting {
    return this.#connection.greeting;
  }

  get port(): number {
    return this.greeting.port;
  }

  /** The token of one client, the same until it is revoked. @param client of a-z, 0-9 and hyphen, 1 to 40. */
  async mint(client: string): Promise<string> {
    const { token } = await this.#connection.request({ type: 'mint', client });
    if (token === undefined) throw new ShimError('REQUEST');
    return token;
  }

  /** False when that client had no token. */
  async revoke(client: string): Promise<boolean> {
    return (await this.#connection.request({ type: 'revoke', client })).found === true;
  }

  async state(): Promise<ShimState> {
    const { state } = await this.#connection.request({ type: 'state' });
    if (state === undefined) throw new ShimError('REQUEST');
    return state;
  }

  /** What the endpoint has spent, by day, alias, target and caller. */
  async spent(): Promise<Ledger> {
    return (await this.spending()).ledger;
  }

  /** The same, and what it may spend. */
  async spending(): Promise<{ ledger: Ledger; caps: readonly SpendingCap[] }> {
    const { ledger = emptyLedger, caps = [] } = await this.#connection.request({ type: 'spent' });
    return { ledger, caps };
  }

  /** The endpoint's requests that are kept, in order of their numbers. */
  async requests(): Promise<readonly RequestEntry[]> {
    return (await this.#connection.request({ type: 'requests', which: 'kept' })).requests ?? [];
  }

  /** The last of them that failed within the hour; undefined where none did. */
  async lastFailed(): Promise<RequestEntry | undefined> {
    return (await this.#connection.request({ type: 'requests', which: 'last-failed' })).requests?.[0];
  }

  /** For new connections of all who use the shim. */
  async route(routing: Routing): Promise<void> {
    await this.#connection.request({ type: 'route', routing });
  }

  /** What the endpoint serves from now on, to all who use the shim. */
  async endpoint(configuration: EndpointConfiguration): Promise<void> {
    await this.#connection.request({ type: 'endpoint', configuration });
  }

  /** Tells entries that are kept, and then those that are new or changed, whole, at most four times a second. */
  async follow(onEntries: (entries: readonly JournalEntry[]) => void, onRequests?: (requests: readonly RequestEntry[]) => void): Promise<void> {
    this.#connection.entriesTo(onEntries, onRequests);
    await this.#connection.request({ type: 'follow' });
  }

  async unfollow(): Promise<void> {
    this.#connection.entriesTo(undefined);
    await this.#connection.request({ type: 'unfollow' });
  }

  /** Ends one connection through the shim; false when there is none of that number. */
  async closeEntry(entry: number): Promise<boolean> {
    return (await this.#connection.request({ type: 'close', entry })).found === true;
  }

  /** The shim stops listening, lets what runs drain, and ends. Resolves when its port is free. */
  async retire(): Promise<void> {
    await this.#connection.request({ type: 'retire' });
  }

  /** The shim ends at once. */
  async stop(): Promise<void> {
    await this.#connection.request({ type: 'stop' });
  }

  /** Gives the lease back. */
  close(): void {
    this.#connection.close();
  }

  /** Called once when the shim is gone, soon if it is already; not after `close()`. */
  onLost(callback: (why: LostWhy) => void): void {
    this.#connection.onLost(callback);
  }

  /** Lets this process end while it is attached. */
  unref(): void {
    this.#connection.unref();
  }
}
