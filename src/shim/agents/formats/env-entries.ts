import type { EntryFormat, EntryValue } from './entry-format.ts';
import { lineAt, lineEndOf, NotEditable } from './text-edit.ts';

/** One variable of a `.env` with its places; `end` is behind its value. */
interface Assignment {
  name: string;
  start: number;
  valueStart: number;
  end: number;
  value: string;
}

/**
 * Variables of a `.env`, as dotenv (Node) and dotenvy (Rust) both read it. The last of a name counts for either. What
 * they read differently, a quote that is not closed, is not edited.
 */
export const envEntries: EntryFormat = {
  name: '.env',
  read: (text, key) => last(text, key[0] ?? '')?.value,
  set(text, [name = ''], value) {
    const written = valueText(text, value);
    const there = last(text, name);
    if (there) return [{ at: there.valueStart, remove: there.end - there.valueStart, insert: written }];
    const end = lineEndOf(text);
    const before = text === '' || text === '\uFEFF' || text.endsWith('\n') ? '' : end;
    return [{ at: text.length, remove: 0, insert: `${before}${name}=${written}${end}` }];
  },
  remove(text, [name = '']) {
    const there = last(text, name);
    if (!there) return [];
    const rest = /^[^\n]*\n?/.exec(text.slice(there.end))?.[0].length ?? 0;
    return [{ at: there.start, remove: there.end + rest - there.start, insert: '' }];
  },
  container: () => 'filled',
};

function last(text: string, name: string): Assignment | undefined {
  return assignments(text).findLast((one) => one.name === name);
}

function assignments(text: string): Assignment[] {
  const found: Assignment[] = [];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length) {
    const [line = ''] = /^[^\n]*/.exec(text.slice(at)) ?? [];
    const head = /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*/.exec(line);
    if (!head) {
      at += line.length + 1;
      continue;
    }
    const valueStart = at + head[0].length;
    const { end, value } = valueAt(text, valueStart);
    found.push({ name: head[1] ?? '', start: at, valueStart, end, value });
    at = end + (/^[^\n]*/.exec(text.slice(end))?.[0].length ?? 0) + 1;
  }
  return found;
}

function valueAt(text: string, at: number): { end: number; value: string } {
  const quote = /["'`]/.exec(text[at] ?? '')?.[0];
  if (quote === undefined) {
    const [plain = ''] = /^[^\r\n#]*/.exec(text.slice(at)) ?? [];
    return { end: at + plain.trimEnd().length, value: plain.trim() };
  }
  for (let end = at + 1; end < text.length; end++) {
    if (text[end] === '\\') end++;
    else if (text[end] === quote) return { end: end + 1, value: text.slice(at + 1, end) };
  }
  throw new NotEditable(lineAt(text, at));
}

/** Quoted where plain text could end early. @throws NotEditable for a value that no quoting carries to both readers. */
function valueText(text: string, value: EntryValue): string {
  if (typeof value !== 'string' || /["'`\\$\r\n]/.test(value)) throw new NotEditable(lineAt(text, text.length));
  return /^[\w:/@.,*+%[\]-]+$/.test(value) ? value : `"${value}"`;
}
