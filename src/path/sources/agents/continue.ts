import * as path from 'node:path';
import type { ToolMeaning } from '../../proxy-settings.ts';
import { readJsonLeaves } from '../json-leaves.ts';
import type { Leaf } from '../leaf.ts';
import { variable, type Machine, type ToolReading } from '../machine.ts';
import { entriesOf, readToolFiles, type FileReading } from '../tool-file.ts';
import { readYamlLeaves } from '../yaml-leaves.ts';

/** Continue's config.yaml, or else its older config.json, in the folder CONTINUE_GLOBAL_DIR names. */
export async function readContinue(machine: Machine): Promise<ToolReading> {
  const { join } = machine.platform === 'win32' ? path.win32 : path.posix;
  const folder = variable(machine, 'CONTINUE_GLOBAL_DIR') || join(machine.homeDirectory, '.continue');
  const yaml = await machine.readFile(join(folder, 'config.yaml'));
  const file = join(folder, 'missing' in yaml ? 'config.json' : 'config.yaml');
  return readToolFiles(machine, [file], (text) => parseContinueConfig(text, file));
}

const requestOptions: Readonly<Record<string, ToolMeaning>> = {
  proxy: 'proxy',
  noProxy: 'exclusions',
  caBundlePath: 'trust',
  verifySsl: 'verification',
  timeout: 'clock',
};

/** Reads either form: `requestOptions` anywhere, and each model's `apiBase` (continue docs/reference.mdx). */
export function parseContinueConfig(text: string, file: string): FileReading {
  const format = file.endsWith('.json') ? 'JSON' : 'YAML';
  const reading = format === 'JSON' ? readJsonLeaves(text) : readYamlLeaves(text);
  return entriesOf({ tool: 'continue', file, text, format }, reading, meaningOf);
}

function meaningOf(names: readonly string[], { value }: Leaf): ToolMeaning | undefined {
  const options = names.indexOf('requestOptions');
  if (options >= 0) {
    const option = names[options + 1] ?? '';
    // `noProxy` and `caBundlePath` may be lists.
    return Object.hasOwn(requestOptions, option) && names.length <= options + 3 ? requestOptions[option] : undefined;
  }
  const last = names.at(-1);
  if (last === 'apiBase') return 'base-url';
  // A reference to a secret is no key yet.
  return last === 'apiKey' && value !== '' ? 'key' : undefined;
}
