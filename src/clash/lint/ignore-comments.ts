import { lineStart } from './edits/line.ts';
import type { LintRule } from './problem.ts';

const comment = /(?:^|[ \t])#[ \t]*gatehouse-ignore[ \t]+([^\r\n]+)/gm;

/**
 * What comments switch off: `# gatehouse-ignore ID` at the end of a line, or in a line of its own above it. Several ids
 * or codes are parted by commas or blanks; what stands behind ` -- ` is the writer's reason.
 *
 * @returns whether a rule is silent at an offset.
 */
export function readIgnored(text: string): (offset: number, rule: Pick<LintRule, 'id' | 'code'>) => boolean {
  const byLine = new Map<number, Set<string>>();
  if (!text.includes('gatehouse-ignore')) return () => false;
  for (const match of text.matchAll(comment)) {
    const start = lineStart(text, match.index);
    const words = (match[1] ?? '').split(/\s--(?:\s|$)/)[0]?.split(/[\s,]+/).filter(Boolean) ?? [];
    const alone = /^[ \t]*$/.test(text.slice(start, match.index));
    const line = alone ? lineBelow(text, start) : start;
    const ids = byLine.get(line) ?? new Set();
    for (const word of words) ids.add(word.toLowerCase());
    byLine.set(line, ids);
  }
  return (offset, { id, code }) => {
    const ids = byLine.get(lineStart(text, offset));
    return ids !== undefined && (ids.has(id) || ids.has(code.toLowerCase()));
  };
}

/** The start of the next line that is neither blank nor a comment. */
function lineBelow(text: string, from: number): number {
  let start = from;
  for (;;) {
    const feed = text.indexOf('\n', start);
    if (feed === -1) return text.length;
    start = feed + 1;
    const line = text.slice(start, text.indexOf('\n', start) === -1 ? text.length : text.indexOf('\n', start));
    if (!/^[ \t\r]*(?:#|$)/.test(line)) return start;
  }
}
