import { collect, kindOfPlain, maxDepth, NotReadable, type Leaf, type LeafReading, type TextCursor } from './leaf.ts';

/** Reads JSON as editors and agents write it: with comments and commas behind the last item (JSON with Comments). */
export function readJsonLeaves(text: string): LeafReading {
  return collect(text, (cursor, leaves) => {
    gap(cursor);
    if (cursor.done) return;
    value(cursor, [], leaves);
    gap(cursor);
    if (!cursor.done) throw new NotReadable();
  });
}

function value(cursor: TextCursor, path: readonly string[], leaves: Leaf[]): void {
  if (path.length > maxDepth) throw new NotReadable();
  const { line } = cursor;
  const first = cursor.peek();
  if (first === '{' || first === '[') {
    cursor.at++;
    items(cursor, path, leaves, first === '{');
    return;
  }
  if (first === '"') {
    leaves.push({ path, value: text(cursor), kind: 'text', line });
    return;
  }
  const plain = cursor.take(/[\w.+-]+/y);
  const kind = kindOfPlain(plain);
  if (plain === '' || kind === 'text') throw new NotReadable();
  leaves.push({ path, value: plain, kind, line });
}

function items(cursor: TextCursor, path: readonly string[], leaves: Leaf[], named: boolean): void {
  const end = named ? '}' : ']';
  for (let index = 0; ; index++) {
    gap(cursor);
    if (cursor.peek() === end) {
      cursor.at++;
      return;
    }
    let name = String(index);
    if (named) {
      name = text(cursor);
      gap(cursor);
      if (cursor.peek() !== ':') throw new NotReadable();
      cursor.at++;
      gap(cursor);
    }
    value(cursor, [...path, name], leaves);
    gap(cursor);
    if (cursor.peek() === ',') cursor.at++;
    else if (cursor.peek() !== end) throw new NotReadable();
  }
}

function text(cursor: TextCursor): string {
  if (cursor.peek() !== '"') throw new NotReadable();
  cursor.at++;
  return cursor.quoted('"', true);
}

/** White space and comments. */
function gap(cursor: TextCursor): void {
  for (;;) {
    cursor.take(/\s+/y);
    if (cursor.peek(2) === '//') cursor.take(/[^\n]*/y);
    else if (cursor.peek(2) === '/*') cursor.passBehind('*/');
    else return;
  }
}
