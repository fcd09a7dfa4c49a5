interface Timer {
  dueMs: number;
  callback: () => void;
}

/** A clock that a test moves, with timers that go by it, and a machine that can sleep. */
export class FakeClock {
  nowMs: number;
  #timers: Timer[] = [];

  constructor(nowMs: number) {
    this.nowMs = nowMs;
  }

  readonly now = (): number => this.nowMs;

  readonly after = (delayMs: number, callback: () => void): { dispose(): void } => {
    const timer = { dueMs: this.nowMs + delayMs, callback };
    this.#timers.push(timer);
    return { dispose: () => void (this.#timers = this.#timers.filter((one) => one !== timer)) };
  };

  get waiting(): number {
    return this.#timers.length;
  }

  /** Lets time pass until a moment, and everything happen that is due. */
  async until(untilMs: number): Promise<void> {
    for (;;) {
      let next: Timer | undefined;
      for (const timer of this.#timers) if (timer.dueMs <= untilMs && (!next || timer.dueMs < next.dueMs)) next = timer;
      if (!next) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.nowMs = Math.max(this.nowMs, next.dueMs);
      next.callback();
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.nowMs = Math.max(this.nowMs, untilMs);
  }

  /** The machine sleeps: the time of day goes on, and timers wait as long as before once it is awake. */
  sleep(ms: number): void {
    this.nowMs += ms;
    for (const timer of this.#timers) timer.dueMs += ms;
  }

  /** Somebody sets the clock; timers don't go by it. */
  set(nowMs: number): void {
    const byMs = nowMs - this.nowMs;
    this.nowMs = nowMs;
    for (const timer of this.#timers) timer.dueMs += byMs;
  }
}

/** Numbers in [0, 1) that are the same ones each time (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
