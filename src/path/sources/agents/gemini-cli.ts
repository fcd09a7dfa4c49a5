import * as path from 'node:path';
import { parseEnvFile } from '../env-file.ts';
import type { Machine, ToolReading } from '../machine.ts';
import { readToolFiles } from '../tool-file.ts';

/**
 * The one `.env` that Gemini CLI loads: of the folder or else of the home folder, `.gemini/.env` before `.env`
 * (geminicli.com, "Configuration", "Environment variables and .env files"). The folder's plain `.env` is read in
 * folder-env.ts.
 */
export async function readGeminiCli(machine: Machine): Promise<ToolReading> {
  const { join } = machine.platform === 'win32' ? path.win32 : path.posix;
  const folder = machine.folders?.[0];
  const home = machine.homeDirectory;
  const candidates = [
    ...(folder === undefined ? [] : [join(folder, '.gemini', '.env'), join(folder, '.env')]),
    join(home, '.gemini', '.env'),
    join(home, '.env'),
  ];
  for (const file of candidates) {
    if ('missing' in (await machine.readFile(file))) continue;
    if (folder !== undefined && file === join(folder, '.env')) break;
    return readToolFiles(machine, [file], (text) => ({ settings: parseEnvFile(text, file, 'gemini-cli') }));
  }
  return { settings: [], unreadable: [] };
}
