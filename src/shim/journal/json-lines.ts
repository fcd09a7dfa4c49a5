import * as fs from 'node:fs';
import * as path from 'node:path';
import { t } from '@vscode/l10n';
import { deepestCode } from '../../path/network-failure.ts';
import { copyEntry } from './entry-copy.ts';
import { journalSchemaVersion, type JournalEntry } from './entry.ts';

const megabyte = 1024 * 1024;

/** What waits for a slow disk; beyond it what comes is dropped. */
const maxWaiting = 5_000;

/** After a failure nothing is tried for so long, in ms. */
const retryMs = 30_000;

/** The newest file; older ones have `.1`, `.2` behind it. */
export const journalFileName = 'connections.jsonl';

/** The operations on files that are used, as Node has them; a test puts a full disk in their place. */
export type JournalFiles = Pick<typeof fs.promises, 'mkdir' | 'open' | 'rename'>;

/** What a journal file needs from around it. */
export interface JournalFileOptions {
  /** Is made, for its owner alone, when it is not there. */
  folder: string;
  /** Milliseconds on any clock. */
  now(): number;
  /** Of one file; default 5 MB. */
  maxBytes?: number;
  /** How many there are at most, the one that is written included; default 3. */
  maxFiles?: number;
  /** Told a sentence when the journal can't be written, once; and null when it is written again. */
  onProblem?: (problem: string | null) => void;
  files?: JournalFiles;
}

/**
 * The journal on disk: a line of JSON for each connection that has ended, readable by its owner alone. It never holds
 * up whoever appends: lines wait in memory while others are written, and are dropped and counted where the disk takes
 * none. What was dropped stands in the file as a line of its own as soon as there is room: `{"kind":"gap"}`.
 */
export class JournalFile {
  readonly path: string;
  readonly #options: JournalFileOptions;
  readonly #files: JournalFiles;
  readonly #maxBytes: number;
  readonly #maxFiles: number;
  #waiting: JournalEntry[] = [];
  #tail: Promise<void> = Promise.resolve();
  #scheduled = false;
  #failedAtMs: number | null = null;
  #problem: string | null = null;
  #dropped = 0;
  /** Of those, how many the file does not tell of yet. */
  #untold = 0;

  constructor(options: JournalFileOptions) {
    this.#options = options;
    this.#files = options.files ?? fs.promises;
    this.#maxBytes = options.maxBytes ?? 5 * megabyte;
    this.#maxFiles = Math.max(1, options.maxFiles ?? 3);
    this.path = path.join(options.folder, journalFileName);
  }

  /** Why the journal is not written now; null when it is. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Entries that are in no file and won't be. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Takes note of an ended entry; it is written soon. Never throws. */
  append(entry: JournalEntry): void {
    const resting = this.#failedAtMs !== null && Math.abs(this.#options.now() - this.#failedAtMs) < retryMs;
    if (resting || this.#waiting.length >= maxWaiting) {
      this.#drop(1);
      return;
    }
    this.#waiting.push(entry);
    if (this.#scheduled) return;
    this.#scheduled = true;
    void this.#queue(() => this.#write());
  }

  /** Writes what waits, and settles when it is written or dropped. Never rejects. */
  flush(): Promise<void> {
    return this.#queue(() => this.#write());
  }

  #queue(step: () => Promise<void>): Promise<void> {
    this.#tail = this.#tail.then(step);
    return this.#tail;
  }

  async #write(): Promise<void> {
    this.#scheduled = false;
    if (this.#waiting.length === 0) return;
    const batch = this.#waiting;
    this.#waiting = [];
    const untold = this.#untold;
    try {
      await this.#appendLines([...(untold === 0 ? [] : [gapLine(untold)]), ...batch.map(entryLine)]);
      this.#untold -= untold;
      this.#failedAtMs = null;
      this.#tell(null);
    } catch (error) {
      this.#drop(batch.length);
      this.#failedAtMs = this.#options.now();
      this.#tell(problemWords(this.path, deepestCode(error)));
    }
  }

  #drop(count: number): void {
    this.#dropped += count;
    this.#untold += count;
  }

  /** Leaves the file as it was when it rejects. */
  async #appendLines(lines: readonly string[]): Promise<void> {
    const bytes = Buffer.from(`${lines.join('\n')}\n`);
    await this.#files.mkdir(this.#options.folder, { recursive: true, mode: 0o700 });
    let handle = await this.#open();
    try {
      let { size } = await handle.stat();
      if (size > 0 && size + bytes.length > this.#maxBytes) {
        await handle.close();
        await this.#rotate();
        handle = await this.#open();
        ({ size } = await handle.stat());
      }
      try {
        for (let done = 0; done < bytes.length; ) done += (await handle.write(bytes, done)).bytesWritten;
      } catch (error) {
        await handle.truncate(size).catch(() => undefined);
        throw error;
      }
    } finally {
      await handle.close().catch(() => undefined);
    }
  }

  #open(): Promise<fs.promises.FileHandle> {
    const { O_WRONLY, O_APPEND, O_CREAT } = fs.constants;
    // Windows has no such flag, and needs a right to make links.
    const noFollow: number = fs.constants.O_NOFOLLOW ?? 0;
    return this.#files.open(this.path, O_WRONLY | O_APPEND | O_CREAT | noFollow, 0o600);
  }

  /** Each file takes the name of the next older one; the oldest is overwritten by it. */
  async #rotate(): Promise<void> {
    for (let age = this.#maxFiles - 1; age > 0; age--) {
      const from = age === 1 ? this.path : `${this.path}.${age - 1}`;
      await this.#files.rename(from, `${this.path}.${age}`).catch((error: unknown) => {
        if (deepestCode(error) !== 'ENOENT') throw error;
      });
    }
    if (this.#maxFiles === 1) await (await this.#files.open(this.path, fs.constants.O_WRONLY | fs.constants.O_TRUNC)).close();
  }

  #tell(problem: string | null): void {
    // One message for one trouble, even if its code changes while it lasts.
    const told = problem !== null && this.#problem !== null;
    const same = problem === this.#problem;
    this.#problem = problem;
    if (!told && !same) this.#options.onProblem?.(problem);
  }
}

function entryLine(entry: JournalEntry): string {
  return JSON.stringify({ schemaVersion: journalSchemaVersion, ...copyEntry(entry) });
}

function gapLine(dropped: number): string {
  return JSON.stringify({ schemaVersion: journalSchemaVersion, kind: 'gap', dropped });
}

function problemWords(file: string, code: string): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return t('The disk is full, so connections are not written to {0} for now. They are counted, and it goes on when there is room.', file);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return t('{0} may not be written ({1}), so connections are not kept there. Change the permissions; it then goes on by itself.', file, code);
    default:
      return t('Connections could not be written to {0} ({1}). It is tried again every half minute.', file, code);
  }
}
