import * as fs from 'node:fs';
import * as path from 'node:path';
import * as z from 'zod/mini';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

/** What `shim.json` says of the shim that runs. No token. */
export interface Running {
  port: number;
  pid: number;
  release: string;
  /** As in the greeting. */
  run: string;
}

const schemaVersion = 1;
const shape = z.object({ schemaVersion: z.literal(schemaVersion), port: z.int(), pid: z.int(), release: z.string(), run: z.string() });

function fileIn(folder: string): string {
  return path.join(folder, 'shim.json');
}

/** @throws ShimError `FILE` */
export function writeRunning(folder: string, running: Running): Promise<void> {
  return writePrivateFile(fileIn(folder), `${JSON.stringify({ schemaVersion, ...running })}\n`);
}

/**
 * What the shim that ran last has said of itself; it may be dead.
 *
 * @throws ShimError `FILE` when it can't be read.
 */
export async function readRunning(folder: string): Promise<Running | undefined> {
  try {
    const parsed = z.safeParse(shape, JSON.parse((await readPrivateFile(fileIn(folder))) ?? 'null'));
    return parsed.success ? parsed.data : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Removes it before another shim can have written its own. Never rejects. */
export async function removeRunning(folder: string): Promise<void> {
  await fs.promises.rm(fileIn(folder), { force: true }).catch(() => undefined);
}
