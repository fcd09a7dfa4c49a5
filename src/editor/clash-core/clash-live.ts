import type { WatchView } from '../../clash/controller/watch.ts';
import type { ClashCoreSeen } from '../../diagnosis/clash/evidence.ts';
import type { FoundCore } from '../../diagnosis/clash/look.ts';
import type { ClashStanding, FollowedConnection } from '../inspector/clash-snapshot.ts';
import type { ClashAccess } from './clash-access.ts';

/** How often rules, groups and health are looked at again, in ms; connections are every second. */
const lookEveryMs = 10_000;
/** A look that takes long, as with a hundred thousand rows, is taken the more seldom: it may be a twentieth of the time. */
const lookShare = 20;
/** Lines of the core's log that are kept for one connection. */
const maxLogLines = 20;

/**
 * Follows the core of this machine while somebody looks: finds it, sees which way each gateway host takes, and keeps the
 * connections to them, ended ones too. Nothing is changed but what `close` is told to.
 */
export class ClashLive {
  readonly #access: ClashAccess;
  readonly #onChange: () => void;
  readonly #onError: (error: unknown) => void;
  readonly #numbers = new Map<string, number>();
  #running: AbortController | undefined;
  #standing: ClashStanding = { state: 'looking', tried: [], core: undefined };
  #connections: readonly FollowedConnection[] = [];
  #found: FoundCore | undefined;
  #lookedAtMs = 0;
  #lookTookMs = 0;

  constructor(access: ClashAccess, onChange: () => void, onError: (error: unknown) => void) {
    this.#access = access;
    this.#onChange = onChange;
    this.#onError = onError;
  }

  get standing(): ClashStanding {
    return this.#standing;
  }

  /** Oldest first. */
  get connections(): readonly FollowedConnection[] {
    return this.#connections;
  }

  /** Looks for the core anew, and follows it until `stop`. */
  start(): void {
    this.stop();
    const running = new AbortController();
    this.#running = running;
    this.#set({ state: 'looking', tried: [], core: this.#standing.core });
    void this.#follow(running.signal).catch((error: unknown) => {
      if (!running.signal.aborted) this.#onError(error);
    });
  }

  /** Nobody looks. */
  stop(): void {
    this.#running?.abort(new Error('nobody looks'));
    this.#running = undefined;
  }

  /** The connections of these numbers that still live. */
  named(numbers: readonly number[]): FollowedConnection[] {
    return this.#connections.filter(({ number, live }) => live && numbers.includes(number));
  }

  /** Closes exactly these. @returns how many the core took. @throws ControllerError */
  async close(connections: readonly Pick<FollowedConnection, 'id'>[]): Promise<number> {
    const client = this.#found?.client;
    if (!client) return 0;
    const signal = AbortSignal.timeout(10_000);
    for (const { id } of connections) await client.closeConnection(id, signal);
    return connections.length;
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { tried, found } = await this.#access.find(signal);
    signal.throwIfAborted();
    this.#found = found;
    if (!found) {
      this.#set({ state: tried.some(({ outcome }) => outcome === 'secret-wanted') ? 'locked' : 'none', tried, core: undefined });
      return;
    }
    const room = await this.#access.loadRoom();
    this.#lookedAtMs = Date.now();
    const core = await room.seeCore(found, this.#access.request(), signal);
    signal.throwIfAborted();
    this.#set({ state: 'watching', tried, core });
    const gateways = this.#access.request().hosts.map(({ id, host, port }) => ({ id, name: id, host, port, inUse: true }));
    await room.watchConnections(
      {
        client: found.client,
        gateways,
        withLog: true,
        now: Date.now,
        wait: (ms, until) => waitUnref(ms, until),
        onView: (view) => void this.#take(view, found, signal).catch((error: unknown) => {
          if (!signal.aborted) this.#onError(error);
        }),
      },
      signal,
    );
  }

  async #take(view: WatchView, found: FoundCore, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const room = await this.#access.loadRoom();
    const hosts = this.#access.request().hosts.map(({ host }) => ({ host }));
    const nowMs = view.lookedAtMs;
    const leftBehind = new Map((this.#standing.core?.connections ?? []).map((one) => [one.id, one.left]));
    this.#connections = room.newestFirst(view.watched).toReversed().flatMap((watched) => {
      const { connection, closedMs } = watched;
      const [seen] = room.connectionsSeen([connection], hosts, closedMs === undefined);
      if (!seen) return [];
      const silence = room.silenceOf(watched, nowMs);
      const left = leftBehind.get(connection.id);
      const log = room.traceOf(view.lines, connection).slice(-maxLogLines).map(({ line }) => `${new Date(line.atMs).toLocaleTimeString(undefined, { hour12: false })} ${line.level} ${line.text}`);
      return [{ ...seen, ...(log.length > 0 && { log }), ...(left && closedMs === undefined && { left }), startedAtMs: connection.startMs ?? watched.firstSeenMs, silentMs: silence?.silentMs ?? null, ...(silence?.kind === 'unanswered' && { unanswered: true }), number: this.#numberOf(connection.id), bytesUp: connection.uploadBytes, bytesDown: connection.downloadBytes, endedAtMs: closedMs ?? null }];
    });
    if (view.fault) return this.#set({ ...this.#standing, state: 'lost', problem: view.fault.message });
    let { core } = this.#standing;
    if (this.#standing.state === 'lost' || nowMs - this.#lookedAtMs >= Math.max(lookEveryMs, lookShare * this.#lookTookMs)) {
      this.#lookedAtMs = nowMs;
      core = await room.seeCore(found, this.#access.request(), signal).catch((): ClashCoreSeen | undefined => core);
      this.#lookTookMs = Date.now() - nowMs;
    }
    if (!signal.aborted) this.#set({ state: 'watching', tried: this.#standing.tried, core });
  }

  #numberOf(id: string): number {
    const known = this.#numbers.get(id) ?? this.#numbers.size + 1;
    this.#numbers.set(id, known);
    return known;
  }

  #set(standing: ClashStanding): void {
    this.#standing = standing;
    this.#onChange();
  }
}

/** A pause that keeps nothing alive. */
function waitUnref(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms).unref();
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    }, { once: true });
  });
}
