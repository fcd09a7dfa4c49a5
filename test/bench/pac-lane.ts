import { spawn, type ChildProcess } from 'node:child_process';
import { pacSandbox, type PacJob } from '../../src/path/pac/child-program.ts';
import { pacChildFlags, permissionFlags, toldBy, type PacJobEnd } from '../../src/path/pac/evaluate.ts';

/** A script that the engine can interrupt is ended after this long; real ones have more time, and a process each. */
const scriptMs = 100;
/** One that it can't interrupt is ended with its process. Far above what a busy machine needs to start one. */
const silenceMs = 3_000;
/** What scripts leave behind in a process ends with it, after so many. */
const jobsOfProcess = 4_000;

/**
 * The product's sandbox, in a process that runs script after script. A line for each: `T` and what was told; `S` too
 * slow; `N` told nothing; `C` ended in an error that would have ended the process; `E` got out: an object of the process
 * was touched, or its own built-in objects are no longer what they were. Whether it would notice is tried first.
 */
const laneProgram = `${pacSandbox}
const { readSync, writeSync } = require('node:fs');
const exit = process.exit.bind(process);
let touched = false;
Object.defineProperty(Object.prototype, 'outsider', { get() { touched = true; return 1; }, configurable: true });
runInContext('leak.outsider', createContext({ leak: {} }));
if (!touched) exit(9);
const watched = [Object.prototype, Function.prototype, Array.prototype, String.prototype, Promise.prototype, Error.prototype];
const names = () => watched.map((one) => ownKeys(one).length).join();
const global = globalThis;
const chunk = Buffer.alloc(65_536);
const go = new vm.Script('timed()');
becomePoor();
const before = names();
let text = '', from = 0;
for (;;) {
  let end;
  while ((end = text.indexOf('\\n', from)) < 0) {
    const count = readSync(0, chunk, 0, 65_536, null);
    if (count === 0) exit(0);
    text = text.slice(from) + chunk.latin1Slice(0, count);
    from = 0;
  }
  const evaluate = enter(parse(text.slice(from, end)));
  from = end + 1;
  touched = false;
  let line, told;
  global.timed = () => { told = evaluate(); };
  try {
    go.runInThisContext({ timeout: ${scriptMs} });
    line = typeof told === 'string' ? 'T' + told : 'N';
  } catch (error) {
    line = error !== null && typeof error === 'object' && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? 'S' : 'C';
  }
  if (touched || names() !== before) line = 'E';
  writeSync(1, line + '\\n');
}`;

/** A script reached the process that it ran in. */
export class EscapedError extends Error {}

interface Waiting {
  line: string;
  settle(end: PacJobEnd | Error, tookMs: number): void;
}

export interface LaneAnswer {
  end: PacJobEnd;
  /** Since the script before it in the same process ended, or since that process was started. */
  tookMs: number;
}

/** Runs scripts one after the other in a process that lives long, and in another one where a script has ended it. */
export class PacLane {
  #child: ChildProcess | undefined;
  #waiting: Waiting[] = [];
  #given = 0;
  #output = '';
  #since = 0;
  #timer: NodeJS.Timeout | undefined;
  #silent = false;
  /** Processes that a script has ended, or that had to be ended for one. */
  ended = 0;

  /** @throws {EscapedError} when the script got out. */
  run(job: PacJob): Promise<LaneAnswer> {
    // One byte a character, whatever is in it.
    const line = `${JSON.stringify(job).replace(/[\u007f-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
    return new Promise((resolve, reject) => {
      const settle: Waiting['settle'] = (end, tookMs) => (end instanceof Error ? reject(end) : resolve({ end, tookMs }));
      if (this.#child && this.#waiting.length === 0) this.#restartClock();
      this.#waiting.push({ line, settle });
      this.#feed();
    });
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#child?.kill('SIGKILL');
  }

  /** Starts a process where there is none; one that has had its share is waited for. */
  #feed(): void {
    if (!this.#child) {
      if (this.#waiting.length === 0) return;
      this.#start();
      for (const { line } of this.#waiting) this.#give(line);
    } else if (this.#given < jobsOfProcess) {
      this.#give(this.#waiting.at(-1)?.line ?? '');
    }
  }

  #give(line: string): void {
    this.#given++;
    this.#child?.stdin?.write(line);
    if (this.#given === jobsOfProcess) this.#child?.stdin?.end();
  }

  #start(): void {
    const child = spawn(process.execPath, [...pacChildFlags, ...permissionFlags(), '-e', laneProgram], { env: {}, stdio: ['pipe', 'pipe', 'ignore'] });
    this.#child = child;
    this.#given = 0;
    this.#output = '';
    this.#silent = false;
    this.#restartClock();
    // Where it is gone, its end says so.
    child.stdin.on('error', () => undefined);
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (this.#output + chunk).split('\n');
      this.#output = lines.pop() ?? '';
      for (const line of lines) this.#answer(line);
    });
    child.once('error', (error) => this.#waiting.shift()?.settle(error, 0));
    child.once('close', (code) => {
      clearTimeout(this.#timer);
      this.#child = undefined;
      if (code === 9) return this.#waiting.shift()?.settle(new Error('the process does not notice a script that gets out'), 0);
      if (code !== 0) {
        this.ended++;
        this.#waiting.shift()?.settle(this.#silent ? 'too-slow' : 'crashed', performance.now() - this.#since);
      }
      this.#feed();
    });
  }

  #answer(line: string): void {
    const tookMs = performance.now() - this.#since;
    this.#restartClock();
    this.#waiting.shift()?.settle(endOf(line), tookMs);
  }

  #restartClock(): void {
    this.#since = performance.now();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#waiting.length === 0) return;
      this.#silent = true;
      this.#child?.kill('SIGKILL');
    }, silenceMs);
  }
}

function endOf(line: string): PacJobEnd | EscapedError {
  switch (line[0]) {
    case 'T':
      return toldBy(line.slice(1)) ?? 'unknown';
    case 'S':
      return 'too-slow';
    case 'C':
      return 'crashed';
    case 'N':
      return 'unknown';
    default:
      return new EscapedError(`the script reached the process it ran in (${line.slice(0, 40)})`);
  }
}
