import type { ToolName, ToolSetting } from '../proxy-settings.ts';
import { TextCursor } from './leaf.ts';
import { keptValue, variableMeaning } from './variable-meanings.ts';

/**
 * Reads a `.env` as dotenv does (motdotla/dotenv lib/main.js): `export` before a name, three kinds of quotes, texts of
 * several lines, comments. Only what bears on the network is kept, and of a key that it is set.
 */
export function parseEnvFile(text: string, file: string, tool: ToolName): ToolSetting[] {
  const cursor = new TextCursor(text.startsWith('\uFEFF') ? text.slice(1) : text);
  const settings: ToolSetting[] = [];
  for (; !cursor.done; cursor.take(/[^\n]*\n?/y)) {
    cursor.take(/[ \t]*(?:export[ \t]+)?/y);
    const { line } = cursor;
    const name = cursor.take(/[\w.-]+/y);
    if (name === '' || cursor.take(/[ \t]*(?:=|:[ \t])[ \t]*/y) === '') continue;
    const { value, plain } = valueAt(cursor);
    const meaning = variableMeaning(name);
    const kept = meaning && keptValue(name, meaning, value);
    if (meaning === undefined || kept === undefined) continue;
    const removable = meaning === 'verification' && plain;
    settings.push({ tool, name, value: kept, file, line, meaning, ...(removable && { removable }) });
  }
  return settings;
}

/** `plain` is false when the value goes over several lines. */
function valueAt(cursor: TextCursor): { value: string; plain: boolean } {
  const quote = /["'`]/.exec(cursor.peek())?.[0];
  const end = quote === undefined ? -1 : endOfQuote(cursor, quote);
  if (quote === undefined || end < 0) {
    const value = cursor.take(/[^\n#]*/y).trim();
    return { value: value.replace(/^(["'`])(.*)\1$/, '$2'), plain: true };
  }
  const inner = cursor.text.slice(cursor.at + 1, end);
  cursor.at = end + 1;
  const value = quote === '"' ? inner.replaceAll('\\n', '\n').replaceAll('\\r', '\r') : inner;
  return { value, plain: !inner.includes('\n') };
}

/** Where the quote that begins here ends, or -1: then it is part of the value. */
function endOfQuote(cursor: TextCursor, quote: string): number {
  const { text, at } = cursor;
  for (let index = at + 1; index < text.length; index++) {
    if (text[index] === '\\') index++;
    else if (text[index] === quote) return index;
    // More than this is no value, and looking on for each quote would take long.
    else if (index - at > 20_000) return -1;
  }
  return -1;
}
