import { t } from '@vscode/l10n';
import type { Verification } from './verification.ts';

/** How the rows stand at one moment. */
export interface RowsStanding {
  readonly verification: Verification;
  /** A digest of the core's list of rules: another one, another list. */
  readonly rules: string;
}

/** What became of the rows between two looks. */
export interface RowsChange {
  /** `kept`: the list is another one, as after a refresh, and the rows still lead. */
  readonly kind: 'kept' | 'lost' | 'back' | 'worse';
  readonly sentence: string;
}

/** Compares two looks; undefined where nothing is worth a word. Pure. */
export function rowsChange(before: RowsStanding, after: RowsStanding): RowsChange | undefined {
  const [was, is] = [before.verification, after.verification];
  const first = is.problems.find(({ fatal }) => fatal) ?? is.problems[0];
  if (was.took && !is.took) return { kind: 'lost', sentence: t('The rows for the gateway are no longer in force, as after a refresh of the subscription. {0}', first?.sentence ?? '') };
  if (!was.took && is.took) return { kind: 'back', sentence: t('The rows for the gateway are in force again.') };
  const known = new Set(was.problems.map(({ id }) => id));
  const fresh = is.problems.find(({ id }) => !known.has(id));
  if (fresh) return { kind: 'worse', sentence: fresh.sentence };
  if (is.took && before.rules !== after.rules) return { kind: 'kept', sentence: t('The list of rules has changed, and the rows for the gateway still come first.') };
  return undefined;
}

/** What the watch needs of the world. */
export interface RowsWatchSurroundings {
  /** Asks the core. Rejects where it can't be asked, which is no change. */
  look(signal: AbortSignal): Promise<RowsStanding>;
  /** Calls once after so many ms. */
  after(ms: number, run: () => void): { dispose(): void };
  onChange(change: RowsChange): void;
}

/** Looks at the rows again and again, one look at a time, and tells what changed. */
export class RowsWatch {
  readonly #around: RowsWatchSurroundings;
  readonly #everyMs: number;
  readonly #stop = new AbortController();
  #last: RowsStanding | undefined;
  #timer: { dispose(): void } | undefined;
  #looking: Promise<void> | undefined;

  constructor(around: RowsWatchSurroundings, everyMs: number, first?: RowsStanding) {
    this.#around = around;
    this.#everyMs = everyMs;
    this.#last = first;
    this.#wait();
  }

  /** Looks now, without waiting for the time; where a look is under way, that one is it. */
  look(): Promise<void> {
    this.#looking ??= this.#lookOnce().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  async #lookOnce(): Promise<void> {
    try {
      const now = await this.#around.look(this.#stop.signal);
      if (this.#stop.signal.aborted) return;
      const change = this.#last && rowsChange(this.#last, now);
      this.#last = now;
      if (change) this.#around.onChange(change);
    } catch {
      // The core is restarting, or gone: the next look tells.
    }
  }

  dispose(): void {
    this.#stop.abort();
    this.#timer?.dispose();
  }

  #wait(): void {
    if (this.#stop.signal.aborted) return;
    this.#timer = this.#around.after(this.#everyMs, () => void this.look().then(() => this.#wait()));
  }
}
