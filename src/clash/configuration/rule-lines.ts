import { isRule, parseRule, parseSetLine } from '../rules/parse-rule.ts';
import type { RuleLine } from '../rules/rule.ts';
import type { YamlItem } from './yaml-text.ts';

/** The lines of a list as rules; what is no text is an empty line. */
export function readRuleLines(items: readonly YamlItem[], firstIndex = 0): RuleLine[] {
  return items.map(({ text = '', range }, index) => ({ index: firstIndex + index, text, range, rule: parseRule(text) }));
}

/**
 * The lines of a rule set as rules without targets; none where it is a list of names or of prefixes, as the provider
 * alone says what a list is, and a classical one has types.
 */
export function readSetLines(items: readonly YamlItem[]): RuleLine[] {
  const sample = items.slice(0, 20).filter(({ text }) => text !== undefined && text !== '');
  if (!sample.some(({ text = '' }) => isRule(parseSetLine(text)))) return [];
  return items.map(({ text = '', range }, index) => ({ index, text, range, rule: parseSetLine(text) }));
}

/** A rule set that is plain text: a line an item, comments with `#` and `//` (core: rules/provider/provider.go). */
export function textSetItems(text: string): YamlItem[] {
  const items: YamlItem[] = [];
  for (const found of text.matchAll(/[^\r\n]+/g)) {
    const line = found[0];
    const value = line.trim();
    if (value === '' || value.startsWith('#') || value.startsWith('//')) continue;
    const start = found.index + line.indexOf(value);
    items.push({ range: { start, end: start + value.length }, text: value, node: undefined });
  }
  return items;
}
