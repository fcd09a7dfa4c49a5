/** JSON with comments as a value, and where each part of it stands. Pure. */
import { NotEditable } from '../../agents/formats/text-edit.ts';
import { readJsonTree, type JsonNode } from '../../agents/formats/json-tree.ts';
import type { JsonPath } from './chain-problem.ts';

/** UTF-16 offsets; `end` is behind the last character. */
export interface Span {
  start: number;
  end: number;
}

export interface JsonDocument {
  value: unknown;
  /** Where a name or a value stands; of what is not there, the innermost thing around it. */
  spanOf(path: JsonPath, at: 'name' | 'value'): Span;
  /** What only JSON5 has: names and texts without double quotation marks, numbers of other kinds. */
  loose: readonly Span[];
}

/** Reads a text; where it is no JSON, tells the first place that is not understood. Never throws. */
export function readJsonDocument(text: string): JsonDocument | { fault: Span } {
  let root: JsonNode | undefined;
  try {
    root = readJsonTree(text);
  } catch (error) {
    if (!(error instanceof NotEditable)) throw error;
    const start = Math.min(error.at ?? 0, text.length);
    return { fault: { start, end: Math.min(start + 1, text.length) } };
  }
  if (!root) return { fault: { start: 0, end: text.length } };
  const whole = root;
  return { value: valueOf(whole), spanOf: (path, at) => spanOf(text, whole, path, at), loose: [...looseIn(text, whole)] };
}

function valueOf(node: JsonNode): unknown {
  if (node.members) return Object.fromEntries(node.members.map(({ name, value }) => [name, valueOf(value)]));
  return node.items ? node.items.map(valueOf) : node.value;
}

function spanOf(text: string, root: JsonNode, path: JsonPath, at: 'name' | 'value'): Span {
  let node = root;
  for (const [depth, step] of path.entries()) {
    const member = typeof step === 'string' ? node.members?.find(({ name }) => name === step) : undefined;
    const next = typeof step === 'number' ? node.items?.[step] : member?.value;
    if (!next) break;
    if (member && at === 'name' && depth === path.length - 1) return { start: member.start, end: nameEnd(text, member.start) };
    node = next;
  }
  return { start: node.start, end: node.end };
}

/** Behind a name, which is in quotes or a plain word. */
function nameEnd(text: string, start: number): number {
  const name = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[\w$]+)/s.exec(text.slice(start, start + 1_000))?.[0] ?? '';
  return start + Math.max(1, name.length);
}

function* looseIn(text: string, node: JsonNode): Generator<Span> {
  for (const { start, value } of node.members ?? []) {
    if (text[start] !== '"') yield { start, end: nameEnd(text, start) };
    yield* looseIn(text, value);
  }
  for (const item of node.items ?? []) yield* looseIn(text, item);
  if (!node.members && !node.items && !isPlainJson(text.slice(node.start, node.end))) yield { start: node.start, end: node.end };
}

function isPlainJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
