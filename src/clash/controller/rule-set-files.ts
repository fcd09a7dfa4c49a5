import { createHash } from 'node:crypto';
import * as path from 'node:path';
import type { ClashConfiguration, ClashRuleProvider } from '../configuration/model.ts';
import type { DiscoveryFiles } from './discovery-files.ts';
import { ruleSetLines } from './knowledge.ts';

/** Where the core keeps a rule set: where it is told to, else by the digest of the address it comes from (core: constant/path.go). */
export function ruleSetFile({ path: own, url }: Pick<ClashRuleProvider, 'path' | 'url'>, home: string): string | undefined {
  if (own !== undefined) return path.resolve(home, own);
  return url === undefined ? undefined : path.join(home, 'rules', createHash('md5').update(url).digest('hex'));
}

/** The lines of a configuration's rule sets that lie on this machine, by the provider's name. */
export async function readRuleSets({ ruleProviders }: ClashConfiguration, home: string, files: Pick<DiscoveryFiles, 'read'>): Promise<ReadonlyMap<string, readonly string[]>> {
  const sets = new Map<string, readonly string[]>();
  for (const provider of ruleProviders) {
    const file = provider.payload || provider.format === 'mrs' ? undefined : ruleSetFile(provider, home);
    const text = file === undefined ? undefined : await files.read(file);
    const lines = text === undefined ? undefined : ruleSetLines(text, provider.format);
    if (lines) sets.set(provider.name.value, lines);
  }
  return sets;
}
