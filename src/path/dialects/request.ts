import type { RouteDecision, RouteQuestion } from '../route.ts';
import { excluded, nothingSet, throughProxy, type ProxyReading } from './decisions.ts';
import type { Dialect } from './dialect.ts';
import { destinationOf, type Destination } from './host-matching.ts';
import { parseLegacyUrl } from './legacy-url.ts';
import { buildProxyUrl, problems } from './proxy-url-text.ts';
import { firstNonEmpty, type FoundSetting } from './settings-lookup.ts';

/**
 * The request package: upper case first, the http proxy serves https too, NO_PROXY before the proxy
 * (request/request lib/getProxyFromURI.js).
 */
export function resolveRequest(question: RouteQuestion): RouteDecision {
  const ofHttp = ['HTTP_PROXY', 'http_proxy'];
  const names = question.url.protocol === 'https:' ? ['HTTPS_PROXY', 'https_proxy', ...ofHttp] : ofHttp;
  const proxy = firstNonEmpty(question, names);
  if (!proxy) return nothingSet();
  const list = firstNonEmpty(question, ['NO_PROXY', 'no_proxy']);
  const destination = destinationOf(question.url);
  const entry = list && requestBypassEntry(list.value, destination);
  if (list && entry !== undefined) return excluded(list, entry, destination.urlHost);
  return throughRequest(question, proxy);
}

/** Sends through a proxy as request does: a tunnel for https, whatever the proxy's protocol; else http or https. */
export function throughRequest(question: RouteQuestion, proxy: FoundSetting): RouteDecision {
  return throughProxy(question, proxy, readProxy(proxy.value, question.url.protocol === 'https:'), 'absolute');
}

/** uriInNoProxy(): a suffix at a label boundary, the port as text; the first place where it occurs must be the end. */
export function requestBypassEntry(list: string, { host, port }: Destination): string | undefined {
  if (list === '*') return list;
  const dotted = (name: string): string => name.replace(/^\.*/, '.').toLowerCase();
  return list.split(',').find((entry) => {
    const [name = '', wantedPort] = entry.trim().toLowerCase().split(':', 2);
    const suffix = dotted(name);
    const at = dotted(host).indexOf(suffix);
    if (at === -1 || at !== dotted(host).length - suffix.length) return false;
    return wantedPort === undefined || wantedPort === String(port);
  });
}

/** request.js and lib/tunnel.js on Node's old url.parse(). Without a host it asks the machine it runs on. */
function readProxy(value: string, tunnel: boolean): ProxyReading {
  const parsed = parseLegacyUrl(value);
  if ('problem' in parsed) return parsed;
  const scheme = parsed.protocol.slice(0, -1);
  if (!tunnel && scheme !== 'http' && scheme !== 'https') {
    return { problem: scheme === '' ? problems.schemeMissing() : problems.scheme(scheme) };
  }
  // Of `name:3101` the name is taken for a protocol and the port for the host.
  if (/^\d+$/.test(parsed.hostname) && !/\/\/|@/.test(value)) return { problem: problems.schemeMissing() };
  if (parsed.hostname === '' || /^[\d.]+\.$/.test(parsed.hostname)) return { problem: problems.host() };
  // A tunnel turns the port into a number, and 0 stands for none.
  const port = (tunnel ? parsed.port || undefined : parsed.port) ?? (scheme === 'https' ? 443 : 80);
  if (port > 65_535) return { problem: problems.port() };
  const host = parsed.hostname.includes(':') ? `[${parsed.hostname}]` : parsed.hostname;
  const userinfo = parsed.auth.split(':').map(encodeURIComponent).join(':');
  const url = buildProxyUrl(scheme, userinfo, host, port) ?? buildProxyUrl('http', userinfo, host, port);
  return url ? { url, asked: 'http' } : { problem: problems.host() };
}

/** Node programs on the request package, which nobody maintains any more but many tools bundle. */
export const request: Dialect = {
  id: 'request',
  title: 'request',
  versions: [
    { version: '2.88.2', source: 'measured; request/request lib/getProxyFromURI.js, lib/tunnel.js', resolve: resolveRequest },
  ],
};
