/**
 * A clock that is set again and again, for less than a timer each time: it looks whether it is due only when the earliest
 * timer that was set for it runs out.
 */
export class OnceClock {
  #dueMs = Infinity;
  #timer: NodeJS.Timeout | undefined;
  #timerMs = Infinity;
  readonly #onDue: () => void;

  constructor(onDue: () => void) {
    this.#onDue = onDue;
  }

  /** Calls back once, so many ms from `nowMs` on; what was set before counts no more. Infinity: never. */
  set(limitMs: number, nowMs: number): void {
    this.#dueMs = nowMs + limitMs;
    if (this.#dueMs >= this.#timerMs || this.#dueMs === Infinity) return;
    this.#arm(limitMs);
  }

  /** For good or until it is set again. */
  clear(): void {
    this.#dueMs = Infinity;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#timerMs = Infinity;
  }

  #arm(limitMs: number): void {
    clearTimeout(this.#timer);
    this.#timerMs = this.#dueMs;
    // Longer than a timer can be, it looks sooner and goes on.
    this.#timer = setTimeout(() => this.#look(), Math.min(Math.max(1, Math.ceil(limitMs)), 2 ** 31 - 1));
  }

  #look(): void {
    this.#timer = undefined;
    this.#timerMs = Infinity;
    if (this.#dueMs === Infinity) return;
    const leftMs = this.#dueMs - performance.now();
    if (leftMs > 0) return this.#arm(leftMs);
    this.#dueMs = Infinity;
    this.#onDue();
  }
}
