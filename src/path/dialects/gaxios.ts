import type { RouteDecision, RouteQuestion } from '../route.ts';
import { excluded, nothingSet, throughProxy, type ProxyReading } from './decisions.ts';
import type { Dialect } from './dialect.ts';
import { firstNonEmpty, firstPresent } from './settings-lookup.ts';
import { readWithUrlClass, tunnelProxy } from './url-class-proxy.ts';

/**
 * gaxios, on which Google's libraries for Node are built: the https proxy serves http too and the other way round, and
 * both are asked with CONNECT (googleapis gaxios src/gaxios.ts, https-proxy-agent 7).
 */
function resolve(question: RouteQuestion): RouteDecision {
  const proxy = firstNonEmpty(question, ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy']);
  if (!proxy) return nothingSet();
  const list = firstPresent(question, ['NO_PROXY', 'no_proxy']);
  const entry = list && bypassEntry(list.value, question.url);
  if (list && entry !== undefined) return excluded(list, entry, question.url.hostname);
  return throughProxy(question, proxy, readProxy(proxy.value), 'connect');
}

/** urlMayUseProxy(): the end of the host after a dot or `*.`, or host, origin or URL as they are, case and all. */
function bypassEntry(list: string, { hostname, origin, href }: URL): string | undefined {
  return list.split(',').find((one) => {
    const rule = one.trim();
    if (rule.startsWith('*.') || rule.startsWith('.')) return hostname.endsWith(rule.replace(/^\*\./, '.'));
    return rule === origin || rule === hostname || rule === href;
  });
}

function readProxy(value: string): ProxyReading {
  const url = readWithUrlClass(value);
  return 'problem' in url ? url : tunnelProxy(url);
}

/** Google's libraries for Node. */
export const gaxios: Dialect = {
  id: 'gaxios',
  title: 'gaxios',
  versions: [{ version: '7.3.1', source: 'measured; googleapis gaxios src/gaxios.ts', resolve }],
};
