import { mask } from './mask.ts';
import { isSecretValue, secretName } from './secret-names.ts';
import type { SecretName } from './secret-names.ts';

/** Longest name looked at, and most escaping levels of a quote. */
const maxNameChars = 64;
const maxEscapes = 8;

interface Name {
  kind: SecretName;
  /** The name is the content of a quoted string: a JSON key. */
  quoted: boolean;
  /** The quote right before the name when it was not closed behind it (`-H 'Cookie: ...'`), and its escapes. */
  openQuote: string;
  openEscapes: number;
  inQuery: boolean;
}

/**
 * Masks values by their names, in whatever notation: header lines, JSON, dumps of objects, environment lines, query
 * strings, flags. Names are found from their separators, so the cost is linear in the text.
 */
export function redactNamedValues(text: string): string {
  const separators = /[:=,]|%3D/gi;
  const words = new WordEnds(text);
  let out = '';
  let done = 0;
  for (let found = separators.exec(text); found; found = separators.exec(text)) {
    const name = nameBefore(text, found.index);
    if (!name) continue;
    const value = valueAfter(text, separators.lastIndex, found[0], name, words);
    if (!value) continue;
    out += text.slice(done, value.start) + mask;
    done = value.end;
    separators.lastIndex = done;
  }
  return redactFlags(out + text.slice(done));
}

const secretFlags = new RegExp(
  '(?:(?<![\\w-])|(?<=\\\\[nrt]))' +
    '((?:--(?:[a-z]{1,20}-){0,3}(?:key|token|secret|password|passwd|user|auth)|-u|-U)[ \\t]{1,3})' +
    '("[^"\\r\\n]*"|\'[^\'\\r\\n]*\'|[^\\s"\'-][^\\s"\']*)',
  'g',
);

/** Values of command-line flags that stand behind a space, among them curl's `-u user:password`. */
function redactFlags(text: string): string {
  return text.replace(secretFlags, (all, flag: string, value: string) => {
    const userFlag = /(-u|-U|user)\s+$/.test(flag);
    if (userFlag && !value.includes(':')) return all;
    return value.includes(mask) ? all : `${flag}${mask}`;
  });
}

function nameBefore(text: string, separator: number): Name | undefined {
  let end = separator;
  for (let skipped = 0; skipped < 3 && /[ \t]/.test(text[end - 1] ?? ''); skipped++) end--;
  let quoted = false;
  if (/["'`]/.test(text[end - 1] ?? '')) {
    quoted = true;
    end--;
    for (let skipped = 0; skipped < maxEscapes && text[end - 1] === '\\'; skipped++) end--;
  }
  const before = text.slice(Math.max(0, end - maxNameChars), end);
  const letters = before.slice(lettersFrom(before));
  // Behind a backslash the first letter belongs to a newline or tab written as an escape.
  const escaped = /^[nrt]/.test(letters) && text[end - letters.length - 1] === '\\';
  const name = escaped ? letters.slice(1) : letters;
  if (name === '') return undefined;
  // "API key: ..." as people and error messages write it.
  const spoken = name.toLowerCase() === 'key' && /\bapi key$/i.test(before) ? 'api_key' : name;
  const kind = secretName(spoken);
  if (!kind) return undefined;
  const leadAt = end - name.length - 1;
  const lead = text[leadAt] ?? '';
  const openQuote = !quoted && /["'`]/.test(lead) ? lead : '';
  const encodedLead = text.slice(Math.max(0, end - name.length - 3), end - name.length);
  return {
    kind,
    quoted,
    openQuote,
    openEscapes: openQuote === '' ? 0 : escapesBefore(text, leadAt),
    inQuery: lead === '?' || lead === '&' || /%(3F|26)$/i.test(encodedLead) || name.startsWith('3F'),
  };
}

/** Where the letters of a name begin that stand at the end of a text; from behind, as every separator of a long text is asked. */
function lettersFrom(text: string): number {
  let at = text.length;
  while (at > 0 && isNameLetter(text.charCodeAt(at - 1))) at--;
  return at;
}

/** Letters, digits, `_`, `.` and `-`. */
function isNameLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95 || code === 46 || code === 45;
}

function valueAfter(
  text: string,
  from: number,
  separator: string,
  name: Name,
  words: WordEnds,
): { start: number; end: number } | undefined {
  let start = from;
  if (text[start] === '>') start++;
  while (start - from < 4 && /[ \t]/.test(text[start] ?? '')) start++;
  if (/^[bru]["']/.test(text.slice(start, start + 2))) start++;

  const open = /^(\\{0,8})(["'`])/.exec(text.slice(start, start + maxEscapes + 1));
  if (open) {
    start += open[0].length;
    const end = closingQuote(text, start, open[2] ?? '"', open[1]?.length ?? 0);
    const secret = isSecretValue(name.kind, text.slice(start, end), name.inQuery, true);
    return secret ? unlessMasked(text, start, end) : undefined;
  }
  // `['Authorization', 'Bearer ...']` of raw headers; a comma means nothing elsewhere.
  if (separator === ',') return undefined;
  const masked = text.startsWith(mask, start);
  if (masked && name.quoted) return undefined;
  if (text[start] === '[' && !masked) {
    return name.kind === 'header' ? { start, end: closingBracket(text, start) } : undefined;
  }
  const end = name.kind === 'header' ? endOfHeader(text, start, name) : words.after(start);
  const assigned = separator !== ':' && start === from;
  return isSecretValue(name.kind, text.slice(start, end), name.inQuery, assigned)
    ? unlessMasked(text, start, end)
    : undefined;
}

/** A value that is the mask already is left, so that scanning goes on behind it and nothing changes. */
function unlessMasked(text: string, start: number, end: number): { start: number; end: number } | undefined {
  return text.slice(start, end) === mask ? undefined : { start, end };
}

/** Where a quoted value ends: at its quote with no more escapes than it was opened with, or with the line. */
function closingQuote(text: string, from: number, quote: string, escapes: number): number {
  const stops = quote === '"' ? /["\r\n]/g : quote === "'" ? /['\r\n]/g : /[`\r\n]/g;
  stops.lastIndex = from;
  for (let stop = stops.exec(text); stop; stop = stops.exec(text)) {
    if (stop[0] !== quote) return stop.index;
    const run = Math.min(escapesBefore(text, stop.index), stop.index - from);
    if (run <= escapes) return stop.index - run;
  }
  return text.length;
}

/** Where a list ends, brackets inside quotes aside; an unclosed list ends with the text. */
function closingBracket(text: string, from: number): number {
  const marks = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\]/gs;
  marks.lastIndex = from;
  for (let one = marks.exec(text); one; one = marks.exec(text)) if (one[0] === ']') return marks.lastIndex;
  return text.length;
}

/** A header ends with its line, or with the quote its name was opened by; a newline can be written as an escape. */
function endOfHeader(text: string, from: number, { openQuote, openEscapes }: Name): number {
  const stops = /[\r\n"'`]|\\[rn]/g;
  stops.lastIndex = from;
  for (let stop = stops.exec(text); stop; stop = stops.exec(text)) {
    if (!/["'`]/.test(stop[0])) return stop.index;
    const escapes = escapesBefore(text, stop.index);
    if (stop[0] === openQuote && escapes <= openEscapes) return stop.index - escapes;
  }
  return text.length;
}

/** How many backslashes stand right before a place; no more than matter are counted. */
function escapesBefore(text: string, at: number): number {
  let run = 0;
  while (run <= maxEscapes && text[at - 1 - run] === '\\') run++;
  return run;
}

/** Ends of a bare value; a comma, or a newline written as an escape, counts when another named value follows. */
const wordStops = new RegExp(
  [
    '[\\s"\'`<>&]',
    '%26',
    '[,;](?=[ \\t]{0,2}[A-Za-z_][\\w.-]{0,40}[=:])',
    '\\\\[nrt](?=["\'\\\\ -]{0,8}[A-Za-z][\\w.-]{0,60}["\'\\\\]{0,4}[ \\t]{0,3}[=:])',
  ].join('|'),
  'gi',
);

/**
 * Where bare values end: at a space, a quote or the next parameter. The last answer is kept, so that a text of nothing
 * but `key=key=key=` is not read to its end from each of its places.
 */
class WordEnds {
  readonly #text: string;
  #from = 0;
  #end = -1;

  constructor(text: string) {
    this.#text = text;
  }

  after(start: number): number {
    if (start >= this.#from && start <= this.#end) return this.#end;
    wordStops.lastIndex = start;
    this.#from = start;
    this.#end = wordStops.exec(this.#text)?.index ?? this.#text.length;
    return this.#end;
  }
}
