import type { ProxyReading } from './decisions.ts';
import { addressBytes } from './host-matching.ts';
import { buildProxyUrl, problems } from './proxy-url-text.ts';

/** GetSchemeFromUriScheme() of Chromium's net/base/proxy_string_util.cc, and each kind's default port. */
const kinds: Readonly<Record<string, { scheme: string; port: number; asked: 'http' | 'socks4-ip' | 'socks5-name' }>> = {
  http: { scheme: 'http', port: 80, asked: 'http' },
  https: { scheme: 'https', port: 443, asked: 'http' },
  socks: { scheme: 'socks5', port: 1080, asked: 'socks5-name' },
  socks4: { scheme: 'socks4', port: 1080, asked: 'socks4-ip' },
  socks5: { scheme: 'socks5', port: 1080, asked: 'socks5-name' },
};

/**
 * A proxy as Chromium writes one, `[scheme://]host[:port]` (net/base/proxy_string_util.cc). A user name, a path or a
 * scheme it does not know make it none.
 */
export function readChromiumProxyUri(text: string, defaultScheme = 'http'): ProxyReading | 'direct' {
  const uri = text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
  const schemeEnd = uri.indexOf('://');
  const scheme = schemeEnd === -1 ? defaultScheme : uri.slice(0, schemeEnd).toLowerCase();
  if (scheme === 'direct') return uri === 'direct://' ? 'direct' : { problem: problems.syntax() };
  const kind = Object.hasOwn(kinds, scheme) ? kinds[scheme] : undefined;
  if (!kind) return { problem: problems.scheme(scheme) };
  const authority = (schemeEnd === -1 ? uri : uri.slice(schemeEnd + 3)).replace(/^[ \t]+/, '');
  if (authority.includes('@')) return { problem: problems.syntax() };
  const { host, port } = splitAtLastColon(authority);
  if (host === '') return { problem: problems.host() };
  if (port !== undefined && (!/^\d+$/.test(port) || Number(port) > 65_535)) return { problem: problems.port() };
  const url = /[\s/?#\\]/.test(host)
    ? undefined
    : buildProxyUrl(kind.scheme, '', host, port === undefined ? kind.port : Number(port));
  if (!url) return { problem: problems.host() };
  // A SOCKS5 proxy is given addresses as names, too (net/socket/socks5_client_socket.cc).
  return { url, asked: kind.asked, ...(kind.asked === 'socks5-name' ? { addressesAsNames: [4, 6] } : {}) };
}

/** An IPv6 address may stand without its brackets as long as a port follows it. */
function splitAtLastColon(authority: string): { host: string; port: string | undefined } {
  const match = /^(\[[^\]]*\]|.*?)(?::([^:]*))?$/s.exec(authority);
  const host = match?.[1] ?? authority;
  return { host: addressBytes(host, 6) ? `[${host}]` : host, port: match?.[2] };
}
