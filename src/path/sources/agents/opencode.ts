import * as path from 'node:path';
import type { ToolMeaning } from '../../proxy-settings.ts';
import { readJsonLeaves } from '../json-leaves.ts';
import { variable, type Machine, type ToolReading } from '../machine.ts';
import { entriesOf, readToolFiles, type FileReading } from '../tool-file.ts';

/** opencode's files, which it merges: the user's, what OPENCODE_CONFIG names, the folder's (opencode.ai, "Config"). */
export function readOpencode(machine: Machine): Promise<ToolReading> {
  const { join } = machine.platform === 'win32' ? path.win32 : path.posix;
  const user = join(variable(machine, 'XDG_CONFIG_HOME') || join(machine.homeDirectory, '.config'), 'opencode');
  const named = variable(machine, 'OPENCODE_CONFIG');
  const both = (folder: string): string[] => ['opencode.json', 'opencode.jsonc'].map((name) => join(folder, name));
  return readToolFiles(
    machine,
    [
      ...both(user),
      ...(named ? [named] : []),
      ...(machine.folders ?? []).flatMap((folder) => [...both(folder), ...both(join(folder, '.opencode'))]),
    ],
    parseOpencodeConfig,
  );
}

const options: Readonly<Record<string, ToolMeaning>> = {
  baseURL: 'base-url',
  timeout: 'clock',
  chunkTimeout: 'clock',
  apiKey: 'key',
};

/** Reads the `options` of each provider. */
export function parseOpencodeConfig(text: string, file: string): FileReading {
  return entriesOf({ tool: 'opencode', file, text, format: 'JSON' }, readJsonLeaves(text), (names) =>
    names.length === 4 && names[0] === 'provider' && names[2] === 'options' && Object.hasOwn(options, names[3] ?? '')
      ? options[names[3] ?? '']
      : undefined,
  );
}
