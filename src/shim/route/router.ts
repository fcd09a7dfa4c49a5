import { lookup } from '../../path/dns.ts';
import { chromiumBypass } from '../../path/dialects/chromium-bypass.ts';
import { askPac } from '../../path/pac/ask.ts';
import type { PacForUrl } from '../../path/pac/answer.ts';
import type { Routing } from '../routing.ts';
import { decide, destinationUrl, readRouting, type Decision, type Destination, type ReadRouting } from './decide.ts';

/** How long what a PAC script said for a host counts, in ms. Browsers ask it for every request; it costs a process here. */
const pacKeepMs = 5 * 60_000;
/** After a script that could not be had or run it is asked again sooner. */
const pacRetryMs = 15_000;
/** Clocks of fetching and running a script, in ms. */
const pacClocks = { fetchMs: 5_000, runMs: 2_000 };
const dialClocks = { dnsMs: 3_000, tcpMs: 3_000, proxyMs: 3_000, tlsMs: 3_000, headersMs: 3_000 };
/** Scripts that run at once; each is a process of its own. */
const maxAsking = 4;
/** More destinations than this are decided anew: a decision costs some 10 µs. */
const maxKept = 1_000;

/**
 * Decides the way of each destination by the routing that holds now, and remembers it until the routing or the network
 * changes. Only a PAC script makes anybody wait.
 */
export class Router {
  readonly #ownPort: number;
  readonly #platform: NodeJS.Platform;
  readonly #now: () => number;
  #read: ReadRouting;
  #decided = new Map<string, Decision>();
  #asked = new Map<string, { pac: Promise<PacForUrl>; untilMs: number }>();
  #asking = 0;
  readonly #waiting: (() => void)[] = [];
  #stop = new AbortController();

  /** @throws RuleError */
  constructor(routing: Routing, ownPort: number, platform: NodeJS.Platform, now: () => number) {
    this.#ownPort = ownPort;
    this.#platform = platform;
    this.#now = now;
    this.#read = readRouting(routing);
  }

  /** @throws RuleError, and then the former routing still holds. */
  route(routing: Routing): void {
    this.#read = readRouting(routing);
    this.freshen();
  }

  /** Forgets what was decided: the network changed, and a script may say something else now. */
  freshen(): void {
    this.#decided.clear();
    this.#asked.clear();
  }

  stop(): void {
    this.#stop.abort(new Error('the shim has ended'));
  }

  get keepAliveMs(): number | undefined {
    return this.#read.routing.keepAliveMs;
  }

  /** The way to a destination: at once, but where a PAC script has to be asked. Never rejects but when the shim ends. */
  way(destination: Destination): Decision | Promise<Decision> {
    const key = `${destination.gateway ? 'gateway ' : ''}${destination.plain ? 'http' : 'https'} ${destination.host} ${destination.port}`;
    const kept = this.#decided.get(key);
    if (kept) return kept;
    const decision = decide(this.#read, destination, this.#ownPort, this.#platform);
    // A script is asked only where nothing else decides: it costs a process, and whoever waits for it.
    const pacUrl = decision.outcome === 'go' && decision.undecided ? this.#pacUrlFor(destination) : undefined;
    if (pacUrl !== undefined) return this.#wayWithPac(destination, pacUrl);
    if (this.#decided.size >= maxKept) this.#decided.clear();
    this.#decided.set(key, decision);
    return decision;
  }

  #pacUrlFor(destination: Destination): string | undefined {
    const { system } = this.#read.routing;
    if (system?.mode !== 'automatic' || system.pacUrl === undefined) return undefined;
    const question = { url: destinationUrl(destination), environment: {}, platform: this.#platform };
    return chromiumBypass('', question, false) === 'loopback' ? undefined : system.pacUrl;
  }

  async #wayWithPac(destination: Destination, pacUrl: string): Promise<Decision> {
    const read = this.#read;
    const url = destinationUrl(destination);
    const key = `${pacUrl} ${url.href}`;
    let asked = this.#asked.get(key);
    if (!asked || asked.untilMs < this.#now()) {
      if (this.#asked.size >= maxKept) this.#asked.clear();
      const begun = { pac: this.#ask(pacUrl, url), untilMs: this.#now() + pacKeepMs };
      asked = begun;
      this.#asked.set(key, begun);
      void begun.pac.then(({ answer }) => {
        if (answer.outcome !== 'answered') begun.untilMs = this.#now() + pacRetryMs;
      });
    }
    return decide(read, destination, this.#ownPort, this.#platform, await asked.pac);
  }

  async #ask(pacUrl: string, url: URL): Promise<PacForUrl> {
    const { signal } = this.#stop;
    if (this.#asking >= maxAsking) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#asking++;
    try {
      const { source, answer } = await askPac({
        pacUrl,
        url,
        ...pacClocks,
        clocks: dialClocks,
        resolve: (name) => lookup(name, dialClocks.dnsMs, signal),
        environment: process.env,
        platform: this.#platform,
        signal,
      });
      return { source, answer };
    } catch {
      // Only the end of the shim throws; whoever waits is torn with it.
      return { source: '?', answer: { outcome: 'unknown' } };
    } finally {
      this.#asking--;
      this.#waiting.shift()?.();
    }
  }
}
