import * as path from 'node:path';
import { readJsonLeaves } from './json-leaves.ts';
import { variable, type Machine, type ToolReading } from './machine.ts';
import { entriesOf, readToolFiles, type FileReading, type Meaning } from './tool-file.ts';

/** Docker's manual, "Use a proxy server with the Docker CLI": what containers and builds get as variables. */
const meaningOf: Meaning = (names) => {
  if (names[0] !== 'proxies' || names.length !== 3) return undefined;
  if (/^(?:http|https|all)Proxy$/.test(names[2] ?? '')) return 'proxy';
  return names[2] === 'noProxy' ? 'exclusions' : undefined;
};

/** The docker client's config.json. It decides for containers, not for the client itself. */
export function readDocker(machine: Machine): Promise<ToolReading> {
  const { join } = machine.platform === 'win32' ? path.win32 : path.posix;
  const folder = variable(machine, 'DOCKER_CONFIG') || join(machine.homeDirectory, '.docker');
  return readToolFiles(machine, [join(folder, 'config.json')], parseDockerConfig);
}

/** Reads the `proxies` of a config.json; credentials in other parts of it are not kept. */
export function parseDockerConfig(text: string, file: string): FileReading {
  return entriesOf({ tool: 'docker', file, text, format: 'JSON' }, readJsonLeaves(text), meaningOf);
}
