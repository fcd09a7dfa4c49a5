import { jsonFromNode } from './node-notation.ts';

/**
 * Finds what is structured in a pasted error text: JSON bodies (also in Python's notation and in Node's, escaped, or inside the lines
 * of an event stream) and HTTP status codes.
 */

/** Most objects looked at, and the deepest nesting searched for one inside another. */
const maxObjects = 20;
const maxDepth = 5;

/** The objects written in a text, outermost first, nested ones included. */
export function objectsIn(text: string): Readonly<Record<string, unknown>>[] {
  const found = scan(text);
  // A text that was itself printed as a string has its quotes escaped.
  return found.length === 0 && text.includes('\\"') ? scan(text.replaceAll('\\"', '"')) : found;
}

function scan(text: string): Readonly<Record<string, unknown>>[] {
  const found: Readonly<Record<string, unknown>>[] = [];
  let from = 0;
  for (let tries = 0; tries < maxObjects; tries++) {
    const start = text.indexOf('{', from);
    if (start < 0) break;
    const end = closingBrace(text, start);
    const parsed = end < 0 ? undefined : parseLoosely(text.slice(start, end));
    if (parsed === undefined) {
      from = start + 1;
      continue;
    }
    collect(parsed, found, 0);
    from = end;
  }
  return found;
}

/** Index behind the brace that closes the one at `start`, or -1. Quotes of both kinds hide braces. */
function closingBrace(text: string, start: number): number {
  let depth = 0;
  /** Where a search for a closing quote ended in vain; none that begins before it ends before it. */
  const vain = { '"': 0, "'": 0 };
  for (let index = start; index < text.length; index++) {
    const char = text[index];
    if (char === '{') depth++;
    else if (char === '}' && --depth === 0) return index + 1;
    else if ((char === '"' || char === "'") && index >= vain[char]) {
      const end = endOfString(text, index, char);
      if (text[end] === char) index = end;
      else vain[char] = end;
    }
  }
  return -1;
}

/** Index of the quote that closes the one at `start`, or of the end of its line when none does. */
function endOfString(text: string, start: number, quote: string): number {
  let index = start + 1;
  while (index < text.length && text[index] !== quote && text[index] !== '\n') index += text[index] === '\\' ? 2 : 1;
  return index;
}

function parseLoosely(text: string): unknown {
  for (const form of [(): string => text, (): string => fromPython(text), (): string => jsonFromNode(text)]) {
    try {
      return JSON.parse(form());
    } catch {
      // The next notation.
    }
  }
  return undefined;
}

/** `{'error': {'message': 'x', 'code': 404, 'metadata': None}}` as the Python SDKs print a body. */
function fromPython(text: string): string {
  return text.replace(
    // A string that nothing closes is taken to the end, for else each of its quotes would be looked at again.
    /'((?:\\.|[^'\\])*)(?:'|$)|"((?:\\.|[^"\\])*)(?:"|$)|\b(None|True|False)\b/gs,
    (whole, single: string | undefined, double: string | undefined, word: string | undefined) => {
      if (word !== undefined) return word === 'None' ? 'null' : word.toLowerCase();
      if (whole.length === 1 || whole.at(-1) !== whole[0]) return whole;
      return JSON.stringify((single ?? double ?? '').replace(/\\(['"\\])/g, '$1').replace(/\\n/g, '\n'));
    },
  );
}

/** The object itself and every object inside it, also one written as JSON in a string. */
function collect(value: unknown, into: Readonly<Record<string, unknown>>[], depth: number): void {
  if (depth > maxDepth || into.length >= 100) return;
  if (typeof value === 'string') {
    if (!/^\s*\{/.test(value)) return;
    try {
      collect(JSON.parse(value), into, depth + 1);
    } catch {
      // A string that only begins like an object.
    }
  } else if (Array.isArray(value)) {
    for (const one of value.slice(0, 20)) collect(one, into, depth + 1);
  } else if (typeof value === 'object' && value !== null) {
    into.push(value as Readonly<Record<string, unknown>>);
    for (const one of Object.values(value).slice(0, 50)) collect(one, into, depth + 1);
  }
}

/** Ways programs write a status; the digits are the first group. */
const statusForms: readonly RegExp[] = [
  /\bHTTP\/[\d.]{1,3} ([345]\d\d)\b/,
  /\b(?:status(?: ?code)?|statusCode|Error code|http_status)["']?\s{0,2}[:=]?\s{0,2}([45]\d\d)\b/i,
  /\b(?:HTTP|error):?\s{1,2}\(?([45]\d\d)\b/i,
  /\b([45]\d\d) status code\b/i,
  /\[(?:HTTP )?([45]\d\d)\]/,
  /^[ \t]{0,40}"?([45]\d\d) [A-Z{]/m,
];

/** The first error status a text names, or undefined. */
export function statusIn(text: string): number | undefined {
  for (const form of statusForms) {
    const found = form.exec(text)?.[1];
    if (found !== undefined) return Number(found);
  }
  // Some programs print the reason phrase alone (RFC 6585, section 4).
  return /\berror\b.{0,60}\btoo many requests\b/i.test(text) ? 429 : undefined;
}

/** Sentences without a code that gateways and SDKs put in place of one, and the error type they stand for. */
const typeForms: readonly (readonly [RegExp, string])[] = [
  [/\bprovider returned (an )?error\b/i, 'provider_unavailable'],
  [/\bserver had an error (while )?processing your request\b|\binternal server error\b/i, 'server'],
  // Envoy's words when it gets no answer from behind it.
  [/\bupstream connect error or disconnect\/reset before headers\b/i, 'server'],
];

/** The error type of OpenRouter's list that a sentence stands for, or undefined. */
export function errorTypeIn(text: string): string | undefined {
  return typeForms.find(([form]) => form.test(text))?.[1];
}
