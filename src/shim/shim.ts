/** The room's front door: a forward proxy on loopback. */
import type * as net from 'node:net';
import { deepestCode } from '../path/network-failure.ts';
import { Connection, lingerMs, type Surroundings } from './connection.ts';
import type { EndpointConfiguration, SpendingCap } from './endpoint/chains/chain.ts';
import { Endpoint } from './endpoint/endpoint.ts';
import type { RequestEntry } from './endpoint/journal/request-entry.ts';
import type { OnRequests } from './endpoint/journal/request-ring.ts';
import { KnownHeads } from './http/known-heads.ts';
import { listenOnLoopback } from './listen.ts';
import type { JournalEnd } from './journal/entry.ts';
import { ownRefusal, refusalBytes } from './refusal.ts';
import { Router } from './route/router.ts';
import type { Shim, ShimLimits, ShimOptions } from './shim-options.ts';
import { Names } from './way/names.ts';

export { proxyAddress } from './shim-options.ts';
export type { Callers, Shim, ShimLimits, ShimOptions } from './shim-options.ts';

/** Bounds where none are given. */
export const defaultLimits: ShimLimits = {
  connections: 4_096,
  strangers: 512,
  // Browsers and proxies take 8 to 16 KiB; cookies and agents' headers stay below.
  headBytes: 32 * 1024,
  headMs: 15_000,
  idleMs: 120_000,
  // Clients themselves give up on a connection after 10 to 75 s.
  openMs: 30_000,
  // A reasoning model may think for minutes before the first byte of an answer that is no stream.
  firstByteMs: 600_000,
  // Whoever has ended its half and waits for an answer waits no longer than for any first byte.
  halfClosedMs: 600_000,
};

/** How often the clocks of all connections are looked at, in ms; each connection's own timer would cost more than it. */
const tickMs = 500;
/** How long a drained shim waits for its last connections. */
const drainMs = 24 * 60 * 60_000;
const stopped: JournalEnd = { by: 'shim', how: 'stopped' };

/**
 * Starts to listen.
 *
 * @throws what `listen` failed with; RuleError where a rule can't be read.
 */
export async function startShim(options: ShimOptions): Promise<Shim> {
  const running = new RunningShim(options);
  await running.listen();
  return running;
}

class RunningShim implements Shim, Surroundings {
  port = 0;
  readonly limits: ShimLimits;
  readonly heads: KnownHeads;
  readonly callers: ShimOptions['callers'];
  readonly journal: ShimOptions['journal'];
  readonly names = new Names(() => performance.now());
  readonly own: Surroundings['own'];
  readonly #options: ShimOptions;
  readonly #connections = new Set<Connection>();
  /** Those that have not said who they are, the oldest first. */
  readonly #strangers = new Set<Connection>();
  #router: Router | undefined;
  #endpoint: Endpoint | undefined;
  /** Those who follow requests from before there was an endpoint. */
  readonly #waitingFollowers = new Set<(endpoint: Endpoint) => void>();
  #servers: net.Server[] = [];
  #ticker: NodeJS.Timeout | undefined;
  #drained: (() => void) | undefined;
  #draining = false;

  constructor(options: ShimOptions) {
    this.#options = options;
    this.limits = { ...defaultLimits, ...options.limits };
    this.heads = new KnownHeads(this.limits.headBytes);
    this.callers = options.callers;
    this.journal = options.journal;
    this.own = options.own ?? (() => undefined);
  }

  async listen(): Promise<void> {
    const accept = (socket: net.Socket): void => this.#accept(socket);
    // Rules are read first: a shim that can't do what it was told does not begin.
    new Router(this.#options.routing, 0, process.platform, () => performance.now());
    const { port, servers } = await listenOnLoopback(this.#options.port, accept, (error) => this.journal.refused(`ACCEPT_${deepestCode(error)}`));
    this.port = port;
    this.#servers = servers;
    this.#router = new Router(this.#options.routing, port, process.platform, () => performance.now());
    if (this.#options.endpoint) this.endpoint(this.#options.endpoint);
    this.#ticker = setInterval(() => this.#tick(), tickMs);
    this.#ticker.unref();
  }

  get router(): Router {
    return this.#router as Router;
  }

  get api(): Endpoint | undefined {
    return this.#endpoint;
  }

  get open(): number {
    return this.#connections.size;
  }

  now(): number {
    return performance.now();
  }

  route(routing: ShimOptions['routing']): void {
    this.router.route(routing);
  }

  endpoint(configuration: EndpointConfiguration): void {
    if (this.#endpoint) return this.#endpoint.configure(configuration);
    this.#endpoint = new Endpoint(configuration, {
      router: this.router,
      names: this.names,
      ownPort: this.port,
      now: () => performance.now(),
      onEnded: (entry) => this.journal.request?.(entry),
      ...(this.#options.spending && { spending: this.#options.spending }),
      ...(this.#options.resilience && { resilience: this.#options.resilience }),
    });
    for (const follow of this.#waitingFollowers) follow(this.#endpoint);
    this.#waitingFollowers.clear();
  }

  followRequests(onRequests: OnRequests): { dispose(): void } {
    if (this.#endpoint) return this.#endpoint.follow(onRequests);
    let following: { dispose(): void } | undefined;
    const begin = (endpoint: Endpoint): void => void (following = endpoint.follow(onRequests));
    this.#waitingFollowers.add(begin);
    return {
      dispose: () => {
        this.#waitingFollowers.delete(begin);
        following?.dispose();
      },
    };
  }

  requests(): RequestEntry[] {
    return this.#endpoint?.requests() ?? [];
  }

  get caps(): readonly SpendingCap[] {
    return this.#endpoint?.caps ?? [];
  }

  freshen(): void {
    this.router.freshen();
    this.names.freshen();
    this.#endpoint?.freshen();
  }

  recognised(connection: Connection): void {
    this.#strangers.delete(connection);
  }

  closed(connection: Connection): void {
    this.#strangers.delete(connection);
    this.#connections.delete(connection);
    if (this.#connections.size === 0) this.#drained?.();
  }

  closeConnection(entry: number): boolean {
    for (const connection of this.#connections) {
      if (connection.entry?.id !== entry) continue;
      connection.stop({ by: 'shim', how: 'closed' });
      return true;
    }
    return false;
  }

  async drain(limitMs = drainMs): Promise<void> {
    this.#draining = true;
    await this.#unlisten();
    for (const connection of this.#connections) if (connection.idle) connection.stop(stopped);
    if (this.#connections.size > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, limitMs);
        this.#drained = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    await this.stop();
  }

  async stop(): Promise<void> {
    this.#draining = true;
    for (const connection of [...this.#connections]) connection.stop(stopped);
    clearInterval(this.#ticker);
    this.#endpoint?.stop();
    this.router.stop();
    this.names.stop();
    await this.#unlisten();
  }

  async #unlisten(): Promise<void> {
    const servers = this.#servers;
    this.#servers = [];
    // Closing resolves when the last connection is gone; what counts here is that nobody can come any more.
    for (const server of servers) server.close();
    await Promise.resolve();
  }

  #accept(socket: net.Socket): void {
    if (this.#draining || this.#connections.size >= this.limits.connections) {
      return this.#turnAway(socket, this.#draining ? 'STOPPING' : 'TOO_MANY_CONNECTIONS');
    }
    if (this.#strangers.size >= this.limits.strangers) this.#dropStranger();
    const connection = new Connection(socket, this);
    this.#connections.add(connection);
    this.#strangers.add(connection);
  }

  /** Whoever fills the shim with connections and says nothing keeps nobody out: the oldest of them goes. */
  #dropStranger(): void {
    const [oldest] = this.#strangers;
    this.journal.refused('TOO_MANY_STRANGERS');
    oldest?.stop({ by: 'shim', how: 'closed' });
    if (oldest) this.#strangers.delete(oldest);
  }

  /** Unread bytes would tear the connection, and the client would not read why. */
  #turnAway(socket: net.Socket, code: 'STOPPING' | 'TOO_MANY_CONNECTIONS'): void {
    this.journal.refused(code);
    socket.on('error', () => undefined);
    socket.end(refusalBytes(ownRefusal(code), []));
    socket.resume();
    const timer = setTimeout(() => socket.destroy(), lingerMs);
    timer.unref();
    socket.once('close', () => clearTimeout(timer));
  }

  #tick(): void {
    const nowMs = performance.now();
    for (const connection of this.#connections) connection.tick(nowMs);
    if (this.#draining) for (const connection of this.#connections) if (connection.idle) connection.stop(stopped);
  }
}
