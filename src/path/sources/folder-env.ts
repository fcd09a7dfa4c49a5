import * as path from 'node:path';
import { parseEnvFile } from './env-file.ts';
import type { Machine, ToolReading } from './machine.ts';
import { readToolFiles } from './tool-file.ts';

/** The `.env` and `.env.local` of each folder that may be read. They speak for the programs that load them. */
export function readFolderEnv(machine: Machine): Promise<ToolReading> {
  const { join } = machine.platform === 'win32' ? path.win32 : path.posix;
  const files = (machine.folders ?? []).flatMap((folder) => [join(folder, '.env'), join(folder, '.env.local')]);
  return readToolFiles(machine, files, (text, file) => ({ settings: parseEnvFile(text, file, 'folder-env') }));
}
