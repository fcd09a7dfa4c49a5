import * as path from 'node:path';
import type { ToolMeaning } from '../../proxy-settings.ts';
import { variable, type Machine, type ToolReading } from '../machine.ts';
import { entriesOf, readToolFiles, type FileReading } from '../tool-file.ts';
import { readTomlLeaves } from '../toml-leaves.ts';
import { variableMeaning } from '../variable-meanings.ts';

/** Codex's config.toml in CODEX_HOME. Providers of a project's own file are not taken by Codex, so it is left alone. */
export function readCodex(machine: Machine): Promise<ToolReading> {
  const { join } = machine.platform === 'win32' ? path.win32 : path.posix;
  const home = variable(machine, 'CODEX_HOME') || join(machine.homeDirectory, '.codex');
  return readToolFiles(machine, [join(home, 'config.toml')], parseCodexConfig);
}

const providerClocks = new Set([
  'stream_idle_timeout_ms',
  'request_max_retries',
  'stream_max_retries',
  'websocket_connect_timeout_ms',
]);

/**
 * Reads a config.toml (openai/codex docs/config.md). Only the provider that `model_provider` names, or else `openai`,
 * decides where calls go; the base URLs of the others are kept without that meaning.
 */
export function parseCodexConfig(text: string, file: string): FileReading {
  const reading = readTomlLeaves(text);
  const top = (name: string): string | undefined =>
    reading.leaves.find(({ path: names }) => names.length === 1 && names[0] === name)?.value;
  const profile = top('profile');
  const ofProfile = reading.leaves.find(
    ({ path: names }) => names.join('.') === `profiles.${profile ?? ''}.model_provider`,
  );
  const provider = ofProfile?.value ?? top('model_provider') ?? 'openai';
  return entriesOf({ tool: 'codex', file, text, format: 'TOML' }, reading, (names): ToolMeaning | undefined => {
    const [first, second, third] = names;
    if (names.length === 1) {
      if (first === 'openai_base_url') return provider === 'openai' ? 'base-url' : 'other';
      return first === 'model_provider' || first === 'profile' ? 'other' : undefined;
    }
    if (first === 'model_providers' && names.length === 3) {
      if (third === 'base_url') return second === provider ? 'base-url' : 'other';
      if (third === 'env_key' || third === 'wire_api') return 'other';
      if (third === 'experimental_bearer_token') return 'key';
      return providerClocks.has(third ?? '') ? 'clock' : undefined;
    }
    if (first === 'profiles' && names.length === 3) return third === 'model_provider' ? 'other' : undefined;
    if (first !== 'shell_environment_policy') return undefined;
    if (second === 'set' && names.length === 3) return variableMeaning(third ?? '');
    return second === 'inherit' || second === 'ignore_default_excludes' ? 'other' : undefined;
  });
}
