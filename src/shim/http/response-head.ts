import { responseFraming, type Framing } from './framing.ts';
import { badLine, readHeadLines, type HeaderLine, type HeadProblem } from './head-lines.ts';

/** The head of a response. */
export interface ResponseHead {
  minor: 0 | 1;
  status: number;
  reason: string;
  headers: readonly HeaderLine[];
  framing: Framing;
  bytes: number;
}

const statusLine = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: ([\t\x20-\x7e\x80-\xff]*))?$/;

/**
 * Reads the head of one response, strictly: a server that confuses us would confuse the client. Pure.
 *
 * @param method of the request it answers.
 * @returns undefined while it has no end yet.
 */
export function readResponseHead(bytes: Buffer, limitBytes: number, method: string): ResponseHead | HeadProblem | undefined {
  const begun = bytes.toString('latin1', 0, 5);
  if (!'HTTP/'.startsWith(begun) && !begun.startsWith('\r')) return { status: 400, code: 'NOT_HTTP' };
  const lines = readHeadLines(bytes, limitBytes);
  if (!lines || 'code' in lines) return lines;
  const start = statusLine.exec(lines.start);
  if (!start) return badLine(lines.start, 'BAD_START_LINE');
  const status = Number(start[2]);
  const minor = start[1] === '0' ? 0 : 1;
  const framing = responseFraming(lines.headers, minor, status, method);
  if (framing.kind === 'bad') return { status: 400, code: 'BAD_FRAMING' };
  return { minor, status, reason: start[3] ?? '', headers: lines.headers, framing, bytes: lines.bytes };
}
