import { lifetimeStep, type LifetimeClocks, type LifetimeFacts } from './lifetime-step.ts';

export interface LifetimeOptions {
  clocks: LifetimeClocks;
  /** A clock that only goes forward, in ms. */
  now(): number;
  /** Connections that are open now. */
  open(): number;
  /** To stop listening; told once. `look()` is called when the last connection is gone. */
  onDrain(why: 'unused' | 'asked'): void;
  /** To end the process; told once. */
  onEnd(): void;
}

/** Keeps the facts of one shim and acts when it is time. */
export class Lifetime {
  readonly #options: LifetimeOptions;
  readonly #bornMs: number;
  #drainMs: number;
  #leases = 0;
  #unleasedAtMs: number | null = null;
  #drainingAtMs: number | null = null;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(options: LifetimeOptions) {
    this.#options = options;
    this.#bornMs = options.now();
    this.#drainMs = options.clocks.drainMs;
    this.look();
  }

  get draining(): boolean {
    return this.#drainingAtMs !== null;
  }

  /** A lease was taken or is gone. */
  leases(count: number): void {
    if (this.#leases > 0 && count === 0) this.#unleasedAtMs = this.#options.now();
    this.#leases = count;
    this.look();
  }

  /** Stops listening now, whoever holds a lease. A second call may only shorten the time to drain. */
  drain(drainMs = this.#options.clocks.drainMs): void {
    const { now } = this.#options;
    if (this.#drainingAtMs === null) this.#drainMs = drainMs;
    else this.#drainMs = Math.min(this.#drainMs, now() - this.#drainingAtMs + drainMs);
    this.#beginDraining('asked');
  }

  /** Looks at what has changed. */
  look(): void {
    if (this.#ended) return;
    clearTimeout(this.#timer);
    const { now, open, clocks } = this.#options;
    const facts: LifetimeFacts = {
      leases: this.#leases,
      open: open(),
      ageMs: now() - this.#bornMs,
      unleasedMs: this.#unleasedAtMs === null ? null : now() - this.#unleasedAtMs,
      drainingMs: this.#drainingAtMs === null ? null : now() - this.#drainingAtMs,
    };
    const { step, againMs } = lifetimeStep(facts, { ...clocks, drainMs: this.#drainMs });
    if (step === 'end') {
      this.#ended = true;
      return this.#options.onEnd();
    }
    if (step === 'drain' && this.#drainingAtMs === null) return this.#beginDraining('unused');
    // A timer may fire a little early; it is then set once more.
    if (againMs !== null) this.#timer = setTimeout(() => this.look(), Math.ceil(againMs));
  }

  #beginDraining(why: 'unused' | 'asked'): void {
    if (this.#drainingAtMs === null) {
      this.#drainingAtMs = this.#options.now();
      this.#options.onDrain(why);
    }
    this.look();
  }
}
