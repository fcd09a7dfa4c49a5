import { isIPv6 } from 'node:net';
import { readChromiumProxyUri } from '../dialects/chromium-proxy-uri.ts';
import type { PacEntry } from './entry.ts';

/** A script's answer taken apart. */
export interface PacResult {
  entries: readonly PacEntry[];
  /** Elements that name nothing usable, as they stand; they are passed over without a word. */
  skipped: readonly string[];
}

/** Elements beyond this are not read; no list that people write is as long. */
const maxElements = 200;

/**
 * GetSchemeFromPacTypeInternal() of Chromium's net/base/proxy_string_util.cc: `SOCKS` is version 4. It knows QUIC, too,
 * and leaves such proxies out unless they are switched on there.
 */
const kinds: ReadonlyMap<string, PacEntry['kind']> = new Map([
  ['proxy', 'http'],
  ['https', 'https'],
  ['socks', 'socks4'],
  ['socks4', 'socks4'],
  ['socks5', 'socks5'],
  ['direct', 'direct'],
]);

/**
 * Takes what FindProxyForURL returned apart as Chromium does (net/proxy_resolution/proxy_list.cc SetFromPacString):
 * elements between semicolons, each a type and a host with or without a port. Only blanks and tabs are white space, so
 * that an element on a line of its own is not understood.
 */
export function parsePacResult(text: string): PacResult {
  const entries: PacEntry[] = [];
  const skipped: string[] = [];
  const elements = text.split(';').filter((element) => element !== '').slice(0, maxElements);
  for (const element of elements) {
    const entry = readElement(element.replace(/^[ \t]+|[ \t]+$/g, ''));
    if (entry) entries.push(entry);
    else if (element.trim() !== '') skipped.push(element.trim());
  }
  return { entries, skipped };
}

function readElement(element: string): PacEntry | undefined {
  const [, type = '', rest = ''] = /^([^ \t]*)[ \t]*(.*)$/s.exec(element) ?? [];
  const kind = kinds.get(type.toLowerCase());
  if (kind === undefined) return undefined;
  if (kind === 'direct') return rest === '' ? { kind, target: '' } : undefined;
  // Blanks before the port are passed over; other white space is part of no host. IPv6 may stand without its brackets.
  const authority = rest.replace(/[ \t]+(?=:[^:]*$)/, '');
  const beforePort = authority.slice(0, Math.max(0, authority.lastIndexOf(':')));
  const isOdd = beforePort.includes(':') && !beforePort.startsWith('[') && !isIPv6(beforePort);
  if (/\s/.test(authority) || isOdd) return undefined;
  const reading = readChromiumProxyUri(`${kind}://${authority}`);
  if (reading === 'direct' || 'problem' in reading) return undefined;
  const { hostname, port, protocol } = reading.url;
  return { kind, target: `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}` };
}
