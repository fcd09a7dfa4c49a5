import { kindOfPlain, maxDepth, NotReadable, TextCursor } from '../../../path/sources/leaf.ts';
import { lineAt, NotEditable } from './text-edit.ts';

/** A value of a JSON text and where it stands. `end` is the place behind it. */
export interface JsonNode {
  start: number;
  end: number;
  /** Of an object alone, in their order. */
  members?: readonly JsonMember[];
  /** Of a list alone. */
  items?: readonly JsonNode[];
  /** Of anything else; a list or null is null here. */
  value?: string | number | boolean | null;
}

export interface JsonMember {
  name: string;
  start: number;
  value: JsonNode;
  /** The place of the comma behind it; the last one may have none. */
  comma?: number;
}

/**
 * Reads JSON with the places of everything: with comments and commas behind the last item (JSON with Comments), with
 * names without quotes and texts in single ones (JSON5). Undefined for a text with nothing but white space and comments.
 *
 * @throws NotEditable for anything else, and for an object that has a name twice.
 */
export function readJsonTree(text: string): JsonNode | undefined {
  const cursor = new TextCursor(text);
  if (text.startsWith('\uFEFF')) cursor.at = 1;
  try {
    gap(cursor);
    if (cursor.done) return undefined;
    const root = node(cursor, 0);
    gap(cursor);
    if (!cursor.done) throw new NotReadable();
    return root;
  } catch (error) {
    if (!(error instanceof NotReadable)) throw error;
    const at = Math.min(cursor.at, text.length);
    throw new NotEditable(lineAt(text, at), at);
  }
}

function node(cursor: TextCursor, depth: number): JsonNode {
  if (depth > maxDepth) throw new NotReadable();
  const start = cursor.at;
  const first = cursor.peek();
  if (first === '{') {
    const members = object(cursor, depth);
    return { start, end: cursor.at, members };
  }
  if (first === '[') {
    const items = list(cursor, depth);
    return { start, end: cursor.at, items, value: null };
  }
  if (first === '"' || first === "'") {
    const value = quoted(cursor);
    return { start, end: cursor.at, value };
  }
  const plain = cursor.take(/[\w.+-]+/y);
  const kind = kindOfPlain(plain);
  if (plain === '' || (kind === 'text' && !/^[+-]?(?:0x[\da-f]+|\.\d+|\d+\.|Infinity|NaN)$/i.test(plain))) throw new NotReadable();
  const value = kind === 'boolean' ? plain === 'true' : kind === 'null' ? null : Number(plain);
  return { start, end: cursor.at, value };
}

function object(cursor: TextCursor, depth: number): JsonMember[] {
  const members: JsonMember[] = [];
  const names = new Set<string>();
  cursor.at++;
  for (;;) {
    gap(cursor);
    if (cursor.peek() === '}') {
      cursor.at++;
      return members;
    }
    const start = cursor.at;
    const name = /["']/.test(cursor.peek()) ? quoted(cursor) : cursor.take(/[A-Za-z_$][\w$]*/y);
    if ((name === '' && cursor.at === start) || names.has(name)) {
      cursor.at = start;
      throw new NotReadable();
    }
    names.add(name);
    gap(cursor);
    if (cursor.peek() !== ':') throw new NotReadable();
    cursor.at++;
    gap(cursor);
    const member: JsonMember = { name, start, value: node(cursor, depth + 1) };
    members.push(member);
    gap(cursor);
    if (cursor.peek() === ',') member.comma = cursor.at++;
    else if (cursor.peek() !== '}') throw new NotReadable();
  }
}

function list(cursor: TextCursor, depth: number): JsonNode[] {
  const items: JsonNode[] = [];
  cursor.at++;
  for (;;) {
    gap(cursor);
    if (cursor.peek() === ']') {
      cursor.at++;
      return items;
    }
    items.push(node(cursor, depth + 1));
    gap(cursor);
    if (cursor.peek() === ',') cursor.at++;
    else if (cursor.peek() !== ']') throw new NotReadable();
  }
}

function quoted(cursor: TextCursor): string {
  const quote = cursor.peek();
  cursor.at++;
  return cursor.quoted(quote, true);
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
