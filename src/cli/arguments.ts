import { parseArgs } from 'node:util';
import { t } from '@vscode/l10n';
import { plainText } from '../path/network-failure.ts';

/** Something the caller typed is wrong: exit code 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** One option by its long name. */
export interface OptionEntry {
  type: 'boolean' | 'string';
  /** What stands for the value in the help: `URL`, `KEY=VALUE`. */
  value?: string;
  about(): string;
}

export type OptionTable = Readonly<Record<string, OptionEntry>>;

/** What was typed, checked against the options of one command. */
export interface ParsedArguments {
  positionals: readonly string[];
  /** True when a boolean option was given. */
  has(name: string): boolean;
  /** The last value of an option. */
  value(name: string): string | undefined;
  /** Every value of an option, in order. */
  values(name: string): readonly string[];
}

/** Every command has this one. */
const helpOption = 'help';

/**
 * Parses the arguments of one command.
 *
 * @throws UsageError naming the option that is unknown, lacks its value or takes none.
 */
export function parseArguments(args: readonly string[], table: OptionTable): ParsedArguments {
  const options = Object.fromEntries(Object.entries(table).map(([name, { type }]) => [name, { type, multiple: true }]));
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const positionals: string[] = [];
  const found = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const entry = Object.hasOwn(table, token.name) ? table[token.name] : undefined;
    if (!entry || token.rawName === `-${token.name}`) {
      throw new UsageError(unknownOption(token.rawName, Object.keys(table)));
    }
    if (entry.type === 'boolean') {
      if (token.value !== undefined) throw new UsageError(t('The option {0} takes no value.', token.rawName));
      found.set(token.name, []);
      continue;
    }
    // A value that looks like an option is almost always a forgotten value; `--name=--value` still gives it.
    if (token.value === undefined || (!token.inlineValue && token.value.startsWith('--'))) {
      throw new UsageError(t('The option {0} needs a value.', token.rawName));
    }
    found.set(token.name, [...(found.get(token.name) ?? []), token.value]);
  }
  return {
    positionals,
    has: (name) => found.has(name),
    value: (name) => found.get(name)?.at(-1),
    values: (name) => found.get(name) ?? [],
  };
}

function unknownOption(rawName: string, known: readonly string[]): string {
  const shown = plainText(rawName, 60);
  const near = nearest(rawName.replace(/^-+/, ''), [...known, helpOption]);
  return near === undefined
    ? t('There is no option {0}.', shown)
    : t('There is no option {0}. Did you mean --{1}?', shown, near);
}

/** The known word closest to what was typed, or undefined when none is close. */
export function nearest(typed: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((word) => ({ word, distance: word.startsWith(typed) && typed.length > 1 ? 0 : editDistance(typed, word) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(1, Math.floor(best.word.length / 3)) ? best.word : undefined;
}

/** Levenshtein distance; words longer than any command are not compared. */
function editDistance(a: string, b: string): number {
  if (a.length > 40) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
