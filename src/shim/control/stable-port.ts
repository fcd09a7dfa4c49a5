import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorChain } from '../../path/network-failure.ts';
import { portHolder } from './port-holder.ts';
import { readPrivateFile, writePrivateFile } from './private-file.ts';
import { PortTakenError } from './shim-problem.ts';

const schemaVersion = 1;

/**
 * Ports are chosen from here: below what systems give to outgoing connections (Linux from 32768, others from 49152), which
 * would take a kept port now and then.
 */
const firstPort = 20_000;
const lastPort = 31_999;
const maxTries = 20;

/** What is under way may be letting go of the port: a shim that was killed, or that hands over. */
const takenTries = 20;
const takenRetryMs = 100;

export interface StablePortOptions<Opened> {
  folder: string;
  /** Chooses another port than the one that is kept: the user has said so. */
  newPort: boolean;
  /** Listens; rejects with `EADDRINUSE` or `EACCES` somewhere in its error when that port can't be had. */
  open(port: number): Promise<Opened>;
  /** In [0, 1). */
  random?(): number;
}

/**
 * Listens on the port that this installation keeps. It is chosen once, as programs are given it in addresses that live
 * longer than the shim.
 *
 * @throws PortTakenError when somebody else has it; ShimError `FILE` when it can't be remembered; what `open` throws.
 */
export async function openOnStablePort<Opened extends { port: number; stop(): Promise<void> }>(
  options: StablePortOptions<Opened>,
): Promise<Opened> {
  const { folder, newPort, open } = options;
  const file = path.join(folder, 'port.json');
  const kept = keptPort(await readPrivateFile(file));
  if (kept !== undefined && !newPort) return openKept(kept, open);
  const opened = await openAny(options, kept);
  try {
    await writePrivateFile(file, `${JSON.stringify({ schemaVersion, port: opened.port })}\n`);
  } catch (error) {
    await opened.stop();
    throw error;
  }
  return opened;
}

async function openKept<Opened>(port: number, open: StablePortOptions<Opened>['open']): Promise<Opened> {
  for (let tries = 1; ; tries++) {
    try {
      return await open(port);
    } catch (error) {
      if (!unavailable(error)) throw error;
      if (tries >= takenTries) throw new PortTakenError(port, await portHolder(port));
      await sleep(takenRetryMs);
    }
  }
}

async function openAny<Opened>({ open, random = Math.random }: StablePortOptions<Opened>, not: number | undefined): Promise<Opened> {
  for (let tries = 0; tries < maxTries; tries++) {
    const port = firstPort + Math.floor(random() * (lastPort - firstPort + 1));
    if (port === not) continue;
    try {
      return await open(port);
    } catch (error) {
      if (!unavailable(error)) throw error;
    }
  }
  return open(0);
}

/** Windows answers EACCES for ports that it has set aside, as Hyper-V does with whole ranges. */
function unavailable(error: unknown): boolean {
  return errorChain(error).some(({ code }) => code === 'EADDRINUSE' || code === 'EACCES');
}

/** Undefined when there is none, or what is there is no port: then one is chosen. */
function keptPort(text: string | undefined): number | undefined {
  try {
    const { port } = JSON.parse(text ?? '{}') as { port?: unknown };
    return typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
  } catch {
    return undefined;
  }
}
