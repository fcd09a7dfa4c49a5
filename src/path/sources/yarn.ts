import * as path from 'node:path';
import type { ToolMeaning, ToolSetting } from '../proxy-settings.ts';
import type { Machine, ToolReading } from './machine.ts';
import { entriesOf, readToolFiles, type FileReading } from './tool-file.ts';
import { readYamlLeaves } from './yaml-leaves.ts';

/** Yarn 2 and later (yarnpkg.com, "Settings (.yarnrc.yml)"). */
const modern: Readonly<Record<string, ToolMeaning>> = {
  httpProxy: 'proxy',
  httpsProxy: 'proxy',
  httpsCaFilePath: 'trust',
  caFilePath: 'trust',
  enableStrictSsl: 'verification',
  httpTimeout: 'clock',
};

/** Yarn 1, which also reads npm's files. */
const classic: Readonly<Record<string, ToolMeaning>> = {
  proxy: 'proxy',
  'http-proxy': 'proxy',
  'https-proxy': 'proxy',
  noproxy: 'exclusions',
  cafile: 'trust',
  'strict-ssl': 'verification',
  'network-timeout': 'clock',
};

/** The user's files of yarn 1 and of yarn 2 and later. */
export function readYarn(machine: Machine): Promise<ToolReading> {
  const { join } = machine.platform === 'win32' ? path.win32 : path.posix;
  const files = ['.yarnrc', '.yarnrc.yml'].map((name) => join(machine.homeDirectory, name));
  return readToolFiles(machine, files, (text, file) =>
    file.endsWith('.yml') ? parseYarnYaml(text, file) : { settings: parseYarnrc(text, file) },
  );
}

/** Reads a `.yarnrc.yml`. */
export function parseYarnYaml(text: string, file: string): FileReading {
  return entriesOf({ tool: 'yarn', file, text, format: 'YAML' }, readYamlLeaves(text), ([name = '', ...more]) =>
    more.length === 0 && Object.hasOwn(modern, name) ? modern[name] : undefined,
  );
}

/** Reads a `.yarnrc`: `key value` a line, either in quotes or not. */
export function parseYarnrc(text: string, file: string): ToolSetting[] {
  return text.split(/\r?\n/).flatMap((line, index): ToolSetting[] => {
    const match = /^"?([\w-]+)"?:?\s+("[^"]*"|[^\s"]+)\s*$/.exec(line);
    const name = match?.[1] ?? '';
    const meaning = Object.hasOwn(classic, name) ? classic[name] : undefined;
    if (!match || meaning === undefined) return [];
    const value = (match[2] ?? '').replaceAll('"', '');
    const removable = meaning === 'verification';
    return [{ tool: 'yarn', name, value, file, line: index + 1, meaning, ...(removable && { removable }) }];
  });
}
