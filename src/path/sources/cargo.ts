import * as path from 'node:path';
import { variable, type Machine, type ToolReading } from './machine.ts';
import { entriesOf, readToolFiles, type FileReading, type Meaning } from './tool-file.ts';
import { readTomlLeaves } from './toml-leaves.ts';

/** The Cargo Book, "Configuration": `[http]` and `[net]`. There is no `https.proxy`. */
const meaningOf: Meaning = (names) => {
  switch (names.join('.')) {
    case 'http.proxy':
      return 'proxy';
    case 'http.cainfo':
    case 'http.proxy-cainfo':
      return 'trust';
    case 'http.timeout':
      return 'clock';
    case 'http.check-revoke':
    case 'http.multiplexing':
    case 'http.ssl-version':
    case 'net.git-fetch-with-cli':
    case 'net.offline':
    case 'net.retry':
      return 'other';
    default:
      return undefined;
  }
};

/** The user's file in CARGO_HOME. Where both are there, cargo takes the one without an extension and warns. */
export async function readCargo(machine: Machine): Promise<ToolReading> {
  const { join } = machine.platform === 'win32' ? path.win32 : path.posix;
  const home = variable(machine, 'CARGO_HOME') || join(machine.homeDirectory, '.cargo');
  const old = await machine.readFile(join(home, 'config'));
  return readToolFiles(machine, [join(home, 'missing' in old ? 'config.toml' : 'config')], parseCargoConfig);
}

/** Reads cargo's TOML. */
export function parseCargoConfig(text: string, file: string): FileReading {
  return entriesOf({ tool: 'cargo', file, text, format: 'TOML' }, readTomlLeaves(text), meaningOf);
}
