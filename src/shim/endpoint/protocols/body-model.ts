/**
 * What stands on the top level of a request's JSON, read from its bytes. Prompts are long and nobody's business here: they
 * are skipped, not parsed. Whether the rest is JSON is for the gateway to say.
 */

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** Where the value of a member stands. */
interface Member {
  name: string;
  start: number;
  end: number;
}

/** Longest value that is read of a member that was asked for. */
const maxValueBytes = 16 * 1024;

/** Behind so many bytes the end of a string is looked for natively. */
const nativeBehind = 64;

/**
 * Reads members of the top level; of those that stand there twice the last, as JSON.parse does. Members whose value is no
 * JSON, or is longer than 16 KiB, are left out.
 *
 * @returns undefined where the body is no JSON object.
 */
export function readTopLevel(body: Buffer, names: readonly string[]): Readonly<Record<string, unknown>> | undefined {
  const members = membersOf(body, names);
  if (!members) return undefined;
  const values: Record<string, unknown> = {};
  for (const { name, start, end } of members) {
    delete values[name];
    if (end - start > maxValueBytes) continue;
    try {
      values[name] = JSON.parse(body.toString('utf8', start, end));
    } catch {
      // It is not what it should be, and the gateway will say so.
    }
  }
  return values;
}

/**
 * The body with another model, and every other byte as it was. Where no model is named it is put in front.
 *
 * @throws SyntaxError where the body is no JSON object.
 */
export function withModel(body: Buffer, model: string): Buffer {
  const members = membersOf(body, ['model']);
  if (!members) throw new SyntaxError('The body is not a JSON object.');
  const value = Buffer.from(JSON.stringify(model), 'utf8');
  const parts: Buffer[] = [];
  let at = 0;
  for (const { start, end } of members) {
    parts.push(body.subarray(at, start), value);
    at = end;
  }
  if (members.length === 0) {
    at = body.indexOf(openBrace) + 1;
    const empty = body[skipBlanks(body, at)] === closeBrace;
    parts.push(body.subarray(0, at), Buffer.from('"model":'), value, Buffer.from(empty ? '' : ','));
  }
  parts.push(body.subarray(at));
  return Buffer.concat(parts);
}

/** The members of these names, in their order; undefined where the body is no JSON object. */
function membersOf(body: Buffer, names: readonly string[]): Member[] | undefined {
  const members: Member[] = [];
  let at = skipBlanks(body, 0);
  if (body[at] !== openBrace) return undefined;
  at = skipBlanks(body, at + 1);
  if (body[at] === closeBrace) return skipBlanks(body, at + 1) === body.length ? members : undefined;
  for (;;) {
    if (body[at] !== quote) return undefined;
    const keyEnd = stringEnd(body, at + 1);
    if (keyEnd < 0) return undefined;
    const name = keyAt(body, at, keyEnd);
    if (name === undefined) return undefined;
    at = skipBlanks(body, keyEnd + 1);
    if (body[at] !== colon) return undefined;
    const start = skipBlanks(body, at + 1);
    const end = valueEnd(body, start);
    if (end <= start) return undefined;
    if (names.includes(name)) members.push({ name, start, end });
    at = skipBlanks(body, end);
    const next = body[at];
    if (next === closeBrace) return skipBlanks(body, at + 1) === body.length ? members : undefined;
    if (next !== comma) return undefined;
    at = skipBlanks(body, at + 1);
  }
}

/** A key with its escapes undone: `"\u006dodel"` is `model` to every parser. Undefined where it is no JSON. */
function keyAt(body: Buffer, start: number, end: number): string | undefined {
  const raw = body.toString('utf8', start, end + 1);
  if (!raw.includes('\\')) return raw.slice(1, -1);
  try {
    return JSON.parse(raw) as string;
  } catch {
    return undefined;
  }
}

function skipBlanks(body: Buffer, from: number): number {
  let at = from;
  for (let byte = body[at]; byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09; byte = body[at]) at++;
  return at;
}

/** The position of the quote that ends the string whose first byte is at `from`, or -1. */
function stringEnd(body: Buffer, from: number): number {
  let at = from;
  for (;;) {
    // Short strings, and code with its many escapes, are quicker byte by byte.
    for (const near = Math.min(body.length, at + nativeBehind); at < near; at++) {
      const byte = body[at];
      if (byte === quote) return at;
      if (byte === backslash) at++;
    }
    const next = body.indexOf(quote, at);
    if (next < 0) return -1;
    let escapes = 0;
    while (next - 1 - escapes >= at && body[next - 1 - escapes] === backslash) escapes++;
    if (escapes % 2 === 0) return next;
    at = next + 1;
  }
}

/** The position behind the value that begins at `from`, or -1. */
function valueEnd(body: Buffer, from: number): number {
  const first = body[from];
  if (first === quote) return stringEnd(body, from + 1) + 1;
  if (first === openBrace || first === openBracket) return nestedEnd(body, from);
  let at = from;
  for (let byte = body[at]; byte !== undefined && byte > 0x20 && byte !== comma && byte !== closeBrace && byte !== closeBracket; byte = body[at]) at++;
  return at;
}

/** The position behind the array or object that begins at `from`, or -1. */
function nestedEnd(body: Buffer, from: number): number {
  let depth = 0;
  for (let at = from; at < body.length; at++) {
    const byte = body[at];
    if (byte === quote) {
      at = stringEnd(body, at + 1);
      if (at < 0) return -1;
    } else if (byte === openBrace || byte === openBracket) depth++;
    else if ((byte === closeBrace || byte === closeBracket) && --depth === 0) return at + 1;
  }
  return -1;
}
