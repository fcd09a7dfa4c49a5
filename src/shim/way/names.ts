import { lookup, type Lookup } from '../../path/dns.ts';

/** How long an answer counts, in ms. The system has caches of its own; this one is for bursts. */
const keepMs = 5_000;
const limitMs = 10_000;
const maxKept = 500;

/**
 * Resolves names as the system does, each once at a time: look-ups stand in one short line in a process, and a burst of
 * connections to one host must not fill it.
 */
export class Names {
  readonly #now: () => number;
  readonly #known = new Map<string, { found: Promise<Lookup>; untilMs: number }>();
  readonly #stop = new AbortController();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Never rejects for a network reason. */
  resolve(name: string): Promise<Lookup> {
    const nowMs = this.#now();
    const kept = this.#known.get(name);
    if (kept && kept.untilMs > nowMs) return kept.found;
    if (this.#known.size >= maxKept) this.#known.clear();
    const entry = { found: lookup(name, limitMs, this.#stop.signal), untilMs: nowMs + limitMs };
    this.#known.set(name, entry);
    entry.found.then(
      ({ failure }) => (entry.untilMs = failure ? 0 : this.#now() + keepMs),
      () => (entry.untilMs = 0),
    );
    return entry.found;
  }

  /** The network changed. */
  freshen(): void {
    this.#known.clear();
  }

  stop(): void {
    this.#stop.abort(new Error('the shim has ended'));
  }
}
