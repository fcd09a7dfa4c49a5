import { t } from '@vscode/l10n';
import type { ToolMeaning, ToolName, ToolSetting, UnreadableSource } from '../proxy-settings.ts';
import type { Leaf, LeafReading } from './leaf.ts';
import type { Machine, ToolReading } from './machine.ts';
import { keptValue } from './variable-meanings.ts';

/** What one file gave: entries, and where it could not be understood. */
export interface FileReading {
  settings: readonly ToolSetting[];
  /** Why the rest of the file is not known. */
  problem?: string;
}

/** No file that people write has more entries that bear on the network. */
const maxEntries = 300;

/** Reads each of a tool's files that is there, in the order given: later entries win. */
export async function readToolFiles(
  machine: Pick<Machine, 'readFile'>,
  files: readonly string[],
  parse: (text: string, file: string) => FileReading,
): Promise<ToolReading> {
  const settings: ToolSetting[] = [];
  const unreadable: UnreadableSource[] = [];
  for (const file of new Set(files)) {
    const content = await machine.readFile(file);
    if ('unreadable' in content) unreadable.push({ where: file, reason: content.unreadable });
    if (!('text' in content)) continue;
    const reading = parse(content.text, file);
    settings.push(...reading.settings.slice(0, maxEntries));
    if (reading.settings.length > maxEntries) {
      const reason = t('It has more than {0} entries; the rest is left out.', String(maxEntries));
      unreadable.push({ where: file, reason });
    }
    if (reading.problem !== undefined) unreadable.push({ where: file, reason: reading.problem });
  }
  return { settings, unreadable };
}

/** A format's name and what of its lines may be taken out alone. */
export type Format = 'JSON' | 'TOML' | 'YAML';

/** What a tool makes of a path in its file; undefined when it has nothing to do with the network. */
export type Meaning = (path: readonly string[], leaf: Leaf) => ToolMeaning | undefined;

/** The entries of a file that bear on the network, by what their paths mean. */
export function entriesOf(
  source: { tool: ToolName; file: string; text: string; format: Format },
  { leaves, problemLine }: LeafReading,
  meaningOf: Meaning,
): FileReading {
  const lines = source.text.split('\n');
  const settings = leaves.flatMap((leaf): ToolSetting[] => {
    const meaning = meaningOf(leaf.path, leaf);
    if (meaning === undefined) return [];
    const value = keptValue(leaf.path.at(-1) ?? '', meaning, leaf.kind === 'null' ? '' : leaf.value);
    if (value === undefined) return [];
    const removable = meaning === 'verification' && standsAlone(lines[leaf.line - 1] ?? '', source.format);
    const name = leaf.path.join('.');
    const { tool, file } = source;
    return [{ tool, name, value, file, line: leaf.line, meaning, ...(removable && { removable }) }];
  });
  if (problemLine === undefined) return { settings };
  return { settings, problem: t('It could not be read as {0} from line {1} on.', source.format, String(problemLine)) };
}

/** A line that can go without breaking the file. In JSON an object's last entry can't: the comma before it stays. */
function standsAlone(line: string, format: Format): boolean {
  if (line.length > 500) return false;
  const simple = String.raw`(?:"[^"\\]*"|'[^'\\]*'|[\w.+-]+)`;
  const patterns: Readonly<Record<Format, string>> = {
    JSON: String.raw`^\s*"[^"\\]*"\s*:\s*(?:"[^"\\]*"|[\w.+-]+)\s*,\s*$`,
    TOML: String.raw`^\s*[\w.-]+\s*=\s*${simple}\s*$`,
    YAML: String.raw`^\s*[\w.-]+\s*:\s+${simple}\s*$`,
  };
  return new RegExp(patterns[format]).test(line);
}
