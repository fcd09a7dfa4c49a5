import * as net from 'node:net';
import { badLine, readHeadLines, type HeaderLine, type HeadProblem } from './head-lines.ts';
import { requestFraming, type Framing } from './framing.ts';

/** Where a request wants to go. */
export type RequestTarget =
  /** CONNECT: a tunnel. */
  | { form: 'authority'; host: string; port: number }
  /** A whole URL: to be forwarded. */
  | { form: 'absolute'; host: string; port: number; path: string }
  /** A path: meant for the shim itself. */
  | { form: 'origin'; path: string };

/** The head of a request that both sides read in the same way. */
export interface RequestHead {
  method: string;
  /** The minor version: 0 or 1. */
  minor: 0 | 1;
  target: RequestTarget;
  headers: readonly HeaderLine[];
  framing: Framing;
  /** Bytes the head took. */
  bytes: number;
}

const startLine = /^([!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}) ([\x21-\x7e]+) HTTP\/(\d)\.(\d)$/;
const maxTargetChars = 8 * 1024;

/**
 * Reads the head of one request, strictly. Pure.
 *
 * @returns undefined while it has no end yet.
 */
export function readRequestHead(bytes: Buffer, limitBytes: number): RequestHead | HeadProblem | undefined {
  const early = firstBytesProblem(bytes);
  if (early) return early;
  const lines = readHeadLines(bytes, limitBytes);
  if (!lines || 'code' in lines) return lines;
  const start = startLine.exec(lines.start);
  if (!start) return badLine(lines.start, 'BAD_START_LINE');
  const [, method = '', text = '', major, minor] = start;
  if (major !== '1' || (minor !== '0' && minor !== '1')) return { status: 505, code: 'BAD_VERSION' };
  if (text.length > maxTargetChars) return { status: 414, code: 'HEAD_TOO_LONG' };
  const target = method === 'CONNECT' ? readAuthority(text) : readTarget(text);
  if ('code' in target) return target;
  const hosts = lines.headers.filter(([name]) => name.length === 4 && name.toLowerCase() === 'host');
  // Two hosts are read as the first by one program and as the last by another (RFC 9112, 3.2).
  if (hosts.length > 1 || (hosts.length === 0 && minor === '1')) return { status: 400, code: 'BAD_HOST' };
  const framing = requestFraming(lines.headers, minor === '0' ? 0 : 1);
  if (framing.kind === 'bad') return { status: 400, code: 'BAD_FRAMING' };
  if (method === 'CONNECT' && framing.kind !== 'none') return { status: 400, code: 'BAD_FRAMING' };
  return { method, minor: minor === '0' ? 0 : 1, target, headers: lines.headers, framing, bytes: lines.bytes };
}

/** Programs that speak another protocol to this port are told so at once. */
function firstBytesProblem(bytes: Buffer): HeadProblem | undefined {
  const [first] = bytes;
  if (first === undefined || first === 0x0d) return undefined;
  // A TLS record, version 3.x.
  if (first === 0x16 && (bytes.length < 2 || bytes[1] === 3)) return { status: 400, code: 'TLS_TO_PLAIN_PORT' };
  // Methods begin with a letter; SOCKS with 4 or 5.
  if (first < 0x21 || first > 0x7e) return { status: 400, code: 'NOT_HTTP' };
  return undefined;
}

/** `host:port` of CONNECT; both are needed (RFC 9110, 9.3.6). */
function readAuthority(text: string): RequestTarget | HeadProblem {
  const found = hostAndPort(text);
  if (!found || found.port === undefined) return { status: 400, code: 'BAD_TARGET' };
  return { form: 'authority', host: found.host, port: found.port };
}

function readTarget(text: string): RequestTarget | HeadProblem {
  if (text.startsWith('/')) return { form: 'origin', path: text };
  if (text === '*') return { form: 'origin', path: '*' };
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return { status: 400, code: 'BAD_TARGET' };
  // Clients that send a whole https URL to a proxy want it to speak TLS for them, and would show it their key.
  if (scheme !== 'http') return { status: 501, code: 'UNSUPPORTED_SCHEME' };
  const rest = text.slice('http://'.length);
  const end = rest.search(/[/?]/);
  const found = hostAndPort(end === -1 ? rest : rest.slice(0, end));
  if (!found || rest.includes('#')) return { status: 400, code: 'BAD_TARGET' };
  const tail = end === -1 ? '/' : rest.slice(end);
  return { form: 'absolute', host: found.host, port: found.port ?? 80, path: tail.startsWith('/') ? tail : `/${tail}` };
}

/** Letters, digits and what names have; `[v6]`. No credentials, no percent-encoding, no other alphabets. */
const authority = /^(?:([A-Za-z0-9._-]{1,255})|\[([0-9A-Fa-f:.]{2,45})\])(?::(\d{1,5}))?$/;

/** A host in the one spelling that is compared and dialled: `0x7f.1` is `127.0.0.1`, letters are small. */
function hostAndPort(text: string): { host: string; port?: number } | undefined {
  const found = authority.exec(text);
  if (!found) return undefined;
  const [, name, v6, digits] = found;
  const port = digits === undefined ? undefined : Number(digits);
  if (port !== undefined && (port < 1 || port > 65_535)) return undefined;
  const host = canonicalHost(v6 === undefined ? (name as string) : `[${v6}]`);
  if (host === undefined) return undefined;
  return port === undefined ? { host } : { host, port };
}

/** Each label has a letter. Only one way to read a name: with two for each label, one that does not match takes for ever. */
const plainName = /^[a-z][a-z0-9-]*(?:\.[0-9-]*[a-z][a-z0-9-]*)*$/;
/** Labels that the URL parser looks into: a number in hexadecimal, another alphabet. */
const specialLabel = /(?:^|\.)(?:0x|xn--)/;

/** As the URL standard reads it, brackets and a last dot taken away; undefined when it is none. */
export function canonicalHost(text: string): string | undefined {
  // By far the most: nothing in it that the URL parser would change.
  if (net.isIPv4(text) || (plainName.test(text) && !specialLabel.test(text))) return text;
  const url = `http://${text}/`;
  if (!URL.canParse(url)) return undefined;
  const { hostname } = new URL(url);
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname.replace(/\.$/, '');
  // An empty label is a second spelling of the same name (`localhost..`), or of none.
  return /^\.|\.\.|\.$/.test(bare) || bare === '' ? undefined : bare;
}
