/**
 * What several probes of one diagnosis need and only one should measure: the answer to a name, a TLS observation, who
 * the gateway is. The first caller starts the work; the others wait for the same result, failures included.
 */
export class Measurements {
  /** Aborted when the whole diagnosis is; work for several probes outlives the one that asked first. */
  readonly signal: AbortSignal;
  /** When the diagnosis began, in ms since 1970. */
  readonly beganMs = Date.now();
  readonly #started = new Map<string, Promise<unknown>>();
  readonly #soFar = new Map<string, unknown>();

  constructor(signal: AbortSignal) {
    this.signal = signal;
  }

  /** Runs `work` once for each key. */
  once<T>(key: string, work: () => Promise<T>): Promise<T> {
    const running = this.#started.get(key);
    if (running) return running as Promise<T>;
    const started = work();
    this.#started.set(key, started);
    // A rejection nobody has asked for yet must not end the process.
    started.catch(() => undefined);
    return started;
  }

  /** Work that has begun, ended or not; undefined where nobody has asked for it. */
  begun(key: string): Promise<unknown> | undefined {
    return this.#started.get(key);
  }

  /** A probe that takes minutes leaves here what it has seen so far; it is judged when the probe is ended early. */
  keepSoFar(probe: string, evidence: unknown): void {
    this.#soFar.set(probe, evidence);
  }

  /** What a probe had seen when it was ended, or undefined. */
  soFar(probe: string): unknown {
    return this.#soFar.get(probe);
  }
}
