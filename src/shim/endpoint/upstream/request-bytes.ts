import { proxyAuthorization } from '../../../path/http-connect.ts';
import type { HeaderLine } from '../../http/head-lines.ts';
import { tokensOf } from '../../http/head-lines.ts';
import type { Decision } from '../../route/decide.ts';
import type { TargetGateway } from '../chains/chain.ts';

/**
 * Headers of the caller that are not sent on: what is between two neighbours (RFC 9110, 7.6.1), what is said anew, and
 * whatever could carry a key or a cookie that belongs to the shim and not to this gateway.
 */
const notSentOn = new Set([
  'connection',
  'proxy-connection',
  'keep-alive',
  'te',
  'trailer',
  'upgrade',
  'transfer-encoding',
  'content-length',
  'expect',
  'host',
  'authorization',
  'proxy-authorization',
  'proxy-authenticate',
  'x-api-key',
  'api-key',
  'x-goog-api-key',
  'cookie',
  // Answers are read on their way through, and are small.
  'accept-encoding',
  // The body was decoded.
  'content-encoding',
  'origin',
  'referer',
]);

/** `HTTP-Referer` is OpenRouter's and goes on; a header meant for the shim alone does not. */
const own = 'x-gatehouse-';

export interface SentRequest {
  method: string;
  /** Where it goes, its query included. */
  url: URL;
  /** Of the caller. */
  headers: readonly HeaderLine[];
  gateway: TargetGateway;
  /** The key of this gateway; none for one that needs none. */
  key: string | undefined;
  bodyBytes: number;
  decision: Extract<Decision, { outcome: 'go' }>;
}

/** The head of a request to a gateway: the caller's headers, the gateway's own, and its key. Pure. */
export function requestHead({ method, url, headers, gateway, key, bodyBytes, decision }: SentRequest): Buffer {
  const { way } = decision;
  const absolute = way.kind === 'http-proxy' && way.absolute;
  const target = `${url.pathname}${url.search}`;
  let text = `${method} ${absolute ? url.origin : ''}${target} HTTP/1.1\r\nHost: ${url.host}\r\n`;
  const named = tokensOf(headers, 'connection');
  const added = gateway.headers && new Map(Object.entries(gateway.headers).map(([name, value]) => [name.toLowerCase(), [name, value] as const]));
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    if (notSentOn.has(lower) || lower.startsWith(own) || named.includes(lower)) continue;
    // What the caller says itself counts: a version it was written for, a beta it wants.
    added?.delete(lower);
    text += `${name}: ${value}\r\n`;
  }
  if (added) for (const [name, value] of added.values()) text += `${name}: ${value}\r\n`;
  if (key !== undefined) text += gateway.auth === 'bearer' ? `Authorization: Bearer ${key}\r\n` : `x-api-key: ${key}\r\n`;
  text += 'Accept-Encoding: identity\r\n';
  if (bodyBytes > 0 || method === 'POST' || method === 'PUT' || method === 'PATCH') text += `Content-Length: ${bodyBytes}\r\n`;
  const credentials = absolute ? proxyAuthorization(way.proxy) : undefined;
  if (credentials !== undefined) text += `Proxy-Authorization: ${credentials}\r\n`;
  return Buffer.from(`${text}Connection: keep-alive\r\n\r\n`, 'latin1');
}
