/** A clock of events: the next one is played when its time has come, those of one moment in the order they were planned. */
export class EventClock {
  nowMs = 0;
  #planned: { atMs: number; order: number; play: () => void; off: boolean }[] = [];
  #order = 0;

  /** @returns a function that calls it off. */
  at(atMs: number, play: () => void): () => void {
    const event = { atMs: Math.max(atMs, this.nowMs), order: this.#order++, play, off: false };
    let index = this.#planned.length;
    while (index > 0 && later(this.#planned[index - 1] as typeof event, event)) index--;
    // Next first would shift all of them; they stand last first.
    this.#planned.splice(index, 0, event);
    return () => void (event.off = true);
  }

  run(): void {
    for (;;) {
      const event = this.#planned.pop();
      if (!event) return;
      if (event.off) continue;
      this.nowMs = event.atMs;
      event.play();
    }
  }
}

/** Whether `one` stands behind `other` in a list that has the next event last. */
function later(one: { atMs: number; order: number }, other: { atMs: number; order: number }): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}
