import * as path from 'node:path';
import type { ToolMeaning } from '../../proxy-settings.ts';
import type { Machine, ToolReading } from '../machine.ts';
import { entriesOf, readToolFiles, type FileReading } from '../tool-file.ts';
import { readYamlLeaves } from '../yaml-leaves.ts';

/** The user's and the folder's .aider.conf.yml, of which the later wins (aider.chat, "YAML config file"). */
export function readAider(machine: Machine): Promise<ToolReading> {
  const { join } = machine.platform === 'win32' ? path.win32 : path.posix;
  const folders = [machine.homeDirectory, ...(machine.folders ?? [])];
  return readToolFiles(machine, folders.map((folder) => join(folder, '.aider.conf.yml')), parseAiderConfig);
}

const options: Readonly<Record<string, ToolMeaning>> = {
  'openai-api-base': 'base-url',
  'openai-api-key': 'key',
  'anthropic-api-key': 'key',
  'api-key': 'key',
  'verify-ssl': 'verification',
  timeout: 'clock',
};

/** Reads the options that bear on the network. */
export function parseAiderConfig(text: string, file: string): FileReading {
  return entriesOf({ tool: 'aider', file, text, format: 'YAML' }, readYamlLeaves(text), ([name = '', ...more]) =>
    more.length <= 1 && Object.hasOwn(options, name) ? options[name] : undefined,
  );
}
