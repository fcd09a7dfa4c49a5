import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ClashConfiguration } from '../../clash/configuration/model.ts';
import { ruleSetLines } from '../../clash/configuration/rule-set-lines.ts';
import { ruleSetFile } from '../../clash/rule-set-files.ts';

/** A larger one takes longer to read than anybody waits. */
const maxBytes = 16 * 1024 * 1024;
const maxKept = 50;

/** What was read last, so that a document is judged anew without reading all of it again. */
const kept = new Map<string, { readonly mtimeMs: number; readonly size: number; readonly lines: readonly string[] }>();

/**
 * Lines of rule sets that lie in or below the folder of a document: the core takes none from elsewhere (core:
 * constant/path.go, IsSafePath), and what else a workspace's file may name is nobody's to read.
 */
export function ruleSetsBeside({ ruleProviders }: Pick<ClashConfiguration, 'ruleProviders'>, document: string): Map<string, readonly string[]> {
  const folder = path.dirname(document);
  const found = new Map<string, readonly string[]>();
  for (const provider of ruleProviders) {
    const { name, format } = provider;
    const file = format === 'mrs' ? undefined : ruleSetFile(provider, folder);
    if (file === undefined || format === 'mrs') continue;
    const lines = linesWithin(folder, file, format);
    if (lines) found.set(name.value, lines);
  }
  return found;
}

function linesWithin(folder: string, file: string, format: 'yaml' | 'text'): readonly string[] | undefined {
  try {
    // Links are followed first: one may lead out.
    const real = fs.realpathSync(file);
    const within = path.relative(fs.realpathSync(folder), real);
    if (within === '' || within.startsWith('..') || path.isAbsolute(within)) return undefined;
    const stats = fs.statSync(real);
    if (!stats.isFile() || stats.size > maxBytes) return undefined;
    const known = kept.get(real);
    if (known?.mtimeMs === stats.mtimeMs && known.size === stats.size) return known.lines;
    const lines = ruleSetLines(fs.readFileSync(real, 'utf8'), format);
    if (!lines) return undefined;
    if (kept.size >= maxKept) kept.clear();
    kept.set(real, { mtimeMs: stats.mtimeMs, size: stats.size, lines });
    return lines;
  } catch {
    return undefined;
  }
}
