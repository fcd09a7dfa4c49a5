import { tokensOf } from './head-lines.ts';
import type { RequestHead } from './request-head.ts';
import type { ResponseHead } from './response-head.ts';

/** Headers between two neighbours, which never go further (RFC 9110, 7.6.1), and what was meant for this proxy alone. */
const hopByHop = new Set(['connection', 'proxy-connection', 'keep-alive', 'te', 'upgrade', 'proxy-authorization', 'proxy-authenticate', 'proxy-authentication-info']);

/** How a request is sent on. */
export interface SentAs {
  /** Behind another HTTP proxy the whole URL stays, and that proxy's credentials are added. */
  absolute: boolean;
  proxyAuthorization?: string;
}

/** True for a request that asks to speak another protocol afterwards (RFC 9110, 7.8). */
export function wantsUpgrade({ headers, minor }: Pick<RequestHead, 'headers' | 'minor'>): boolean {
  return minor === 1 && tokensOf(headers, 'connection').includes('upgrade') && tokensOf(headers, 'upgrade').length > 0;
}

/** Whether the client wants the connection to stay open after the answer. */
export function keepsAlive(head: Pick<RequestHead | ResponseHead, 'headers' | 'minor'>): boolean {
  const tokens = [...tokensOf(head.headers, 'connection'), ...tokensOf(head.headers, 'proxy-connection')];
  if (tokens.includes('close')) return false;
  return head.minor === 1 || tokens.includes('keep-alive');
}

/**
 * The head of a request as it goes to the host or the next proxy. The host of the URL is the one that counts, whatever
 * the Host header said (RFC 9112, 3.2.2). Pure.
 */
export function requestHeadBytes(head: RequestHead, { absolute, proxyAuthorization }: SentAs): Buffer {
  const { target, method, minor, headers } = head;
  if (target.form !== 'absolute') throw new Error('only whole URLs are sent on');
  const host = target.host.includes(':') ? `[${target.host}]` : target.host;
  const authority = target.port === 80 ? host : `${host}:${target.port}`;
  let text = `${method} ${absolute ? `http://${authority}` : ''}${target.path} HTTP/1.${minor}\r\nHost: ${authority}\r\n`;
  const upgrade = wantsUpgrade(head);
  const named = tokensOf(headers, 'connection');
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    if (lower === 'host' || hopByHop.has(lower)) continue;
    // Framing is never the client's to take away.
    if (named.includes(lower) && lower !== 'content-length' && lower !== 'transfer-encoding') continue;
    text += `${name}: ${value}\r\n`;
  }
  if (upgrade) text += `Upgrade: ${headers.filter(([name]) => name.toLowerCase() === 'upgrade').map(([, value]) => value).join(', ')}\r\n`;
  text += upgrade ? 'Connection: Upgrade\r\n' : keepsAlive(head) ? 'Connection: keep-alive\r\n' : 'Connection: close\r\n';
  if (proxyAuthorization !== undefined) text += `Proxy-Authorization: ${proxyAuthorization}\r\n`;
  return Buffer.from(`${text}\r\n`, 'latin1');
}

/** The head of a response as the client gets it. Pure. */
export function responseHeadBytes(head: ResponseHead, keep: boolean): Buffer {
  const { status, reason, headers, minor } = head;
  let text = `HTTP/1.${minor} ${status} ${reason}\r\n`;
  const named = tokensOf(headers, 'connection');
  const switching = status === 101;
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    if (hopByHop.has(lower) && !(switching && lower === 'upgrade')) continue;
    if (named.includes(lower) && lower !== 'content-length' && lower !== 'transfer-encoding' && lower !== 'upgrade') continue;
    text += `${name}: ${value}\r\n`;
  }
  if (switching) text += 'Connection: Upgrade\r\n';
  else if (status >= 200) text += keep ? 'Connection: keep-alive\r\n' : 'Connection: close\r\n';
  return Buffer.from(`${text}\r\n`, 'latin1');
}
