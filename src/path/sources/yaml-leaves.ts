import { collect, kindOfPlain, maxDepth, NotReadable, TextCursor, type Leaf, type LeafReading } from './leaf.ts';

/** An open mapping entry or list item: what is indented deeper belongs to it. */
interface Frame {
  indent: number;
  path: readonly string[];
  /** Position in its list; absent for an entry of a mapping. */
  index?: number;
}

/**
 * Reads the YAML that people write into configuration files: mappings, lists, quoted and plain values, flow
 * collections of one line; long texts are passed over, aliases are left out. Anything else ends reading there.
 */
export function readYamlLeaves(text: string): LeafReading {
  return collect(text, (cursor, leaves) => {
    const frames: Frame[] = [];
    /** Lines indented deeper than this are a long text. */
    let blockIndent: number | undefined;
    let begun = false;
    while (!cursor.done) {
      const start = cursor.at;
      const line = cursor.take(/[^\n]*/y).replace(/\r$/, '');
      const end = cursor.at + 1;
      cursor.at = start;
      const indent = /^ */.exec(line)?.[0].length ?? 0;
      const inBlock = blockIndent !== undefined && (line.trim() === '' || indent > blockIndent);
      if (!inBlock) {
        blockIndent = undefined;
        const bare = line.trim();
        // Only the first document of a file is a configuration.
        if (/^(?:---|\.\.\.)(?:\s|$)/.test(line) && begun) return;
        if (bare !== '' && !bare.startsWith('#') && !/^(?:---|%)/.test(line)) {
          begun = true;
          if (/^ *\t/.test(line)) throw new NotReadable();
          if (content(line, indent, cursor.line, frames, leaves)) blockIndent = frames.at(-1)?.indent ?? indent;
        }
      }
      cursor.at = end;
    }
  });
}

/** One line from its indentation on. Returns true when a long text (`|`, `>`) begins. */
function content(line: string, indent: number, number: number, frames: Frame[], leaves: Leaf[]): boolean {
  let column = indent;
  while (/^-(?:\s|$)/.test(line.slice(column, column + 2))) {
    openItem(frames, column);
    const rest = line.slice(column + 1);
    const skipped = /^\s*/.exec(rest)?.[0].length ?? 0;
    if (rest.trim() === '' || rest.trim().startsWith('#')) return false;
    column += 1 + skipped;
  }
  const rest = line.slice(column);
  const key = keyOf(rest);
  if (key) {
    openEntry(frames, column, key.name);
    return scalar(rest.slice(key.length), frames, number, leaves);
  }
  const top = frames.at(-1);
  if (!top) throw new NotReadable();
  if (column > indent) return scalar(rest, frames, number, leaves);
  // A plain text that goes on in the next line.
  const last = leaves.at(-1);
  if (!last || last.kind !== 'text' || indent <= top.indent) throw new NotReadable();
  last.value = `${last.value} ${withoutComment(rest)}`;
  return false;
}

function openItem(frames: Frame[], indent: number): void {
  while ((frames.at(-1)?.indent ?? -1) > indent) frames.pop();
  const top = frames.at(-1);
  if (top?.index !== undefined && top.indent === indent) {
    frames.pop();
    const index = top.index + 1;
    frames.push({ indent, path: [...top.path.slice(0, -1), String(index)], index });
  } else push(frames, { indent, path: [...(top?.path ?? []), '0'], index: 0 });
}

function openEntry(frames: Frame[], indent: number, name: string): void {
  while ((frames.at(-1)?.indent ?? -1) >= indent) frames.pop();
  push(frames, { indent, path: [...(frames.at(-1)?.path ?? []), name] });
}

function push(frames: Frame[], frame: Frame): void {
  if (frame.path.length > maxDepth) throw new NotReadable();
  frames.push(frame);
}

/** The key a text begins with, and how long it is with its colon. */
function keyOf(text: string): { name: string; length: number } | undefined {
  const quote = text[0];
  if (quote === '"' || quote === "'") {
    const cursor = new TextCursor(text);
    cursor.at = 1;
    const name = cursor.quoted(quote, quote === '"');
    return cursor.take(/\s*:(?=\s|$)/y) === '' ? undefined : { name, length: cursor.at };
  }
  if (/^[{[&*!|>%@`,#]/.test(text)) return undefined;
  const colon = /:(?=\s|$)/.exec(text)?.index;
  if (colon === undefined || / #/.test(text.slice(0, colon))) return undefined;
  return { name: text.slice(0, colon).trim(), length: colon + 1 };
}

const anchorOrTag = /^[&!]\S*(?:\s+|$)/;

function scalar(text: string, frames: readonly Frame[], line: number, leaves: Leaf[]): boolean {
  const path = frames.at(-1)?.path ?? [];
  // Anchors and tags say nothing about the value itself.
  let rest = text.trim();
  for (let mark = anchorOrTag.exec(rest); mark; mark = anchorOrTag.exec(rest)) rest = rest.slice(mark[0].length);
  if (rest === '' || rest.startsWith('#') || rest.startsWith('*')) return false;
  if (/^[|>][-+\d]*(?:\s|$)/.test(rest)) return true;
  if (/^["'{[]/.test(rest)) {
    const cursor = new TextCursor(rest);
    flow(cursor, path, line, leaves);
    if (!/^\s*(?:#|$)/.test(rest.slice(cursor.at))) throw new NotReadable();
    return false;
  }
  const plain = withoutComment(rest);
  leaves.push({ path, value: plain, kind: kindOfPlain(plain), line });
  return false;
}

/** A quoted value or a flow collection that ends in its line. */
function flow(cursor: TextCursor, path: readonly string[], line: number, leaves: Leaf[]): void {
  if (path.length > maxDepth) throw new NotReadable();
  const first = cursor.take(/["'{[]/y);
  if (first === '"') {
    leaves.push({ path, value: cursor.quoted('"', true), kind: 'text', line });
  } else if (first === "'") {
    let value = cursor.quoted("'", false);
    while (cursor.take(/'/y) !== '') value += `'${cursor.quoted("'", false)}`;
    leaves.push({ path, value, kind: 'text', line });
  } else if (first === '') {
    const plain = cursor.take(/[^,{}[\]]*/y).trim();
    leaves.push({ path, value: plain, kind: kindOfPlain(plain), line });
  } else {
    const end = first === '{' ? '}' : ']';
    for (let index = 0; ; index++) {
      cursor.take(/\s+/y);
      if (cursor.peek() === end) break;
      let name = String(index);
      if (end === '}') {
        const quote = cursor.take(/["']/y);
        name = quote === '' ? cursor.take(/[^:,{}[\]"']+/y).trim() : cursor.quoted(quote, quote === '"');
        if (cursor.take(/\s*:\s*/y) === '') throw new NotReadable();
      }
      flow(cursor, [...path, name], line, leaves);
      cursor.take(/\s+/y);
      if (cursor.take(/,/y) === '' && cursor.peek() !== end) throw new NotReadable();
    }
    cursor.at++;
  }
}

function withoutComment(text: string): string {
  return text.replace(/\s#.*$/, '').trim();
}
