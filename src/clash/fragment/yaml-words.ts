import type { GroupEntry, GroupValue } from './stable-group.ts';

/** How a text quotes where it need not. */
export type Quote = '' | "'" | '"';

/** Can stand without quotes, in both kinds of list, and is read as a text by every YAML (1.1 and 1.2). */
const plainInFlow = /^[\p{L}_][\p{L}\p{N}_./+-]*(?: [\p{L}\p{N}_./+-]+)*$/u;
const plainInBlock = /^[\p{L}_][\p{L}\p{N}_./+,=()|*-]*(?:[: ][\p{L}\p{N}_./+,=()|*-]+)*$/u;
/** What is a number, a truth or nothing without quotes. */
const notText = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf|[-+.]?[\d.].*)$/i;

/** A text as YAML has it. In `flow` commas and brackets need quotes too. */
export function yamlText(text: string, where: 'block' | 'flow', quote: Quote = ''): string {
  const needed = !(where === 'flow' ? plainInFlow : plainInBlock).test(text) || notText.test(text);
  // Only double quotes can hold what is no printable character.
  if (/[^\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]|[\ud800-\udfff]/u.test(text)) return JSON.stringify(text);
  if (quote === '"') return JSON.stringify(text);
  return needed || quote === "'" ? `'${text.replaceAll("'", "''")}'` : text;
}

function flowValue(value: GroupValue): string {
  if (typeof value === 'string') return yamlText(value, 'flow');
  return typeof value === 'object' ? `[${value.map((one) => yamlText(one, 'flow')).join(', ')}]` : String(value);
}

/** A group on one line: `{ name: X, type: fallback }`, with a space inside its braces or none. */
export function flowGroup(entries: readonly GroupEntry[], space = ' '): string {
  return `{${space}${entries.map(([key, value]) => `${key}: ${flowValue(value)}`).join(', ')}${space}}`;
}

/** A group on lines of its own, as an item of a list: `indent` stands before the dash, `gap` behind it. */
export function blockGroup(entries: readonly GroupEntry[], indent: string, end: string, gap = ' '): string {
  const pad = `${indent} ${' '.repeat(gap.length)}`;
  const lines = entries.flatMap(([key, value]) => {
    if (typeof value === 'string') return [`${key}: ${yamlText(value, 'block')}`];
    return typeof value === 'object' ? [`${key}:`, ...value.map((one) => `  - ${yamlText(one, 'block')}`)] : [`${key}: ${value}`];
  });
  return lines.map((line, index) => `${index === 0 ? `${indent}-${gap}` : pad}${line}${end}`).join('');
}

/** Rows as items of a list on lines. */
export function blockRows(rows: readonly string[], indent: string, end: string, { gap = ' ', quote = '' as Quote } = {}): string {
  return rows.map((row) => `${indent}-${gap}${yamlText(row, 'block', quote)}${end}`).join('');
}

/** Lines of a comment; nothing in it can end one. */
export function comments(lines: readonly string[], end = '\n', mark = '#'): string {
  return lines.map((line) => `${mark} ${line.replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, ' ')}`.trimEnd() + end).join('');
}
