/** The head of a proxy's answer to CONNECT, read leniently: some end their lines with a bare line feed. Pure. */
export type ProxyReply =
  | { kind: 'more' }
  | { kind: 'reply'; status: number; bytes: number }
  | { kind: 'bad'; code: 'PROXY_NOT_HTTP' | 'PROXY_REPLY_TOO_LONG' };

const maxBytes = 64 * 1024;

export function readProxyReply(bytes: Buffer): ProxyReply {
  const begun = bytes.toString('latin1', 0, 5);
  if (!'HTTP/'.startsWith(begun)) return { kind: 'bad', code: 'PROXY_NOT_HTTP' };
  const text = bytes.toString('latin1', 0, maxBytes);
  const end = /\r?\n\r?\n/.exec(text);
  if (!end) return bytes.length >= maxBytes ? { kind: 'bad', code: 'PROXY_REPLY_TOO_LONG' } : { kind: 'more' };
  const status = /^HTTP\/\d(?:\.\d)? (\d{3})(?=[ \r\n])/.exec(text)?.[1];
  if (status === undefined) return { kind: 'bad', code: 'PROXY_NOT_HTTP' };
  return { kind: 'reply', status: Number(status), bytes: end.index + end[0].length };
}
