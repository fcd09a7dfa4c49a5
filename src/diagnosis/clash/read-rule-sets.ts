import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { ClashConfiguration } from '../../clash/configuration/model.ts';
import { readConfiguration } from '../../clash/configuration/read.ts';

/** A larger one is no list that anybody keeps by hand, and takes longer to read than a diagnosis lasts. */
const maxBytes = 16 * 1024 * 1024;

/**
 * Lines of the rule sets that lie below the core's folder, by their provider's name. The core takes none from elsewhere
 * (core: constant/path.go, IsSafePath); packed ones (mrs) are left out.
 */
export async function readRuleSets({ ruleProviders }: Pick<ClashConfiguration, 'ruleProviders'>, folder: string): Promise<Map<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (const { name, path: file, format, payload } of ruleProviders) {
    if (payload) found.set(name.value, payload);
    else if (file !== undefined && format !== 'mrs') {
      const lines = await linesOf(folder, path.resolve(folder, file));
      if (lines) found.set(name.value, lines);
    }
  }
  return found;
}

async function linesOf(folder: string, file: string): Promise<readonly string[] | undefined> {
  try {
    // Links are followed first: one may lead out.
    const real = await fs.realpath(file);
    const within = path.relative(await fs.realpath(folder), real);
    if (within === '' || within.startsWith('..') || path.isAbsolute(within)) return undefined;
    const { size } = await fs.stat(real);
    if (size > maxBytes) return undefined;
    const { rules } = readConfiguration(await fs.readFile(real, 'utf8'), { form: 'rule-set' });
    return rules.map(({ text }) => text);
  } catch {
    return undefined;
  }
}
