import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { t } from '@vscode/l10n';
import { deepestCode } from '../../path/network-failure.ts';
import { boundHistory, historyLine, parseHistoryLine, type HistoryEntry } from './history.ts';

const schemaVersion = 1;
const headLine = JSON.stringify({ schemaVersion });

/** More than the bounds of a history ever take; of a longer file the end is read. */
const maxReadBytes = 16 * 1024 * 1024;

/** The file is written anew when it has grown to twice what it was, and once a day. */
const smallBytes = 1024 * 1024;
const rewriteEveryMs = 24 * 3_600_000;

/** What waits for a disk with room; beyond it the oldest go. */
const maxWaiting = 5_000;
const retryMs = 60_000;

/** The operations on files that are used, as Node has them; a test puts a full disk in their place. */
export type HistoryFiles = Pick<typeof fs.promises, 'mkdir' | 'open' | 'rename' | 'rm'>;

/** What a history file needs from around it. */
export interface HistoryFileOptions {
  /** Is made, for its owner alone, when it is not there. */
  folder: string;
  gatewayId: string;
  now(): number;
  /** Told a sentence when the history can't be kept, once; and null when it is kept again. */
  onProblem?: (problem: string | null) => void;
  files?: HistoryFiles;
}

/**
 * One gateway's history on disk: a line of JSON for each entry, appended, readable by its owner alone. One process
 * writes it; who that is is settled elsewhere. A process that is killed leaves at most its last line torn, which is
 * skipped and closed. While the disk is full, entries wait in memory.
 */
export class HistoryFile {
  readonly path: string;
  readonly #options: HistoryFileOptions;
  readonly #files: HistoryFiles;
  #waiting: HistoryEntry[] = [];
  /** What is under way; every step waits for the one before it. */
  #tail: Promise<void> = Promise.resolve();
  #scheduled = false;
  #problem: string | null = null;
  #failedAtMs: number | null = null;
  #rewrittenBytes = 0;
  #rewrittenAtMs: number;
  /** True when a later version made the file: it is left as it is. */
  #foreign = false;

  constructor(options: HistoryFileOptions) {
    this.#options = options;
    this.#files = options.files ?? fs.promises;
    this.path = path.join(options.folder, historyFileName(options.gatewayId));
    this.#rewrittenAtMs = options.now();
  }

  /** Why the history is not kept on disk now; null when it is. */
  get problem(): string | null {
    return this.#problem;
  }

  /** What is there, held to the bounds, in order of time; empty when nothing is or it can't be read. Never rejects. */
  async load(): Promise<HistoryEntry[]> {
    let entries: HistoryEntry[] = [];
    await this.#queue(async () => {
      try {
        entries = await this.#read();
      } catch (error) {
        if (deepestCode(error) !== 'ENOENT') this.#fail(error);
      }
    });
    return boundHistory(entries, this.#options.now());
  }

  /** Adds an entry; it is written soon. */
  append(entry: HistoryEntry): void {
    this.#waiting.push(entry);
    if (this.#waiting.length > maxWaiting) this.#waiting.splice(0, this.#waiting.length - maxWaiting);
    if (this.#scheduled || (this.#failedAtMs !== null && Math.abs(this.#options.now() - this.#failedAtMs) < retryMs)) return;
    this.#scheduled = true;
    void this.#queue(() => this.#write());
  }

  /** Writes what waits, and settles when all is written or could not be. Never rejects. */
  flush(): Promise<void> {
    return this.#queue(() => this.#write());
  }

  #queue(step: () => Promise<void>): Promise<void> {
    this.#tail = this.#tail.then(step);
    return this.#tail;
  }

  async #write(): Promise<void> {
    this.#scheduled = false;
    if (this.#waiting.length === 0 || this.#foreign) return;
    const batch = this.#waiting;
    this.#waiting = [];
    try {
      const bytes = await this.#appendLines(batch.map(historyLine));
      this.#succeed();
      await this.#rewriteWhenDue(bytes);
    } catch (error) {
      this.#waiting = [...batch, ...this.#waiting].slice(-maxWaiting);
      this.#fail(error);
    }
  }

  /** @returns the size of the file afterwards. Leaves the file as it was when it rejects. */
  async #appendLines(lines: readonly string[]): Promise<number> {
    await this.#files.mkdir(this.#options.folder, { recursive: true, mode: 0o700 });
    const { O_RDWR, O_APPEND, O_CREAT } = fs.constants;
    const handle = await this.#files.open(this.path, O_RDWR | O_APPEND | O_CREAT | noFollow, 0o600);
    try {
      const { size } = await handle.stat();
      const start = size === 0 ? `${headLine}\n` : (await endsLine(handle, size)) ? '' : '\n';
      const bytes = Buffer.from(`${start}${lines.join('\n')}\n`);
      try {
        for (let done = 0; done < bytes.length; ) done += (await handle.write(bytes, done)).bytesWritten;
      } catch (error) {
        // Lines that went through before the disk was full would come twice.
        await handle.truncate(size).catch(() => undefined);
        throw error;
      }
      return size + bytes.length;
    } finally {
      await handle.close();
    }
  }

  async #rewriteWhenDue(bytes: number): Promise<void> {
    const sinceMs = this.#options.now() - this.#rewrittenAtMs;
    const grown = bytes > Math.max(smallBytes, 2 * this.#rewrittenBytes);
    if (!grown && sinceMs >= 0 && sinceMs < rewriteEveryMs) return;
    this.#rewrittenAtMs = this.#options.now();
    this.#rewrittenBytes = bytes;
    const newPath = `${this.path}.new`;
    try {
      const kept = boundHistory(await this.#read(), this.#options.now());
      const { O_WRONLY, O_CREAT, O_TRUNC } = fs.constants;
      const handle = await this.#files.open(newPath, O_WRONLY | O_CREAT | O_TRUNC | noFollow, 0o600);
      const text = `${[headLine, ...kept.map(historyLine)].join('\n')}\n`;
      try {
        await handle.writeFile(text);
        // Else a crash of the machine could leave the new name on an empty file.
        await handle.sync();
      } finally {
        await handle.close();
      }
      await this.#files.rename(newPath, this.path);
      this.#rewrittenBytes = Buffer.byteLength(text);
    } catch {
      // The old file is whole and goes on growing; the next day tries again.
      await this.#files.rm(newPath, { force: true }).catch(() => undefined);
    }
  }

  async #read(): Promise<HistoryEntry[]> {
    const handle = await this.#files.open(this.path, fs.constants.O_RDONLY | noFollow);
    let text: string;
    let whole: boolean;
    try {
      const { size } = await handle.stat();
      const bytes = Buffer.alloc(Math.min(size, maxReadBytes));
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, size - bytes.length);
      text = bytes.toString('utf8', 0, bytesRead);
      whole = bytes.length === size;
    } finally {
      await handle.close();
    }
    const lines = text.split('\n');
    const version = whole ? versionOf(lines[0] ?? '') : schemaVersion;
    if (version > schemaVersion) {
      this.#foreign = true;
      this.#tell(t('The history in {0} was written by a newer version and is left as it is; what is seen now is not kept.', this.path));
      return [];
    }
    return lines.flatMap((line) => parseHistoryLine(line) ?? []);
  }

  #succeed(): void {
    this.#failedAtMs = null;
    this.#tell(null);
  }

  #fail(error: unknown): void {
    this.#failedAtMs = this.#options.now();
    this.#tell(problemWords(this.path, deepestCode(error)));
  }

  #tell(problem: string | null): void {
    if (problem === this.#problem) return;
    // One message for one trouble, even if its code changes while it lasts.
    const told = problem !== null && this.#problem !== null;
    this.#problem = problem;
    if (!told) this.#options.onProblem?.(problem);
  }
}

/** The name of a gateway's file: its id where that is a plain one, else made from it. */
export function historyFileName(gatewayId: string): string {
  const plain = /^[a-z0-9][a-z0-9-]{0,62}$/.test(gatewayId);
  return `history-${plain ? gatewayId : `_${createHash('sha256').update(gatewayId).digest('hex').slice(0, 24)}`}.jsonl`;
}

/** Windows has no such flag, and needs a right to make links. */
const noFollow: number = fs.constants.O_NOFOLLOW ?? 0;

async function endsLine(handle: fs.promises.FileHandle, size: number): Promise<boolean> {
  const last = Buffer.alloc(1);
  await handle.read(last, 0, 1, size - 1);
  return last[0] === 0x0a;
}

function versionOf(line: string): number {
  try {
    const { schemaVersion: version } = JSON.parse(line) as { schemaVersion?: unknown };
    return typeof version === 'number' ? version : schemaVersion;
  } catch {
    return schemaVersion;
  }
}

function problemWords(file: string, code: string | null): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return t('The disk is full, so the history in {0} is not kept for now. Nothing kept is lost, and it goes on when there is room.', file);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return t('The history in {0} may not be written ({1}). Change the permissions; it then goes on by itself.', file, code);
    default:
      return t('The history in {0} could not be kept ({1}). It is tried again every minute.', file, code ?? '?');
  }
}
