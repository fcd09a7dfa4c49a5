import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { t } from '@vscode/l10n';
import { UsageError } from './arguments.ts';

/** A stream as the terminal gives it: a TTY has columns. */
type TtyLike = { isTTY?: boolean; columns?: number };

/** Where a command's words go and where its input comes from. Results go to stdout, everything else to stderr. */
export interface Terminal {
  environment: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  homeDirectory: string;
  /** Aborted by SIGINT and SIGTERM. */
  signal: AbortSignal;
  /** ANSI colours may be used on stdout. */
  color: boolean;
  /** Columns of stdout. */
  width: number;
  stdinIsTty: boolean;
  stderrIsTty: boolean;
  /** Writes to stdout and waits until it is taken. A reader that has gone away is no error. */
  print(text: string): Promise<void>;
  /** Writes to stderr. */
  note(text: string): Promise<void>;
  /** Reads standard input as UTF-8 text. @throws UsageError when there is more than `maxBytes`. */
  readInput(maxBytes: number): Promise<string>;
  /** The lines of standard input as they come, as UTF-8 text without their ends. */
  readLines(): AsyncIterable<string>;
  /** From now on signals and errors that nobody caught are the command's, which then ends by itself. */
  takeOver(handlers: ProcessHandlers): void;
}

/** What a command does that runs another program in its place. */
export interface ProcessHandlers {
  signal(name: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): void;
  /** An error that nobody caught. */
  failure(error: unknown): void;
}

export interface TerminalOptions {
  environment: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  homeDirectory: string;
  signal: AbortSignal;
  takeOver(handlers: ProcessHandlers): void;
  stdin: Readable & TtyLike;
  stdout: Writable & TtyLike;
  stderr: Writable & TtyLike;
}

const defaultWidth = 80;

/** Builds the terminal on real streams. Errors of a stream (EPIPE when `head` has seen enough) end its output only. */
export function openTerminal(options: TerminalOptions): Terminal {
  const { environment, stdin, stdout, stderr } = options;
  return {
    environment,
    platform: options.platform,
    homeDirectory: options.homeDirectory,
    signal: options.signal,
    takeOver: options.takeOver,
    color: usesColor(environment, stdout.isTTY === true),
    width: stdout.columns && stdout.columns > 0 ? stdout.columns : defaultWidth,
    stdinIsTty: stdin.isTTY === true,
    stderrIsTty: stderr.isTTY === true,
    print: writerOf(stdout),
    note: writerOf(stderr),
    readLines: () => createInterface({ input: stdin, crlfDelay: Infinity }),
    async readInput(maxBytes) {
      const chunks: Buffer[] = [];
      let bytes = 0;
      for await (const chunk of stdin) {
        const buffer = Buffer.from(chunk as Uint8Array);
        bytes += buffer.length;
        if (bytes > maxBytes) throw new UsageError(t('The input is larger than {0} bytes.', maxBytes));
        chunks.push(buffer);
      }
      return Buffer.concat(chunks).toString('utf8');
    },
  };
}

/** NO_COLOR and FORCE_COLOR as on no-color.org and force-color.org. */
function usesColor(environment: Readonly<Record<string, string | undefined>>, isTty: boolean): boolean {
  if (environment['NO_COLOR']) return false;
  if (environment['FORCE_COLOR'] && environment['FORCE_COLOR'] !== '0') return true;
  return isTty && environment['TERM'] !== 'dumb';
}

function writerOf(stream: Writable): (text: string) => Promise<void> {
  let gone = false;
  stream.on('error', () => {
    gone = true;
  });
  return (text) =>
    new Promise((resolve) => {
      if (gone || text === '') resolve();
      else stream.write(text, () => resolve());
    });
}
