import type { EntryFormat, EntryKey, EntryValue } from './entry-format.ts';
import { readJsonTree, type JsonMember, type JsonNode } from './json-tree.ts';
import { lineAt, lineEndOf, NotEditable, type TextEdit } from './text-edit.ts';

/** Entries of JSON, JSON with Comments and JSON5; new ones are written as plain JSON, indented as their neighbours. */
export const jsonEntries: EntryFormat = {
  name: 'JSON',
  read(text, key) {
    const found = memberAt(text, readJsonTree(text), key);
    if (!found) return undefined;
    const { value } = found.member.value;
    return typeof value === 'string' || typeof value === 'boolean' ? value : null;
  },
  set(text, key, value) {
    const root = readJsonTree(text);
    const found = memberAt(text, root, key);
    if (found) {
      const { start, end } = found.member.value;
      return [{ at: start, remove: end - start, insert: JSON.stringify(value) }];
    }
    if (!root) {
      const before = /\S\s*$/.test(text.replace(/^\uFEFF/, '')) && !text.endsWith('\n') ? lineEndOf(text) : '';
      return [{ at: text.length, remove: 0, insert: `${before}${objectText(key, value, '', '  ', lineEndOf(text))}${lineEndOf(text)}` }];
    }
    const { parent, rest } = deepest(text, root, key);
    return insertion(text, root, parent, rest, value);
  },
  remove(text, key) {
    const found = memberAt(text, readJsonTree(text), key);
    return found ? removal(text, found.parent, found.member) : [];
  },
  container(text, key) {
    const found = memberAt(text, readJsonTree(text), key);
    if (!found) return 'missing';
    const { start, end, members } = found.member.value;
    return members?.length === 0 && text.slice(start + 1, end - 1).trim() === '' ? 'empty' : 'filled';
  },
};

function memberAt(text: string, root: JsonNode | undefined, key: EntryKey): { parent: JsonNode; member: JsonMember } | undefined {
  if (!root) return undefined;
  const { parent, rest } = deepest(text, root, key.slice(0, -1));
  const member = rest.length === 0 ? parent.members?.find(({ name }) => name === key.at(-1)) : undefined;
  return member && { parent, member };
}

/** The innermost object that a key leads to, and the names that lead on from there. @throws NotEditable where one is no object. */
function deepest(text: string, root: JsonNode, key: EntryKey): { parent: JsonNode; rest: EntryKey } {
  let parent = root;
  for (let depth = 0; ; depth++) {
    if (!parent.members) throw new NotEditable(lineAt(text, parent.start));
    const next = depth < key.length ? parent.members.find(({ name }) => name === key[depth]) : undefined;
    if (!next) return { parent, rest: key.slice(depth) };
    parent = next.value;
  }
}

function insertion(text: string, root: JsonNode, parent: JsonNode, key: EntryKey, value: EntryValue): TextEdit[] {
  const end = lineEndOf(text);
  const { members = [] } = parent;
  const unit = unitOf(text, root);
  const last = members.at(-1);
  if (!last) return [intoEmpty(text, parent, (indent) => memberText(key, value, indent, unit, end), unit)];
  const indent = ownLineIndent(text, last.start);
  const comma = last.comma;
  const behind = comma === undefined ? last.value.end : comma + 1;
  if (indent === undefined) {
    const member = inlineMember(key, value);
    return [{ at: behind, remove: 0, insert: comma === undefined ? `, ${member}` : ` ${member},` }];
  }
  const member = `${end}${indent}${memberText(key, value, indent, unit, end)}`;
  const at = behindComments(text, behind);
  const edits: TextEdit[] = [{ at, remove: 0, insert: comma === undefined ? member : `${member},` }];
  if (comma === undefined) {
    // At one place they are one edit, so that their order is told.
    if (at === behind) return [{ at, remove: 0, insert: `,${member}` }];
    edits.push({ at: behind, remove: 0, insert: ',' });
  }
  return edits;
}

function intoEmpty(text: string, { start, end: behind }: JsonNode, member: (indent: string) => string, unit: string): TextEdit {
  const end = lineEndOf(text);
  const outer = /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', start) + 1))?.[0] ?? '';
  const inside = text.slice(start + 1, behind - 1);
  const line = `${end}${outer}${unit}${member(outer + unit)}`;
  if (inside.trim() === '') return { at: start + 1, remove: inside.length, insert: `${line}${end}${outer}` };
  const space = /\s*$/.exec(inside)?.[0] ?? '';
  return { at: behind - 1 - space.length, remove: 0, insert: space.includes('\n') ? line : `${line}${end}${outer}` };
}

/** The place behind comments that stand in the same line, where they belong to what is before. */
function behindComments(text: string, at: number): number {
  const rest = /^(?:[ \t]*\/\*(?:(?!\*\/)[^\r\n])*\*\/)*[ \t]*(?:\/\/[^\r\n]*)?(?=\r?\n|\r?$)/.exec(text.slice(at));
  return rest ? at + rest[0].trimEnd().length : at;
}

function removal(text: string, parent: JsonNode, member: JsonMember): TextEdit[] {
  const { members = [] } = parent;
  const before = members[members.indexOf(member) - 1];
  const behind = member.comma === undefined ? member.value.end : member.comma + 1;
  const lineStart = text.lastIndexOf('\n', member.start - 1) + 1;
  const after = /^[ \t]*(?:\r?\n|$)/.exec(text.slice(behind));
  const edits: TextEdit[] = [];
  const ownLine = ownLineIndent(text, member.start) !== undefined && after !== null && lineStart > 0;
  if (ownLine) edits.push({ at: lineStart, remove: behind + after[0].length - lineStart, insert: '' });
  else {
    const space = member.comma === undefined ? 0 : (/^[ \t]*/.exec(text.slice(behind))?.[0].length ?? 0);
    edits.push({ at: member.start, remove: behind + space - member.start, insert: '' });
  }
  // What was before it is the last one now.
  if (member.comma === undefined && before?.comma !== undefined) {
    const space = ownLine ? 0 : member.start - before.comma - 1;
    const inline = !ownLine && text.slice(before.comma + 1, member.start).trim() === '';
    edits.push({ at: before.comma, remove: inline ? 1 + space : 1, insert: '' });
  }
  return edits;
}

/** The indentation of something that begins its line; undefined when it does not. */
function ownLineIndent(text: string, at: number): string | undefined {
  const before = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return /^[ \t]*$/.test(before) && text.lastIndexOf('\n', at - 1) >= 0 ? before : undefined;
}

function unitOf(text: string, root: JsonNode): string {
  const [first] = root.members ?? [];
  return (first && ownLineIndent(text, first.start)) || '  ';
}

function memberText([name = '', ...rest]: EntryKey, value: EntryValue, indent: string, unit: string, end: string): string {
  return `${JSON.stringify(name)}: ${rest.length === 0 ? JSON.stringify(value) : objectText(rest, value, indent, unit, end)}`;
}

function objectText(key: EntryKey, value: EntryValue, indent: string, unit: string, end: string): string {
  const inner = indent + unit;
  return `{${end}${inner}${memberText(key, value, inner, unit, end)}${end}${indent}}`;
}

function inlineMember([name = '', ...rest]: EntryKey, value: EntryValue): string {
  return `${JSON.stringify(name)}: ${rest.length === 0 ? JSON.stringify(value) : `{${inlineMember(rest, value)}}`}`;
}
