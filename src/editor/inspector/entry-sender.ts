/** Ended entries on the page at most; all that live are there beside them. */
const shownEnded = 500;

/** How often the durations of what lives are brought up to date, in ms. */
const livingEveryMs = 5_000;

/** An entry of a journal: another object whenever it has changed. */
interface Entry {
  readonly id: number;
  /** Absent while it lives. */
  end?: unknown;
}

/** What sending needs from around it. */
export interface EntrySenderOptions<E extends Entry> {
  /** What is kept, in order of the numbers. */
  entries(): readonly E[];
  onChange(listener: () => void): { dispose(): void };
  sendRows(entries: readonly E[], gone: readonly number[], whole: boolean): void;
  /** The one that is open on the page; null when it is not kept any more. */
  sendOpen(entry: E | null): void;
  /** Told of every change, before anything is sent. */
  onChanged?(): void;
}

/**
 * Sends the page the entries of a journal while the page is there to see them: all of them first, then what is new or has
 * changed, and closely the one that is open on the page.
 */
export class EntrySender<E extends Entry> {
  readonly #options: EntrySenderOptions<E>;
  /** What the page has, by its numbers. */
  #sent = new Map<number, E>();
  #open: number | null = null;
  #openSent: E | null | undefined;
  #following: { dispose(): void } | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: EntrySenderOptions<E>) {
    this.#options = options;
  }

  /** A page that knows nothing is there. */
  start(): void {
    this.stop();
    this.#following = this.#options.onChange(() => this.#changed());
    this.#timer = setInterval(() => this.#sendLiving(), livingEveryMs);
    this.#timer.unref();
    const shown = this.#shown();
    this.#sent = new Map(shown.map((entry) => [entry.id, entry]));
    this.#options.sendRows(shown, [], true);
  }

  /** Nobody looks. */
  stop(): void {
    this.#following?.dispose();
    this.#following = undefined;
    clearInterval(this.#timer);
    this.#sent.clear();
    this.#open = null;
  }

  /** The one that is open on the page, or none. */
  show(entry: number | null): void {
    this.#open = entry;
    this.#openSent = undefined;
    this.#sendOpen();
  }

  #shown(): E[] {
    const entries = this.#options.entries();
    const ended = entries.reduce((count, { end }) => count + (end ? 1 : 0), 0);
    let over = ended - shownEnded;
    return entries.filter(({ end }) => end === undefined || over-- <= 0);
  }

  #changed(): void {
    this.#options.onChanged?.();
    const shown = new Map(this.#shown().map((entry) => [entry.id, entry]));
    const changed = [...shown.values()].filter((entry) => this.#sent.get(entry.id) !== entry);
    const gone = [...this.#sent.keys()].filter((id) => !shown.has(id));
    this.#sent = shown;
    if (changed.length + gone.length > 0) this.#options.sendRows(changed, gone, false);
    this.#sendOpen();
  }

  #sendLiving(): void {
    const living = [...this.#sent.values()].filter(({ end }) => end === undefined);
    if (living.length > 0) this.#options.sendRows(living, [], false);
    if (living.some(({ id }) => id === this.#open)) this.#openSent = undefined;
    this.#sendOpen();
  }

  #sendOpen(): void {
    if (this.#open === null) return;
    const entry = this.#options.entries().find(({ id }) => id === this.#open) ?? null;
    if (entry === this.#openSent) return;
    this.#openSent = entry;
    this.#options.sendOpen(entry);
  }
}
