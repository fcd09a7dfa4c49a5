import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import type { DiscoveryMachine } from './candidates.ts';

/** What discovery reads from the disk; a failure is undefined or empty, as what is not there is not a fault. */
export interface DiscoveryFiles {
  /** The beginning of a file; undefined where it can't be read. */
  read(path: string): Promise<string | undefined>;
  /** Names in a folder; for pipes, the system's list of them. */
  list(folder: string): Promise<readonly string[]>;
}

/** Longest part of a configuration that is read; keys at the top stand before the rules. */
const maxReadBytes = 16 * 1024 * 1024;

/** The disk of this machine. */
export const diskFiles: DiscoveryFiles = {
  async read(path) {
    let file: fs.FileHandle | undefined;
    try {
      file = await fs.open(path, 'r');
      const { size } = await file.stat();
      const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(Math.min(size, maxReadBytes)) });
      return buffer.toString('utf8', 0, bytesRead);
    } catch {
      return undefined;
    } finally {
      await file?.close().catch(() => undefined);
    }
  },
  async list(folder) {
    try {
      return await fs.readdir(folder);
    } catch {
      return [];
    }
  },
};

/** This machine, as its user has it. */
export function thisMachine(environment: Readonly<Record<string, string | undefined>> = process.env): DiscoveryMachine {
  return { platform: process.platform, homeDirectory: os.homedir(), environment, uid: process.getuid?.(), temporaryDirectory: os.tmpdir() };
}
