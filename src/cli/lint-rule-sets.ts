import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import * as path from 'node:path';
import type { ClashConfiguration, ClashRuleProvider } from '../clash/configuration/model.ts';
import { readConfiguration } from '../clash/configuration/read.ts';

const mostBytes = 32 * 1_048_576;

/**
 * Lines of the rule sets that lie beside a configuration: where `path` says, or where a core keeps what it has fetched
 * (core: constant/path.go). What is not there, or packed (mrs), stays unknown. Nothing is fetched.
 *
 * @param folder the core's home, against which it resolves paths
 */
export async function readRuleSetsBeside(configuration: ClashConfiguration, folder: string): Promise<Map<string, readonly string[]>> {
  const sets = new Map<string, readonly string[]>();
  for (const provider of configuration.ruleProviders) {
    const file = fileOf(provider, folder);
    if (file === undefined || provider.format === 'mrs') continue;
    const text = await textOf(file);
    if (text !== undefined) sets.set(provider.name.value, linesOf(text, provider.format));
  }
  return sets;
}

function fileOf({ path: given, type, url }: ClashRuleProvider, folder: string): string | undefined {
  if (given !== undefined && given !== '') return path.resolve(folder, given);
  return type === 'http' && url !== undefined ? path.join(folder, 'rules', createHash('md5').update(url).digest('hex')) : undefined;
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    const { size } = await stat(file);
    return size > mostBytes ? undefined : await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
}

function linesOf(text: string, format: 'yaml' | 'text'): readonly string[] {
  if (format === 'text') return text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('//'));
  const payload = readConfiguration(text, { form: 'rule-set' }).top?.entries.get('payload')?.value;
  return Array.isArray(payload) ? payload.filter((line): line is string => typeof line === 'string') : [];
}
