import * as path from 'node:path';
import type { ToolMeaning } from '../proxy-settings.ts';
import { readJsonLeaves } from './json-leaves.ts';
import type { Machine, ToolReading } from './machine.ts';
import { entriesOf, readToolFiles, type FileReading } from './tool-file.ts';
import { variableMeaning } from './variable-meanings.ts';

/**
 * The devcontainer.json of each folder that may be read, at the two places that need no choice (containers.dev,
 * "devcontainer.json"). Folders of several configurations below `.devcontainer` are not looked through: which one is
 * in use is not written there.
 */
export function readDevcontainer(machine: Machine): Promise<ToolReading> {
  const { join } = machine.platform === 'win32' ? path.win32 : path.posix;
  const files = (machine.folders ?? []).flatMap((folder) => [
    join(folder, '.devcontainer.json'),
    join(folder, '.devcontainer', 'devcontainer.json'),
  ]);
  return readToolFiles(machine, files, parseDevcontainer);
}

/** Reads `containerEnv`, which every process of the container has, and `remoteEnv`, which the editor gives its own. */
export function parseDevcontainer(text: string, file: string): FileReading {
  return entriesOf({ tool: 'devcontainer', file, text, format: 'JSON' }, readJsonLeaves(text), meaningOf);
}

function meaningOf([section, name, ...more]: readonly string[]): ToolMeaning | undefined {
  if (name === undefined || more.length > 0 || (section !== 'containerEnv' && section !== 'remoteEnv')) return undefined;
  return variableMeaning(name);
}
