/** A running `gatehouse shim` on the machine of a world, and the journal that it prints. */
import type { JournalEntry } from '../../../src/shim/journal/entry.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { builtCli, machineEnvironment } from './doctor.ts';
import { start } from './program.ts';
import type { World } from './world.ts';

export const shimToken = 'token-of-the-peers-tier';

export interface RunningShim {
  readonly port: number;
  /** The proxy address for a client of this name. */
  address(client: string, token?: string): string;
  /** Connections to a host that have ended, in the order of their ends. */
  ended(host: string): readonly JournalEntry[];
  /** The same, once there is one that fits; waits for it for up to 5 s. */
  waitFor(host: string, fits: (entry: JournalEntry) => boolean): Promise<JournalEntry | undefined>;
  /** How often a request was refused by this reason. */
  refused(code: string): number;
  stop(): Promise<void>;
}

/** Starts the built program. @param args behind `--json --journal`. */
export async function startShimOn(
  world: World,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningShim> {
  const program = await start(
    world.onMachine([process.execPath, builtCli(), 'shim', '--json', '--journal', ...args]),
    (one) => one.output().includes('\n'),
    { environment: machineEnvironment(world.home, { GATEHOUSE_SHIM_TOKEN: shimToken, ...environment }) },
  );
  const first = JSON.parse(program.output().split('\n')[0] ?? '') as { port: number };
  const lines = (): object[] => program.output().split('\n').slice(1).filter((line) => line.startsWith('{')).flatMap(parsed);
  const ended = (host: string): JournalEntry[] => (lines() as JournalEntry[]).filter((entry) => entry.host === host);
  return {
    port: first.port,
    address: (client, token = shimToken) => `http://${client}:${token}@127.0.0.1:${first.port}`,
    ended,
    async waitFor(host, fits) {
      for (let waits = 0; waits < 100; waits++) {
        const found = ended(host).find(fits);
        if (found) return found;
        await sleep(50);
      }
      return undefined;
    },
    refused: (code) => (lines() as { refused?: string; count?: number }[]).findLast(({ refused }) => refused === code)?.count ?? 0,
    stop: () => program.stop(),
  };
}

/** The last line may not be whole yet. */
function parsed(line: string): object[] {
  try {
    return [JSON.parse(line) as object];
  } catch {
    return [];
  }
}
