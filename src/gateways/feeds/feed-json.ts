/** The value as a list, or undefined. */
export function asList(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/**
 * Whether an object in a JSON text names a field twice. JSON.parse keeps the last one, so that a page could say two
 * things and be read as the better one (RFC 8259, 4). The text must have been parsed before.
 */
export function namesFieldTwice(text: string): boolean {
  /** The names met so far in each open object; null for an open list. */
  const open: (Set<string> | null)[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at];
    if (char === '{') open.push(new Set());
    else if (char === '[') open.push(null);
    else if (char === '}' || char === ']') open.pop();
    else if (char === '"') {
      const end = endOfString(text, at);
      const names = open.at(-1);
      if (names && isName(text, end)) {
        const written = text.slice(at, end);
        const name = written.includes('\\') ? String(JSON.parse(written)) : written.slice(1, -1);
        if (names.has(name)) return true;
        names.add(name);
      }
      at = end - 1;
    }
    at++;
  }
  return false;
}

/** The place after the closing quote of the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return Math.min(at + 1, text.length);
}

/** A name is the string that a colon follows. */
function isName(text: string, end: number): boolean {
  let at = end;
  while (at < text.length && /\s/.test(text[at] ?? '')) at++;
  return text[at] === ':';
}
