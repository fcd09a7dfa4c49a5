/**
 * What several probes of one diagnosis need and only one should measure: the answer to a name, a TLS observation, who
 * the gateway is. The first caller starts the work; the others wait for the same result, failures included.
 */
export class Measurements {
  /** Aborted when the whole diagnosis is; work for several probes outlives the one that asked first. */
  readonly signal: AbortSignal;
  readonly #started = new Map<string, Promise<unknown>>();

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
}
