import { DeadlineError } from '../../../path/deadline.ts';
import { unbracket } from '../../../path/dns.ts';
import { verifiedTls } from '../../../path/http.ts';
import { machineRoots } from '../../../path/machine-roots.ts';
import { networkFailure } from '../../../path/network-failure.ts';
import { verifyWith, type VerifyWith } from '../../../path/secure-context.ts';
import type { Decision } from '../../route/decide.ts';
import type { Router } from '../../route/router.ts';
import { openWay, WayError, type Opening } from '../../way/open-way.ts';
import type { Names } from '../../way/names.ts';
import { StreamWire, type Wire } from '../../way/wire.ts';

/** How long an unused connection is kept, in ms. Servers end theirs after 60 s and more; behind a proxy after less. */
const keepMs = 20_000;
/** Unused connections to one gateway. */
const maxKept = 16;

/** A connection to a gateway on which a request can be sent. */
export interface GatewayWire {
  readonly wire: Wire;
  /** It carried a request before. */
  readonly reused: boolean;
  readonly decision: Extract<Decision, { outcome: 'go' }>;
  /** Puts it back for the next request; only after a whole answer. */
  keep(): void;
}

/** A connection being opened. */
export interface WireOpening {
  /** Rejects with a WayError, or with what it was cancelled with. */
  opened: Promise<GatewayWire>;
  cancel(reason: Error): void;
}

export interface WireWish {
  /** Of the gateway: scheme, host and port count. */
  url: URL;
  /** Not one that was used before: after a failure they are worth nothing. */
  fresh: boolean;
  limitMs: number;
}

export interface WireNeeds {
  router: Router;
  names: Names;
  ownPort: number;
  now(): number;
}

interface Kept {
  wire: Wire;
  decision: GatewayWire['decision'];
  untilMs: number;
  unwatch(): void;
}

/** Connections to gateways: opened on the way that the routing says, with TLS, and kept between requests. */
export class GatewayWires {
  readonly #needs: WireNeeds;
  readonly #kept = new Map<string, Kept[]>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(needs: WireNeeds) {
    this.#needs = needs;
  }

  /** At once where one is kept. */
  open(wish: WireWish): WireOpening | GatewayWire {
    return (wish.fresh ? undefined : this.#takeKept(keyOf(wish.url))) ?? this.#openNew(wish);
  }

  /** The machine slept, or is on another network: nothing that was opened before is worth anything. */
  freshen(): void {
    for (const all of this.#kept.values()) for (const one of all) this.#drop(one);
    this.#kept.clear();
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
    this.freshen();
  }

  #takeKept(key: string): GatewayWire | undefined {
    const kept = this.#kept.get(key);
    const one = kept?.pop();
    if (!one) return undefined;
    one.unwatch();
    return this.#handOut(key, one.wire, one.decision, true);
  }

  #handOut(key: string, wire: Wire, decision: GatewayWire['decision'], reused: boolean): GatewayWire {
    return { wire, reused, decision, keep: () => this.#keep(key, wire, decision) };
  }

  #openNew({ url, limitMs }: WireWish): WireOpening {
    const plain = url.protocol === 'http:';
    const host = unbracket(url.hostname);
    const port = url.port === '' ? (plain ? 80 : 443) : Number(url.port);
    const stop = new AbortController();
    let opening: Opening | undefined;
    const timer = setTimeout(() => (opening ? opening.late() : stop.abort(new DeadlineError('opening the way', limitMs))), limitMs);
    const go = async (): Promise<GatewayWire> => {
      const { router, names, ownPort, now } = this.#needs;
      const startedMs = now();
      const decision = await router.way({ host, port, plain, gateway: true });
      // Before the connection is there: one that ends while nobody listens would end the process.
      const trust = plain ? undefined : await verifyWith(await machineRoots(process.env, process.platform));
      stop.signal.throwIfAborted();
      if (decision.outcome === 'refuse') {
        throw new WayError({ leg: 'settings', step: 'proxy-dns', code: decision.code, message: decision.reason, chain: [decision.code] });
      }
      const { way } = decision;
      const wire = await new Promise<Wire>((opened, failed) => {
        opening = openWay({ way, host, port, allowed: true, ownPort, forTls: !plain, names, limitMs, mark: () => undefined, opened, failed });
      });
      opening = undefined;
      if (stop.signal.aborted) {
        wire.socket.destroy();
        stop.signal.throwIfAborted();
      }
      const secure = trust ? await secured(wire, host, trust, Math.max(1, limitMs - (now() - startedMs)), stop.signal) : wire;
      return this.#handOut(keyOf(url), secure, decision, false);
    };
    const opened = go().finally(() => clearTimeout(timer));
    return {
      opened,
      cancel: (reason) => {
        opening?.cancel(reason);
        stop.abort(reason);
      },
    };
  }

  #keep(key: string, wire: Wire, decision: GatewayWire['decision']): void {
    const { socket } = wire;
    const all = this.#kept.get(key) ?? [];
    if (this.#stopped || socket.destroyed || socket.readableEnded || all.length >= maxKept) return void socket.destroy();
    const gone = (): void => {
      const index = all.indexOf(one);
      if (index !== -1) all.splice(index, 1);
      this.#drop(one);
    };
    // Nothing was asked: whatever comes now is no answer to what is asked next.
    wire.take = () => {
      gone();
      return false;
    };
    socket.once('end', gone).once('close', gone).on('error', gone);
    const one: Kept = { wire, decision, untilMs: this.#needs.now() + keepMs, unwatch: () => void socket.off('end', gone).off('close', gone).off('error', gone) };
    all.push(one);
    this.#kept.set(key, all);
    wire.resume();
    this.#timer ??= setInterval(() => this.#tick(), 1_000).unref();
  }

  #tick(): void {
    const nowMs = this.#needs.now();
    for (const [key, all] of this.#kept) {
      while (all[0] && all[0].untilMs <= nowMs) this.#drop(all.shift() as Kept);
      if (all.length === 0) this.#kept.delete(key);
    }
    if (this.#kept.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #drop({ wire, unwatch }: Kept): void {
    unwatch();
    wire.take = undefined;
    wire.socket.on('error', () => undefined);
    wire.socket.destroy();
  }
}

function keyOf(url: URL): string {
  return url.origin;
}

/** Speaks TLS over an open way, and verifies with every root that this machine's own programs accept. */
async function secured(wire: Wire, host: string, trust: VerifyWith, limitMs: number, signal: AbortSignal): Promise<Wire> {
  const { socket } = wire;
  try {
    const secure = await verifiedTls(socket, host, trust, ['http/1.1'], limitMs, signal);
    return new StreamWire(secure);
  } catch (error) {
    socket.destroy();
    signal.throwIfAborted();
    throw new WayError(networkFailure('tls', 'tls', error));
  }
}
