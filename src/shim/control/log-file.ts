import * as fs from 'node:fs';
import * as path from 'node:path';

/** The log and the one before it take twice this at most. */
const maxBytes = 128 * 1024;
const maxLineChars = 4_000;

/**
 * A few lines about the shim's process, for its owner alone: it has no other place to say what ended it. No line holds a
 * secret: what could be one is masked.
 */
export class LogFile {
  readonly path: string;
  readonly #now: () => Date;

  constructor(folder: string, now: () => Date = () => new Date()) {
    this.path = path.join(folder, 'shim.log');
    this.#now = now;
  }

  /** Written at once, as the process may end next. Never throws: a full disk must not end a shim that works. */
  line(text: string): void {
    try {
      const size = fs.statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
      if (size > maxBytes) fs.renameSync(this.path, `${this.path}.1`);
      fs.appendFileSync(this.path, `${this.#now().toISOString()} [${process.pid}] ${maskedLine(text)}\n`, { mode: 0o600 });
    } catch {
      // There is nowhere to say it.
    }
  }
}

/** One line without userinfo of URLs, without anything as long as a token, bounded. Pure. */
export function maskedLine(text: string): string {
  return text
    .slice(0, maxLineChars)
    .replace(/\/\/[^/\s@]*@/g, '//[secret]@')
    .replace(/[A-Za-z0-9_-]{32,}/g, '[secret]')
    .replace(/\b(Basic|Bearer)\s+\S+/gi, '$1 [secret]')
    .replace(/\s*[\r\n]+\s*/g, ' | ');
}
