import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { ClashConfiguration, ClashRuleProvider } from './configuration/model.ts';
import { ruleSetLines } from './configuration/rule-set-lines.ts';

/** A larger one is no list that anybody keeps by hand, and takes longer to read than anybody waits. */
const maxBytes = 16 * 1024 * 1024;

/**
 * Where the core keeps a rule set: where it is told to, else by the digest of the address it comes from (core:
 * constant/path.go). Undefined for those that lie in the configuration.
 */
export function ruleSetFile({ path: own, url, payload }: Pick<ClashRuleProvider, 'path' | 'url' | 'payload'>, folder: string): string | undefined {
  if (payload) return undefined;
  if (own !== undefined && own !== '') return path.resolve(folder, own);
  return url === undefined ? undefined : path.join(folder, 'rules', createHash('md5').update(url).digest('hex'));
}

/**
 * Lines of the rule sets in the configuration and in or below the core's folder, by their provider's name. The core takes
 * none from elsewhere (core: constant/path.go, IsSafePath). What is not there, too large or packed (mrs) stays unknown;
 * nothing is fetched.
 */
export async function readRuleSets({ ruleProviders }: Pick<ClashConfiguration, 'ruleProviders'>, folder: string): Promise<Map<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (const provider of ruleProviders) {
    const file = provider.format === 'mrs' ? undefined : ruleSetFile(provider, folder);
    const lines = provider.payload ?? (file === undefined ? undefined : await linesOf(folder, file, provider.format));
    if (lines) found.set(provider.name.value, lines);
  }
  return found;
}

async function linesOf(folder: string, file: string, format: ClashRuleProvider['format']): Promise<readonly string[] | undefined> {
  if (format === 'mrs') return undefined;
  try {
    // Links are followed first: one may lead out.
    const real = await fs.realpath(file);
    const within = path.relative(await fs.realpath(folder), real);
    if (within === '' || within.startsWith('..') || path.isAbsolute(within)) return undefined;
    const { size } = await fs.stat(real);
    return size > maxBytes ? undefined : ruleSetLines(await fs.readFile(real, 'utf8'), format);
  } catch {
    return undefined;
  }
}
