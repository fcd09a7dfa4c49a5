/** One value of a configuration file with where it stands. A list's index is a name: `models`, `0`, `apiBase`. */
export interface Leaf {
  path: readonly string[];
  /** As the file means it, quotes and escapes undone. */
  value: string;
  /** `text` is a string; the others are spelt without quotes. */
  kind: 'text' | 'number' | 'boolean' | 'null';
  /** 1-based. */
  line: number;
}

/** What a reader made of a file. With a problem, `leaves` holds what stands before it. */
export interface LeafReading {
  leaves: readonly Leaf[];
  /** The first place that is not understood; 1-based. */
  problemLine?: number;
}

/** Deeper nesting than this is no configuration file. */
export const maxDepth = 40;

/** What ends reading: a text that is not of the format. */
export class NotReadable extends Error {}

/** The kind of a value that is spelt without quotes. */
export function kindOfPlain(text: string): Leaf['kind'] {
  if (/^(?:true|false)$/i.test(text)) return 'boolean';
  if (/^(?:null|~|)$/i.test(text)) return 'null';
  return /^[+-]?\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text) ? 'number' : 'text';
}

/** Undoes the escapes of a string in double quotes, as JSON, TOML and YAML share them. */
export function unescaped(text: string): string {
  const named: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', 0: '\0', e: '\u001b' };
  const escape = /\\(?:u([\da-fA-F]{4})|U([\da-fA-F]{8})|x([\da-fA-F]{2})|([\s\S]))/g;
  return text.replace(escape, (whole, four, eight, two, one: string) => {
    const hex = (four ?? eight ?? two) as string | undefined;
    if (hex === undefined) return Object.hasOwn(named, one) ? (named[one] ?? one) : one;
    const code = parseInt(hex, 16);
    return code > 0x10ffff ? whole : String.fromCodePoint(code);
  });
}

/** Moves through a text once and knows the line it is at. */
export class TextCursor {
  readonly text: string;
  at = 0;
  #counted = 0;
  #line = 1;

  constructor(text: string) {
    this.text = text;
  }

  /** 1-based line of the current place. */
  get line(): number {
    for (; this.#counted < this.at; this.#counted++) if (this.text[this.#counted] === '\n') this.#line++;
    return this.#line;
  }

  get done(): boolean {
    return this.at >= this.text.length;
  }

  peek(length = 1): string {
    return this.text.slice(this.at, this.at + length);
  }

  /** Takes what a sticky pattern matches here; empty when it does not. */
  take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  /** Goes behind the next occurrence. @throws NotReadable when there is none. */
  passBehind(end: string): string {
    const found = this.text.indexOf(end, this.at);
    if (found < 0) throw new NotReadable();
    const passed = this.text.slice(this.at, found);
    this.at = found + end.length;
    return passed;
  }

  /** Takes a string from behind its opening quote to behind its closing one, escapes undone. @throws NotReadable */
  quoted(quote: string, escapes: boolean, multiline = false): string {
    const from = this.at;
    for (; this.at < this.text.length; this.at++) {
      const one = this.text[this.at];
      if (one === '\n' && !multiline) break;
      if (escapes && one === '\\') this.at++;
      else if (one === quote[0] && this.text.startsWith(quote, this.at)) {
        const raw = this.text.slice(from, this.at);
        this.at += quote.length;
        return escapes ? unescaped(raw) : raw;
      }
    }
    throw new NotReadable();
  }
}

/** Runs a reader that adds to a list until the text ends or is not understood. */
export function collect(text: string, read: (cursor: TextCursor, leaves: Leaf[]) => void): LeafReading {
  const cursor = new TextCursor(text.startsWith('\uFEFF') ? text.slice(1) : text);
  const leaves: Leaf[] = [];
  try {
    read(cursor, leaves);
    return { leaves };
  } catch (error) {
    if (!(error instanceof NotReadable)) throw error;
    cursor.at = Math.min(cursor.at, cursor.text.length);
    return { leaves, problemLine: cursor.line };
  }
}
