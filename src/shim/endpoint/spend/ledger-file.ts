import * as fs from 'node:fs';
import * as path from 'node:path';
import { t } from '@vscode/l10n';
import { deepestMessage } from '../../../path/network-failure.ts';
import { readPrivateFile, writePrivateFile, type PrivateFiles } from '../../control/private-file.ts';
import { emptyLedger, ledgerAfter, type Ledger, type SpendEntry } from './ledger.ts';
import { ledgerText, parseLedger } from './ledger-text.ts';

/** It is written no more often than this. */
const everyMs = 10_000;

/** What a ledger file needs from around it. */
export interface LedgerFileOptions {
  /** The state folder; it is there. */
  folder: string;
  /** Calls back once, later; disposing it stops that. */
  after(delayMs: number, callback: () => void): { dispose(): void };
  /** Told a sentence when the ledger could not be read or is not kept, and null when it is kept again. */
  onProblem?: (problem: string | null) => void;
  files?: PrivateFiles;
}

/**
 * What the endpoint has spent, kept in `endpoint-spend.json` for its owner alone. One shim writes it. Whatever becomes of
 * the file, the sums of this run are in memory, and caps hold by them.
 */
export class LedgerFile {
  readonly path: string;
  readonly #options: LedgerFileOptions;
  readonly #files: PrivateFiles;
  #ledger: Ledger = emptyLedger;
  #timer: { dispose(): void } | undefined;
  /** Not written yet. */
  #dirty = false;
  /** What is under way; every step waits for the one before it. */
  #tail: Promise<void> = Promise.resolve();
  #failed = false;
  /** True when the file is a later version's or can't be read: it is left as it is. */
  #leave = false;

  constructor(options: LedgerFileOptions) {
    this.#options = options;
    this.#files = options.files ?? fs.promises;
    this.path = path.join(options.folder, 'endpoint-spend.json');
  }

  get ledger(): Ledger {
    return this.#ledger;
  }

  /** Reads what is there; comes first. A broken file is set aside. Never rejects. */
  async load(): Promise<void> {
    try {
      const text = await readPrivateFile(this.path, this.#files);
      if (text === undefined) return;
      const parsed = parseLedger(text);
      if (parsed === 'newer') this.#keepOff(t('The sums in {0} were written by a newer version and are left as they are; what is spent now is not kept.', this.path));
      else if (parsed === 'broken') await this.#setAside();
      else this.#ledger = parsed;
    } catch (error) {
      this.#keepOff(deepestMessage(error));
    }
  }

  /** Counts one request; it is written within ten seconds. */
  add(entry: SpendEntry): void {
    this.#ledger = ledgerAfter(this.#ledger, entry);
    this.#dirty = true;
    this.#schedule();
  }

  /** Writes what is not written, and settles when it is or could not be. Never rejects. */
  flush(): Promise<void> {
    this.#timer?.dispose();
    this.#timer = undefined;
    this.#tail = this.#tail.then(() => this.#write());
    return this.#tail;
  }

  /** Writes what is not written, and nothing from then on. Never rejects. */
  async close(): Promise<void> {
    await this.flush();
    this.#leave = true;
    this.#timer?.dispose();
  }

  #schedule(): void {
    if (this.#leave) return;
    this.#timer ??= this.#options.after(everyMs, () => void this.flush());
  }

  async #write(): Promise<void> {
    if (!this.#dirty || this.#leave) return;
    this.#dirty = false;
    try {
      await writePrivateFile(this.path, ledgerText(this.#ledger), this.#files);
      if (this.#failed) this.#options.onProblem?.(null);
      this.#failed = false;
    } catch (error) {
      this.#dirty = true;
      // One message for one trouble, however long it lasts.
      if (!this.#failed) this.#options.onProblem?.(deepestMessage(error));
      this.#failed = true;
      this.#schedule();
    }
  }

  async #setAside(): Promise<void> {
    const aside = `${this.path}.broken`;
    await this.#files.rename(this.path, aside);
    this.#options.onProblem?.(t('The sums of what was spent could not be read, and begin anew. The file is kept as {0}; caps count from now on.', aside));
  }

  #keepOff(problem: string): void {
    this.#leave = true;
    this.#options.onProblem?.(problem);
  }
}
