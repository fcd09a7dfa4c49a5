import * as fs from 'node:fs';
import type { JournalEntry } from './entry.ts';
import { socketInodes } from './proc-net.ts';

/** New connections are looked up together, so long after the first of them, in ms. */
const gatherMs = 50;

/** One go on the loop ends after this time in ms: the clock is looked at between two files. */
const sliceMs = 1;

/** What all goes of one second may take in ms. */
const budgetMs = 8;

/** What a look into a process costs beside its files: a folder read by another thread, and coming back from it. */
const perProcessMs = 0.05;

/** Files between two looks at the clock; one takes some µs. */
const filesBetweenLooks = 8;

/** More connections than this don't wait; those that come then stay without a process. */
const maxWaiting = 500;

/** Processes remembered as those that had a connection before: they are looked at first. */
const maxKnown = 64;

/** The tables of the system, as Linux has them under /proc; a test puts others in their place. */
export interface ProcessTables {
  /** `/proc/net/tcp` and `tcp6`, one after the other. Read by another thread. */
  connections(): Promise<string>;
  /** Numbers of all processes, in any order. Read by another thread. */
  processes(): Promise<number[]>;
  /** Whether it is this user's, whose files alone are looked at. False when it is gone. */
  own(pid: number): boolean;
  /** Names in `/proc/PID/fd`. Read by another thread. */
  files(pid: number): Promise<string[]>;
  /** What such a name leads to, `socket:[123]`. */
  target(pid: number, file: string): string;
  name(pid: number): Promise<string>;
}

/** What looking for processes needs from around it. */
export interface ClientProcessesOptions {
  /** The shim's own port: the other end of every connection that is asked for. */
  port(): number;
  tables: ProcessTables;
  /** This process, which is never the client. */
  ownPid: number;
  /** Told when an entry's process was found. The entry has it by then. */
  onFound?(entry: JournalEntry): void;
  /** Milliseconds that never go back. */
  clock?(): number;
}

/**
 * Finds whose connections those to the shim are, where the system says it in files: Linux. Which process has a socket
 * is found only by looking through the open files of all, so it is done beside the data path, in goes of about a
 * millisecond, eight of them a second at most: those that had a connection before first, then the youngest. Among 500
 * processes with 50 files each that is up to a quarter of a minute (`test/bench/client-process.ts`). A client that is
 * gone before its turn comes stays without a name.
 */
export class ClientProcesses {
  readonly #options: ClientProcessesOptions;
  readonly #clock: () => number;
  /** By the client's port. */
  readonly #asked = new Map<number, JournalEntry>();
  /** Those that were found before, the last one first. */
  #known: number[] = [];
  /** By what the file of the socket leads to. */
  readonly #wanted = new Map<string, Wanted>();
  /** The others, youngest first, and whose turn it is. */
  #pids: number[] = [];
  #next = 0;
  #running = false;
  #disposed = false;
  #secondFrom = 0;
  #spentMs = 0;
  #longestMs = 0;

  constructor(options: ClientProcessesOptions) {
    this.#options = options;
    this.#clock = options.clock ?? (() => performance.now());
  }

  /** Whether somebody still waits for a name. */
  get looking(): boolean {
    return this.#running;
  }

  /** The longest that one go has held the loop so far, in ms. */
  get longestGoMs(): number {
    return this.#longestMs;
  }

  /** Asks for an entry's process; it is written into the entry later, or never. Costs nothing now. */
  ask(entry: JournalEntry, clientPort: number): void {
    if (this.#disposed || this.#asked.size >= maxWaiting) return;
    this.#asked.set(clientPort, entry);
    if (this.#running) return;
    this.#running = true;
    setTimeout(() => void this.#look(), gatherMs).unref();
  }

  dispose(): void {
    this.#disposed = true;
    this.#asked.clear();
    this.#wanted.clear();
  }

  async #look(): Promise<void> {
    try {
      let takenAtMs = -Infinity;
      while (!this.#disposed && this.#asked.size + this.#wanted.size > 0) {
        const due = this.#asked.size > 0 && this.#clock() - takenAtMs >= gatherMs;
        if (due || this.#wanted.size === 0) {
          takenAtMs = this.#clock();
          await this.#take();
        } else {
          await this.#lookIntoNext();
        }
      }
    } catch {
      // The system does not let us look. Nobody is told: a name is a courtesy.
      this.#asked.clear();
      this.#wanted.clear();
    } finally {
      this.#running = false;
    }
  }

  /** Finds the sockets of those that were asked for since, and looks where one was found before. */
  async #take(): Promise<void> {
    const { tables, port, ownPid } = this.#options;
    const asked = new Map(this.#asked);
    this.#asked.clear();
    const text = await tables.connections();
    const fresh: Wanted[] = [];
    const note = (inode: string, entry: JournalEntry): void => {
      const one = { entry, left: 0 };
      fresh.push(one);
      this.#wanted.set(`socket:[${inode}]`, one);
    };
    await this.#inGoes(socketInodes(text, port(), asked, note));
    if (fresh.length === 0) return;
    const pids = await tables.processes();
    const known = this.#known.filter((pid) => pids.includes(pid));
    for (const pid of known) await this.#lookInto(pid);
    this.#pids = pids.filter((pid) => pid !== ownPid && !known.includes(pid)).sort((a, b) => b - a);
    this.#next = 0;
    for (const one of fresh) one.left = this.#pids.length;
  }

  /** Looks into one more process, and gives up on those for whom it was the last, and on connections that have ended. */
  async #lookIntoNext(): Promise<void> {
    const pid = this.#pids[this.#next++ % Math.max(1, this.#pids.length)];
    if (pid !== undefined) await this.#lookInto(pid);
    for (const [target, one] of this.#wanted) if (--one.left <= 0 || one.entry.end !== undefined) this.#wanted.delete(target);
  }

  async #lookInto(pid: number): Promise<void> {
    const { tables, onFound } = this.#options;
    const wanted = this.#wanted;
    if (wanted.size === 0 || !tables.own(pid)) return;
    this.#spentMs += perProcessMs;
    const files = await tables.files(pid).catch(() => []);
    const found: JournalEntry[] = [];
    await this.#inGoes(
      (function* () {
        for (const file of files) {
          let target = '';
          try {
            target = tables.target(pid, file);
          } catch {
            // Closed since the folder was read.
          }
          const one = wanted.get(target);
          if (one) {
            found.push(one.entry);
            wanted.delete(target);
            if (wanted.size === 0) return;
          }
          yield;
        }
      })(),
    );
    if (found.length === 0) return;
    const name = await tables.name(pid).catch(() => '');
    if (name === '') return;
    this.#known = [pid, ...this.#known.filter((one) => one !== pid)].slice(0, maxKnown);
    for (const entry of found) {
      entry.process = { pid, name };
      onFound?.(entry);
    }
  }

  /** Goes through the steps, giving way after each go, and for the rest of the second when its time is spent. */
  async #inGoes(steps: Iterator<unknown>): Promise<void> {
    for (;;) {
      const begun = this.#clock();
      if (begun - this.#secondFrom >= 1_000) {
        this.#secondFrom = begun;
        this.#spentMs = 0;
      } else if (this.#spentMs >= budgetMs) {
        await rest(this.#secondFrom + 1_000 - begun);
        if (this.#disposed) return;
        continue;
      }
      let done = false;
      let now = begun;
      while (!done && now - begun < sliceMs) {
        for (let count = 0; count < filesBetweenLooks && !done; count++) done = steps.next().done === true;
        now = this.#clock();
      }
      this.#spentMs += now - begun;
      this.#longestMs = Math.max(this.#longestMs, now - begun);
      if (done || this.#disposed) return;
      await rest(0);
    }
  }
}

/** A socket that is looked for. */
interface Wanted {
  entry: JournalEntry;
  /** Processes that are still looked into for it. */
  left: number;
}

/** Lets others have the loop, for so long at least; keeps no process alive. */
function rest(ms: number): Promise<void> {
  return new Promise((resolve) => {
    if (ms > 0) setTimeout(resolve, ms).unref();
    else setImmediate(resolve);
  });
}

/** The tables of Linux; `undefined` on systems that have no such files, where nothing is looked for. */
export function processTables(platform: NodeJS.Platform, userId: number | undefined): ProcessTables | undefined {
  if (platform !== 'linux' || userId === undefined) return undefined;
  const read = (file: string): Promise<string> => fs.promises.readFile(file, 'latin1');
  return {
    connections: async () => `${await read('/proc/net/tcp')}${await read('/proc/net/tcp6').catch(() => '')}`,
    processes: async () => (await fs.promises.readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number),
    own: (pid) => fs.statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid === userId,
    files: (pid) => fs.promises.readdir(`/proc/${pid}/fd`),
    target: (pid, file) => fs.readlinkSync(`/proc/${pid}/fd/${file}`),
    // What the kernel keeps of the name: 15 bytes (proc(5)). It never waits, as reading a command line can.
    name: async (pid) => (await fs.promises.readFile(`/proc/${pid}/comm`, 'utf8')).trim(),
  };
}
