/**
 * The lines of an HTTP/1.1 head, read strictly: what one side may read as one header and the other as two is refused
 * (RFC 9112, sections 2.2, 5 and 11.2). Pure.
 */

/** A header as it was sent: its name's spelling, and the value without white space around it. */
export type HeaderLine = readonly [name: string, value: string];

/** Why a head is refused, with the status to answer. */
export interface HeadProblem {
  status: 400 | 413 | 414 | 431 | 501 | 505;
  code:
    | 'HEAD_TOO_LONG'
    | 'BAD_LINE_ENDING'
    | 'BAD_CHARACTER'
    | 'BAD_START_LINE'
    | 'BAD_HEADER'
    | 'BAD_TARGET'
    | 'BAD_HOST'
    | 'BAD_FRAMING'
    | 'BAD_VERSION'
    | 'NOT_HTTP'
    | 'TLS_TO_PLAIN_PORT'
    | 'UNSUPPORTED_SCHEME';
}

const maxHeaders = 200;
const tooLong: HeadProblem = { status: 431, code: 'HEAD_TOO_LONG' };
const headEnd = Buffer.from('\r\n\r\n', 'latin1');
/**
 * A name, a colon, and a value without control characters (RFC 9110, 5.5 and 5.6.2). The white space around the value is
 * taken off by hand: a pattern would try a long run at each place.
 */
const headerLine = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*$/;
/** A start line, and lines that each are a `headerLine`: looked at as a whole, and cut without a match a line. */
const goodHead = /^[^\r\n]*(?:\r\n[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*)*$/;

/** A head cut into lines: the start line, and the headers in order. */
export interface HeadLines {
  start: string;
  headers: HeaderLine[];
  /** Bytes the head took, its empty line included. */
  bytes: number;
}

/**
 * @returns undefined while the head has no end yet; a problem when it never will be one.
 */
export function readHeadLines(bytes: Buffer, limitBytes: number): HeadLines | HeadProblem | undefined {
  // One empty line before the start line is what old clients send behind a body (RFC 9112, 2.2).
  const from = bytes.length >= 2 && bytes[0] === 0x0d && bytes[1] === 0x0a ? 2 : 0;
  const end = bytes.indexOf(headEnd, from);
  if (end === -1) {
    if (bytes.length > limitBytes) return tooLong;
    return unfinishedProblem(bytes);
  }
  if (end > limitBytes) return tooLong;
  const text = bytes.toString('latin1', from, end);
  if (!goodHead.test(text)) return whatIsWrong(text);
  const headers: HeaderLine[] = [];
  const startEnd = text.indexOf('\r\n');
  for (let at = startEnd; at !== -1; ) {
    if (headers.length === maxHeaders) return tooLong;
    const colon = text.indexOf(':', at);
    const next = text.indexOf('\r\n', colon);
    headers.push([text.slice(at + 2, colon), withoutBlanks(text, colon + 1, next === -1 ? text.length : next)]);
    at = next;
  }
  return { start: startEnd === -1 ? text : text.slice(0, startEnd), headers, bytes: end + 4 };
}

function whatIsWrong(text: string): HeadProblem {
  const [start = '', ...lines] = text.split('\r\n');
  if (lines.length > maxHeaders) return tooLong;
  // A folded line, or white space before the colon, is read in two ways by two programs.
  const bad = lines.find((line) => !headerLine.test(line));
  return bad === undefined ? badLine(start, 'BAD_START_LINE') : badLine(bad, 'BAD_HEADER');
}

/** What is wrong with a line that was not understood. */
export function badLine(line: string, otherwise: 'BAD_HEADER' | 'BAD_START_LINE'): HeadProblem {
  if (/[\r\n]/.test(line)) return { status: 400, code: 'BAD_LINE_ENDING' };
  return { status: 400, code: /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(line) ? 'BAD_CHARACTER' : otherwise };
}

/** What can be said before the end: a line feed alone would otherwise be waited on until the clock ends it. */
function unfinishedProblem(bytes: Buffer): HeadProblem | undefined {
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) {
    if (at === 0 || bytes[at - 1] !== 0x0d) return { status: 400, code: 'BAD_LINE_ENDING' };
  }
  return undefined;
}

/** Blanks and tabs taken off both ends, and nothing else: `trim` takes a no-break space too, which others read as a letter. */
function withoutBlanks(text: string, from = 0, to = text.length): string {
  while (from < to && isBlank(text.charCodeAt(from))) from++;
  while (to > from && isBlank(text.charCodeAt(to - 1))) to--;
  return text.slice(from, to);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** The values of a header by its lower-case name, in order. */
export function valuesOf(headers: readonly HeaderLine[], name: string): string[] {
  const found: string[] = [];
  for (const [one, value] of headers) {
    if (one.length === name.length && one.toLowerCase() === name) found.push(value);
  }
  return found;
}

/** The first value of a header, or undefined. */
export function valueOf(headers: readonly HeaderLine[], name: string): string | undefined {
  for (const [one, value] of headers) {
    if (one.length === name.length && one.toLowerCase() === name) return value;
  }
  return undefined;
}

/** The members of a comma-separated header, lower case. */
export function tokensOf(headers: readonly HeaderLine[], name: string): string[] {
  return valuesOf(headers, name).flatMap((value) =>
    value
      .split(',')
      .map((one) => withoutBlanks(one).toLowerCase())
      .filter((one) => one !== ''),
  );
}
