import type * as net from 'node:net';
import type { EndpointConfiguration, SpendingCap } from '../endpoint/chains/chain.ts';
import type { RequestEntry } from '../endpoint/journal/request-entry.ts';
import type { Ledger } from '../endpoint/spend/ledger.ts';
import type { JournalEntry } from '../journal/entry.ts';
import type { Routing } from '../routing.ts';
import { controlVersion, type EndingWhy, type FromShim, type Greeting, type Lease, type ShimState, type ToShim } from './messages.ts';
import { jsonLine, readJsonLines } from './message-lines.ts';
import { parseRequest, seqOf } from './parse-request.ts';
import { problemOf, ShimError } from './shim-problem.ts';

/** What those who are attached can have done. */
export interface ControlActions {
  /** @throws ShimError, or an error with `BAD_RULE`; the routing before then still holds. */
  route(routing: Routing): void;
  endpoint(configuration: EndpointConfiguration): void;
  /** @throws ShimError */
  mint(client: string): Promise<string>;
  /** @throws ShimError */
  revoke(client: string): Promise<boolean>;
  state(): Omit<ShimState, 'leases'>;
  /** Tells what is kept before it returns, then what is new or changed, at most a few times a second. */
  follow(onEntries: (entries: readonly JournalEntry[]) => void): { dispose(): void };
  /** The endpoint's requests, likewise. */
  followRequests(onRequests: (requests: readonly RequestEntry[]) => void): { dispose(): void };
  /** Those that are kept, or the last one that failed within the hour. */
  requests(which: 'kept' | 'last-failed'): readonly RequestEntry[];
  spent(): { ledger: Ledger; caps: readonly SpendingCap[] };
  closeEntry(entry: number): boolean;
  /** Resolves when the port and the socket's address are free. */
  retire(): Promise<void>;
  /** Ends the process soon; the answer goes out before. */
  stop(): void;
  leasesChanged(count: number): void;
}

export interface ControlServerOptions {
  /** Listens already: who has the socket is the shim. */
  server: net.Server;
  /** A follower that has not read this much is cut off, in bytes; a whole journal at once is less. */
  maxBacklogBytes?: number;
}

/** More than the windows and terminals of one user. */
const maxConnections = 200;
/** Requests of one connection that wait for their answer; one with more is cut off. */
const maxWaiting = 256;

interface Attached {
  socket: net.Socket;
  lease?: Lease;
  follows?: { dispose(): void };
  waiting: number;
}

/** The shim's end of the control socket. Connections that come before it is ready wait for its greeting. */
export class ControlServer {
  readonly #server: net.Server;
  readonly #maxBacklogBytes: number;
  readonly #attached = new Set<Attached>();
  #greeting: Greeting | undefined;
  #actions: ControlActions | undefined;
  #ending = false;
  #ended: Promise<void> | undefined;

  constructor({ server, maxBacklogBytes = 16 * 1024 * 1024 }: ControlServerOptions) {
    this.#server = server;
    this.#maxBacklogBytes = maxBacklogBytes;
    server.maxConnections = maxConnections;
    // An accept that fails (no file descriptors left) is not the end: the next may go well.
    server.on('error', () => undefined);
    server.on('connection', (socket) => this.#welcome(socket));
  }

  /** Greets those who wait and all who come: the port is known. */
  ready(greeting: Omit<Greeting, 'gatehouse' | 'version'>, actions: ControlActions): void {
    this.#actions = actions;
    this.#greeting = { gatehouse: 'shim', version: controlVersion, ...greeting };
    for (const { socket } of this.#attached) socket.write(jsonLine(this.#greeting));
  }

  get leases(): readonly Lease[] {
    return [...this.#attached].flatMap(({ lease }) => lease ?? []);
  }

  /** Takes no requests any more and greets nobody; answers that are under way still go out. */
  refuse(): void {
    this.#ending = true;
    for (const one of this.#attached) this.#unfollow(one);
  }

  /** Gives the socket's address back, at once. Connections that are there stay. */
  free(): void {
    this.refuse();
    // Closing removes the socket's file. Only once: the next shim's has the same name.
    if (this.#server.listening) this.#server.close();
  }

  /** Says why the shim ends, and closes every connection. Resolves when all have heard or will not listen. */
  end(why: EndingWhy, limitMs = 1_000): Promise<void> {
    this.free();
    return (this.#ended ??= this.#tellAll(why, limitMs));
  }

  async #tellAll(why: EndingWhy, limitMs: number): Promise<void> {
    const gone = [...this.#attached].map(
      ({ socket }) =>
        new Promise<void>((resolve) => {
          const impatient = setTimeout(() => socket.destroy(), limitMs);
          socket.once('close', () => {
            clearTimeout(impatient);
            resolve();
          });
          socket.end(jsonLine({ type: 'ending', why } satisfies FromShim));
        }),
    );
    await Promise.all(gone);
  }

  #welcome(socket: net.Socket): void {
    if (this.#ending) return void socket.destroy();
    const one: Attached = { socket, waiting: 0 };
    this.#attached.add(one);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      this.#attached.delete(one);
      this.#unfollow(one);
      if (one.lease && !this.#ending) this.#actions?.leasesChanged(this.leases.length);
    });
    if (this.#greeting) socket.write(jsonLine(this.#greeting));
    readJsonLines(socket, (message) => void this.#take(one, message));
  }

  async #take(one: Attached, message: unknown): Promise<void> {
    if (++one.waiting > maxWaiting) return void one.socket.destroy();
    const request = parseRequest(message);
    const seq = request?.seq ?? seqOf(message);
    if (seq === undefined) return void one.socket.destroy();
    let answer: FromShim;
    try {
      if (!request) throw new ShimError('REQUEST');
      if (this.#ending || !this.#actions) throw new ShimError('ENDING');
      answer = { seq, ok: true, ...(await this.#do(one, request, this.#actions)) };
    } catch (error) {
      answer = { seq, ok: false, problem: problemOf(error) };
    }
    one.waiting--;
    this.#send(one, jsonLine(answer));
    if (request?.type === 'follow') this.#follow(one);
  }

  async #do(one: Attached, request: ToShim, actions: ControlActions): Promise<{ state?: ShimState; token?: string; found?: boolean; ledger?: Ledger; caps?: readonly SpendingCap[]; requests?: readonly RequestEntry[] }> {
    switch (request.type) {
      case 'lease':
        if (request.routing) actions.route(request.routing);
        one.lease = { holder: request.holder, label: request.label };
        actions.leasesChanged(this.leases.length);
        return {};
      case 'route':
        actions.route(request.routing);
        return {};
      case 'endpoint':
        actions.endpoint(request.configuration);
        return {};
      case 'mint':
        return { token: await actions.mint(request.client) };
      case 'revoke':
        return { found: await actions.revoke(request.client) };
      case 'follow':
        return {};
      case 'unfollow':
        this.#unfollow(one);
        return {};
      case 'state':
        return { state: { ...actions.state(), leases: this.leases } };
      case 'spent':
        return actions.spent();
      case 'requests':
        return { requests: actions.requests(request.which) };
      case 'close':
        return { found: actions.closeEntry(request.entry) };
      case 'retire':
        await actions.retire();
        return {};
      case 'stop':
        actions.stop();
        return {};
    }
  }

  /** A follower that has its part already goes on with it. */
  #follow(one: Attached): void {
    if (this.#ending || one.socket.destroyed) return;
    if (!this.#actions || one.follows) return;
    const entries = this.#actions.follow((some) => this.#send(one, jsonLine({ type: 'entries', entries: some } satisfies FromShim)));
    const requests = this.#actions.followRequests((some) => this.#send(one, jsonLine({ type: 'requests', requests: some } satisfies FromShim)));
    one.follows = {
      dispose: () => {
        entries.dispose();
        requests.dispose();
      },
    };
  }

  #unfollow(one: Attached): void {
    one.follows?.dispose();
    delete one.follows;
  }

  #send({ socket }: Attached, line: string): void {
    if (socket.destroyed || socket.writableEnded) return;
    socket.write(line);
    if (socket.writableLength > this.#maxBacklogBytes) socket.destroy();
  }
}
