import { collect, kindOfPlain, maxDepth, NotReadable, type Leaf, type LeafReading, type TextCursor } from './leaf.ts';

/** Reads TOML 1.0: tables, lists of tables, dotted and quoted keys, inline tables, every form of string (toml.io). */
export function readTomlLeaves(text: string): LeafReading {
  return collect(text, (cursor, leaves) => {
    let table: readonly string[] = [];
    /** How many tables of each list there are. */
    const counts = new Map<string, number>();
    for (;;) {
      gap(cursor);
      if (cursor.done) return;
      if (cursor.peek() === '[') table = header(cursor, counts);
      else pair(cursor, table, leaves);
      cursor.take(/[ \t]+/y);
      cursor.take(/#[^\n]*/y);
      if (!cursor.done && cursor.take(/\r?\n/y) === '') throw new NotReadable();
    }
  });
}

function header(cursor: TextCursor, counts: Map<string, number>): readonly string[] {
  const list = cursor.peek(2) === '[[';
  cursor.at += list ? 2 : 1;
  const names = keys(cursor);
  if (cursor.take(list ? /\]\]/y : /\]/y) === '') throw new NotReadable();
  // A table below a list of tables belongs to the last of them.
  const path: string[] = [];
  names.forEach((name, index) => {
    path.push(name);
    const id = JSON.stringify(path);
    const count = counts.get(id);
    if (list && index === names.length - 1) {
      counts.set(id, (count ?? 0) + 1);
      path.push(String(count ?? 0));
    } else if (count !== undefined) path.push(String(count - 1));
  });
  return path;
}

function pair(cursor: TextCursor, table: readonly string[], leaves: Leaf[]): void {
  const path = [...table, ...keys(cursor)];
  if (cursor.take(/=[ \t]*/y) === '') throw new NotReadable();
  value(cursor, path, leaves);
}

function keys(cursor: TextCursor): string[] {
  const names: string[] = [];
  for (;;) {
    cursor.take(/[ \t]+/y);
    const quote = cursor.take(/["']/y);
    const name = quote === '' ? cursor.take(/[A-Za-z0-9_-]+/y) : cursor.quoted(quote, quote === '"');
    if (name === '' && quote === '') throw new NotReadable();
    names.push(name);
    cursor.take(/[ \t]+/y);
    if (names.length > maxDepth) throw new NotReadable();
    if (cursor.peek() !== '.') return names;
    cursor.at++;
  }
}

function value(cursor: TextCursor, path: readonly string[], leaves: Leaf[]): void {
  if (path.length > maxDepth) throw new NotReadable();
  const { line } = cursor;
  const quote = cursor.take(/"""|'''|"|'/y);
  if (quote !== '') {
    const whole = cursor.quoted(quote, quote.startsWith('"'), quote.length === 3);
    // A line break right behind the three quotes is not part of the text.
    leaves.push({ path, value: quote.length === 3 ? whole.replace(/^\r?\n/, '') : whole, kind: 'text', line });
    return;
  }
  if (cursor.peek() === '[') {
    cursor.at++;
    list(cursor, path, leaves);
    return;
  }
  if (cursor.peek() === '{') {
    cursor.at++;
    inlineTable(cursor, path, leaves);
    return;
  }
  const plain = cursor.take(/[\w.:+-]+/y);
  if (plain === '') throw new NotReadable();
  const kind = kindOfPlain(plain);
  leaves.push({ path, value: plain, kind, line });
}

function list(cursor: TextCursor, path: readonly string[], leaves: Leaf[]): void {
  for (let index = 0; ; index++) {
    gap(cursor);
    if (cursor.take(/\]/y) !== '') return;
    value(cursor, [...path, String(index)], leaves);
    gap(cursor);
    if (cursor.take(/,/y) === '' && cursor.peek() !== ']') throw new NotReadable();
  }
}

function inlineTable(cursor: TextCursor, path: readonly string[], leaves: Leaf[]): void {
  for (;;) {
    // TOML 1.1 lets an inline table go over several lines.
    gap(cursor);
    if (cursor.take(/\}/y) !== '') return;
    pair(cursor, path, leaves);
    gap(cursor);
    if (cursor.take(/,/y) === '' && cursor.peek() !== '}') throw new NotReadable();
  }
}

/** White space, line breaks and comments. */
function gap(cursor: TextCursor): void {
  while (cursor.take(/\s+|#[^\n]*/y) !== '');
}
