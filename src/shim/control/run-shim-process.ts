import { randomBytes } from 'node:crypto';
import type * as net from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { deepestMessage } from '../../path/network-failure.ts';
import type { JournalEntry } from '../journal/entry.ts';
import type { JournalSink } from '../journal/journal.ts';
import type { Shim, ShimOptions } from '../shim-options.ts';
import { readConfiguration, type ShimProcessConfiguration, type ShimProcessLine } from './configuration.ts';
import { lastFailedRequest } from '../endpoint/journal/last-failed.ts';
import { LedgerFile } from '../endpoint/spend/ledger-file.ts';
import { ControlServer } from './control-server.ts';
import { lifetimeClocks } from './lifetime-step.ts';
import { Lifetime } from './lifetime.ts';
import { LogFile } from './log-file.ts';
import { jsonLine } from './message-lines.ts';
import type { EndingWhy } from './messages.ts';
import { watchNetwork } from './network-watch.ts';
import { removeRunning, writeRunning } from './running-file.ts';
import { problemOf } from './shim-problem.ts';
import { takeSocket } from './socket-place.ts';
import { openOnStablePort } from './stable-port.ts';
import { makeStateFolder, thisPlace } from './state-folder.ts';
import { TokenStore } from './token-store.ts';

/** What the process needs of a journal. */
export interface ShimJournal extends JournalSink {
  follow(onEntries: (entries: readonly JournalEntry[]) => void): { dispose(): void };
  counts(): { served: number; refused: Readonly<Record<string, number>> };
  /** Writes what waits to be written; the process ends after it, or after 2 s. */
  close?(): Promise<void>;
}

/** A data path may have connections that wait for reuse; after sleep or on another network they are worth nothing. */
export type FreshableShim = Shim & { freshen?(): void };

/** What the process is put together from. */
export interface ShimParts {
  startShim(options: ShimOptions): Promise<FreshableShim>;
  makeJournal(configuration: ShimProcessConfiguration, log: (line: string) => void): ShimJournal;
  /** Answers of the shim's own path, see `ShimOptions`. */
  own?(path: string, journal: ShimJournal): { type: string; body: string } | undefined;
  /** Writes the file of roots that `ShimState` tells of; null where it can't be. */
  bundleFile?(stateFolder: string): Promise<string | null>;
}

/** EX_SOFTWARE of sysexits(3). */
const crashedCode = 70;
/** What is under way has so long when the system or the user ends the process, in ms. */
const signalDrainMs = 5_000;
const journalCloseMs = 2_000;

/**
 * The process of the shim from its start to its end: reads a `ShimProcessConfiguration` from standard input, says one
 * `ShimProcessLine` on standard output, lets go of both and serves until `lifetime.ts` says that it is over. Ends the
 * process: 0 in order or because another shim answers, 1 when it could not start, 70 after an error of its own.
 */
export async function runShimProcess(parts: ShimParts): Promise<never> {
  process.title = 'gatehouse-shim';
  // Whoever started it may be gone before it has said anything, and is never needed again.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  let log: LogFile | undefined;
  const crash = (error: unknown): never => {
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
    log?.line(`ends after an unexpected error: ${words}`);
    process.exit(crashedCode);
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);

  let configuration: ShimProcessConfiguration;
  try {
    configuration = await readConfiguration(process.stdin);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return leave(1, { problem: { code: 'REQUEST' } });
  }
  let server: net.Server | undefined;
  try {
    const address = await makeStateFolder(configuration.stateFolder, thisPlace());
    log = new LogFile(configuration.stateFolder);
    server = await takeSocket(address);
    if (!server) return await leave(0, { already: true });
    return await new ShimProcess(parts, configuration, log).run(new ControlServer({ server }));
  } catch (error) {
    const problem = problemOf(error);
    server?.close();
    log?.line(`could not start: ${problem.code}: ${deepestMessage(error)}`);
    return leave(1, { problem });
  }
}

/** Says the last line and ends once it is out. */
async function leave(code: number, line: ShimProcessLine): Promise<never> {
  await say(line);
  process.exit(code);
}

async function say(line: ShimProcessLine): Promise<void> {
  await new Promise<void>((resolve) => process.stdout.write(jsonLine(line), () => resolve()));
}

/** One run, from the moment this process has the socket. */
class ShimProcess {
  readonly #parts: ShimParts;
  readonly #configuration: ShimProcessConfiguration;
  readonly #log: LogFile;
  readonly #run = randomBytes(16).toString('hex');
  readonly #startedAtMs = Date.now();
  #why: EndingWhy = 'unused';
  /** Settles when the port and the socket's address are free. */
  #freed: Promise<void> = Promise.resolve();

  constructor(parts: ShimParts, configuration: ShimProcessConfiguration, log: LogFile) {
    this.#parts = parts;
    this.#configuration = configuration;
    this.#log = log;
  }

  async run(control: ControlServer): Promise<never> {
    const { stateFolder, release, routing, endpoint, newPort = false, limits, clocks } = this.#configuration;
    const { startShim, makeJournal, own, bundleFile } = this.#parts;
    const tokens = await TokenStore.open(stateFolder);
    if (tokens.setAside !== undefined) this.#log.line(`the tokens were no good; they are in ${tokens.setAside}, and all are new`);
    const journal = makeJournal(this.#configuration, (line) => this.#log.line(line));
    const spending = new LedgerFile({ folder: stateFolder, after: laterOnce, onProblem: (problem) => this.#log.line(problem ?? 'what the endpoint spends is kept again') });
    await spending.load();
    const shim = await openOnStablePort<FreshableShim>({
      folder: stateFolder,
      newPort,
      open: (port) =>
        startShim({
          port, routing, callers: tokens, journal,
          spending,
          ...(endpoint && { endpoint }),
          ...(limits && { limits }),
          ...(own && { own: (path) => own(path, journal) }),
        }),
    });
    // Whoever has the old port hears the tokens of terminals that are still open; at the new one they are worth nothing.
    if (newPort) await tokens.renew();
    const { port } = shim;
    const { pid } = process;
    await writeRunning(stateFolder, { port, pid, release, run: this.#run });
    const bundle = (await bundleFile?.(stateFolder).catch(() => null)) ?? null;

    const lifetime: Lifetime = new Lifetime({
      clocks: { ...lifetimeClocks, ...clocks },
      now: () => performance.now(),
      open: () => shim.open,
      onDrain: (why) => {
        this.#log.line(`takes no new connections: ${why === 'unused' ? why : this.#why}; ${shim.open} are open`);
        // Its clock is the lifetime's, which ends the process.
        const drained = shim.drain();
        this.#freed = this.#free(control, tokens);
        void this.#takeLeave(control);
        void drained.then(() => lifetime.look());
      },
      onEnd: () => void this.#end(shim, control, journal, spending),
    });
    const drain = (why: EndingWhy, drainMs?: number): void => {
      if (!lifetime.draining) this.#why = why;
      lifetime.drain(drainMs);
    };
    watchNetwork((why) => {
      this.#log.line(`uses fresh connections: ${why === 'slept' ? 'the machine slept' : 'the network changed'}`);
      shim.freshen?.();
    });
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => drain('stopped', signalDrainMs));

    this.#log.line(`release ${release} listens on port ${port}`);
    control.ready(
      { release, pid, port, run: this.#run },
      {
        route: (next) => shim.route(next),
        endpoint: (next) => shim.endpoint(next),
        mint: (client) => tokens.mint(client),
        revoke: (client) => tokens.revoke(client),
        state: () => ({ port, pid, release, startedAtMs: this.#startedAtMs, open: shim.open, bundleFile: bundle, ...served(journal) }),
        follow: (onEntries) => journal.follow(onEntries),
        followRequests: (onRequests) => shim.followRequests(onRequests),
        requests: (which) => (which === 'kept' ? shim.requests() : lastFailedRequest(shim.requests(), Date.now())),
        spent: () => ({ ledger: spending.ledger, caps: shim.caps }),
        closeEntry: (entry) => shim.closeConnection(entry),
        retire: async () => {
          drain('retired');
          await this.#freed;
        },
        // In a turn of its own, so that the answer goes out before the word of leave.
        stop: () => void nextTurn().then(() => drain('stopped', 0)),
        leasesChanged: (count) => lifetime.leases(count),
      },
    );
    await say({ port, pid, release, ...(tokens.setAside !== undefined && { setAside: tokens.setAside }) });
    process.stdin.destroy();
    process.stdout.destroy();
    return new Promise<never>(() => undefined);
  }

  /** Gives the port, the file and the socket's address back. */
  async #free(control: ControlServer, tokens: TokenStore): Promise<void> {
    control.refuse();
    // Another shim may write these files as soon as the address is free.
    await tokens.settled();
    await removeRunning(this.#configuration.stateFolder);
    control.free();
    // A listener's port is free when its close has come round.
    await nextTurn();
  }

  async #takeLeave(control: ControlServer): Promise<void> {
    await this.#freed;
    // Whoever asked for it gets the answer first.
    await nextTurn();
    await control.end(this.#why);
  }

  async #end(shim: Shim, control: ControlServer, journal: ShimJournal, spending: LedgerFile): Promise<void> {
    await this.#takeLeave(control);
    await shim.stop();
    await Promise.race([Promise.all([journal.close?.(), spending.flush()]), sleep(journalCloseMs)]);
    this.#log.line('ends');
    process.exit(0);
  }
}

/** Does not keep the process alive. */
function laterOnce(delayMs: number, callback: () => void): { dispose(): void } {
  const timer = setTimeout(callback, delayMs).unref();
  return { dispose: () => clearTimeout(timer) };
}

function served(journal: ShimJournal): { served: number; refused: Readonly<Record<string, number>> } {
  const { served: count, refused } = journal.counts();
  return { served: count, refused };
}
