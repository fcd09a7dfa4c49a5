import { readdir } from 'node:fs/promises';
import { clientsInUse, knownTools, type ClientInUse } from './clients-in-use.ts';

/** A folder of more entries than any real one, or a PATH that never ends, is not read to its end. */
const maxFolders = 60;

/**
 * Looks for programs along PATH without starting any. Folders that can't be read or do not answer in time are left out.
 *
 * @param wanted names without `.exe`.
 * @param timeoutMs for everything; a folder on a network drive may take its time.
 */
export async function toolsOnPath(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  wanted: readonly string[],
  timeoutMs: number,
): Promise<string[]> {
  const windows = platform === 'win32';
  const path = Object.entries(environment).find(([name]) => (windows ? name.toUpperCase() : name) === 'PATH')?.[1] ?? '';
  const folders = [...new Set(path.split(windows ? ';' : ':'))].filter((folder) => folder !== '').slice(0, maxFolders);
  const found = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  const search = folders.map(async (folder) => {
    try {
      for (const file of await readdir(folder)) {
        found.add(windows ? file.toLowerCase().replace(/\.(?:exe|cmd|bat|com)$/, '') : file);
      }
    } catch {
      // A PATH often names folders that are gone.
    }
  });
  await Promise.race([Promise.all(search), late]);
  clearTimeout(timer);
  return wanted.filter((name) => found.has(name));
}

/** How long PATH may be looked through, in ms. */
const searchMs = 700;

/** The clients that matter on this machine: the editor's own, those of its extensions, those of programs on PATH. */
export async function findClientsInUse(machine: {
  environment: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  inEditor: boolean;
  /** Ids of installed extensions. */
  extensions: readonly string[];
}): Promise<ClientInUse[]> {
  const tools = await toolsOnPath(machine.environment, machine.platform, knownTools, searchMs);
  return clientsInUse({ inEditor: machine.inEditor, tools, extensions: machine.extensions });
}
