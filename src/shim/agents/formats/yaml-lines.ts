import { readYamlLeaves } from '../../../path/sources/yaml-leaves.ts';
import { NotEditable } from './text-edit.ts';

/** A line of a YAML text; `end` is in front of its line break, `next` behind it. */
export interface YamlLine {
  start: number;
  end: number;
  next: number;
  text: string;
  /** Spaces before what stands in it; undefined for a line that is empty or a comment. */
  indent?: number;
}

/** The lines of a text. @throws NotEditable where it is not understood, or holds more than one document. */
export function yamlLines(text: string): YamlLine[] {
  const { problemLine } = readYamlLeaves(text);
  if (problemLine !== undefined) throw new NotEditable(problemLine);
  const lines: YamlLine[] = [];
  let begun = false;
  /** Lines indented deeper than this may be of a long text, where `#` begins no comment. */
  let blockIndent: number | undefined;
  for (let start = text.startsWith('\uFEFF') ? 1 : 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const next = newline < 0 ? text.length : newline + 1;
    const line = text.slice(start, newline < 0 ? next : newline).replace(/\r$/, '');
    const bare = line.trim();
    if (/^(?:---|\.\.\.)(?:\s|$)/.test(line)) {
      if (begun || bare !== '---') throw new NotEditable(lines.length + 1);
      lines.push({ start, end: start + line.length, next, text: line });
    } else {
      const indent = /^ */.exec(line)?.[0].length ?? 0;
      if (bare !== '' && blockIndent !== undefined && indent <= blockIndent) blockIndent = undefined;
      const comment = bare.startsWith('#') && blockIndent === undefined;
      const content = bare !== '' && !comment && !(line.startsWith('%') && !begun);
      lines.push({ start, end: start + line.length, next, text: line, ...(content && { indent }) });
      if (content) {
        begun = true;
        const [header] = /(?:^|[\s:-])[|>][-+\d]*(?=\s*(?:#.*)?$)/.exec(line) ?? [];
        // With "+", the empty lines behind it are part of it.
        if (header?.includes('+')) throw new NotEditable(lines.length);
        if (header !== undefined) blockIndent ??= indent;
      }
    }
    start = next;
  }
  return lines;
}

/** The lines that belong to the one at `index`: those indented deeper, and items of a list that stand as deep as its name. */
export function bodyOf(lines: readonly YamlLine[], index: number): { from: number; to: number } {
  const own = lines[index]?.indent ?? 0;
  let to = index + 1;
  for (let at = index + 1; at < lines.length; at++) {
    const { indent, text } = lines[at] ?? { text: '' };
    if (indent === undefined) continue;
    const item = indent === own && /^-(?:\s|$)/.test(text.slice(indent));
    if (indent <= own && !item) break;
    to = at + 1;
  }
  return { from: index + 1, to };
}

/** Where the entry of that name stands among lines of a mapping, at its own depth. @throws NotEditable when it is there twice. */
export function entryAt(lines: readonly YamlLine[], name: string, indent: number, from = 0, to = lines.length): number | undefined {
  const found: number[] = [];
  for (let at = from; at < to; at++) {
    const line = lines[at];
    if (line?.indent === indent && new RegExp(`^(["']?)${name}\\1\\s*:(?:\\s|$)`).test(line.text.slice(indent))) found.push(at);
  }
  if (found.length > 1) throw new NotEditable((found[1] ?? 0) + 1);
  return found[0];
}

/** What stands behind the name of a line, without a comment. */
export function valueOf(line: YamlLine): string {
  const value = line.text.slice(line.text.indexOf(':', line.indent ?? 0) + 1);
  return value.replace(/^\s*#.*$|\s+#.*$/, '').trim();
}
