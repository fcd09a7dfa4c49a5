import * as path from 'node:path';
import { variable, type Machine, type ToolReading } from './machine.ts';
import { entriesOf, readToolFiles, type FileReading, type Meaning } from './tool-file.ts';
import { readYamlLeaves } from './yaml-leaves.ts';

/** conda's manual, "Using the .condarc configuration file": `ssl_verify` is a switch or a file of roots. */
const meaningOf: Meaning = ([first, second, ...more], { value }) => {
  if (more.length > 0) return undefined;
  if (first === 'proxy_servers') return /^https?$|^all$/.test(second ?? '') ? 'proxy' : second ? 'other' : undefined;
  if (second !== undefined) return undefined;
  if (first === 'ssl_verify') return /^(?:true|false|yes|no|on|off)$/i.test(value) ? 'verification' : 'trust';
  return /^remote_(?:connect|read)_timeout_secs$/.test(first ?? '') ? 'clock' : undefined;
};

/** The user's .condarc, or the file CONDARC names. */
export function readConda(machine: Machine): Promise<ToolReading> {
  const { join } = machine.platform === 'win32' ? path.win32 : path.posix;
  const files = [join(machine.homeDirectory, '.conda', '.condarc'), join(machine.homeDirectory, '.condarc')];
  const named = variable(machine, 'CONDARC');
  return readToolFiles(machine, [...files, ...(named ? [named] : [])], parseCondarc);
}

/** Reads a .condarc. */
export function parseCondarc(text: string, file: string): FileReading {
  return entriesOf({ tool: 'conda', file, text, format: 'YAML' }, readYamlLeaves(text), meaningOf);
}
