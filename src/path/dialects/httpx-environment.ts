import { t } from '@vscode/l10n';
import type { RouteDecision, RouteQuestion } from '../route.ts';
import { excluded, malformed, nothingSet, throughProxy, type ProxyReading, type UsableProxy } from './decisions.ts';
import { destinationOf, splitAtCommas } from './host-matching.ts';
import {
  compareHttpxPatterns,
  matchesHttpxPattern,
  readHttpxPattern,
  type EntryRule,
  type HttpxPattern,
  type PatternTraits,
} from './httpx-patterns.ts';
import { decodedHost, parseHttpxUrl } from './httpx-url.ts';
import { buildProxyUrl, problems } from './proxy-url-text.ts';
import { pythonProxies } from './python-environment.ts';
import type { FoundSetting } from './settings-lookup.ts';

/** What differs between the clients and versions that route by httpx's table of URL patterns. */
export interface HttpxTraits extends PatternTraits {
  entryRule: EntryRule;
  /** An entry that can't be read is left out; without, it makes the client fail. */
  leavesOutUnreadable: boolean;
  /** httpx 0.28.0 and later. */
  socks5h: boolean;
}

/** A row of the table: URLs like this go through this proxy, or through none. */
type Row = { pattern: HttpxPattern } & ({ proxy: FoundSetting } | { entry: string });

/**
 * httpx makes a table of patterns out of the environment when a client is created, so one bad value makes every
 * request fail, whatever its URL (httpx/_utils.py get_environment_proxies, httpx/_client.py _get_proxy_map).
 */
export function resolveAsHttpx(traits: HttpxTraits): (question: RouteQuestion) => RouteDecision {
  return (question) => {
    const proxies = pythonProxies(question);
    const list = proxies['no'];
    const entries = splitAtCommas(list?.value ?? '').map((entry) => entry.trim());
    const { host, urlHost, explicitPort } = destinationOf(question.url, question.urlText);
    const scheme = question.url.protocol.slice(0, -1);
    if (list && entries.includes('*')) {
      const isNamed = proxies[scheme] ?? proxies['all'];
      return isNamed ? excluded(list, '*', host) : nothingSet();
    }

    // By the pattern's text: an entry such as `https://` takes the place of the proxy.
    const cells = new Map<string, { proxy: FoundSetting } | { entry: string }>();
    for (const key of ['http', 'https', 'all']) {
      const proxy = proxies[key];
      if (proxy) cells.set(`${key}://`, { proxy });
    }
    for (const entry of entries) {
      const text = entry === '' ? undefined : traits.entryRule(entry);
      if (text !== undefined) cells.set(text, { entry });
    }

    const rows: Row[] = [];
    for (const [text, cell] of cells) {
      const pattern = readHttpxPattern(text, traits);
      if ('problem' in pattern) {
        if (traits.leavesOutUnreadable && !pattern.fatal) continue;
        const name = 'entry' in cell ? (list?.name ?? '') : cell.proxy.name;
        const value = 'entry' in cell ? cell.entry : cell.proxy.value;
        return malformed({ name, value }, t('the NO_PROXY entry is no host name that httpx can read.'));
      }
      if ('proxy' in cell) {
        const reading = readProxy(cell.proxy.value, traits);
        if ('problem' in reading && reading.whenCreated) return malformed(cell.proxy, reading.problem);
      }
      rows.push({ pattern, ...cell });
    }

    const seenHost = decodedHost(host, traits.decodesAnyLabel);
    if (seenHost === undefined) return unreadableHost(host);
    rows.sort((a, b) => compareHttpxPatterns(a.pattern, b.pattern));
    const row = rows.find(({ pattern }) => matchesHttpxPattern(pattern, scheme, seenHost, explicitPort));
    if (!row) return nothingSet();
    if ('proxy' in row) return throughProxy(question, row.proxy, readProxy(row.proxy.value, traits), 'absolute');
    if (!list || !(proxies[scheme] ?? proxies['all'])) return nothingSet();
    return excluded(list, row.entry, urlHost);
  };
}

function unreadableHost(host: string): RouteDecision {
  return {
    outcome: 'error',
    decidedBy: 'nothing set',
    reason: t('This client cannot read the host name {0}.', host),
  };
}

const kinds: Readonly<Record<string, { asked: UsableProxy['asked']; port: number }>> = {
  http: { asked: 'http', port: 80 },
  https: { asked: 'http', port: 443 },
  socks5: { asked: 'socks5-name', port: 1080 },
  socks5h: { asked: 'socks5-name', port: 1080 },
};

/** httpx.Proxy: `whenCreated` tells a value that no client can be made with from one that fails on connecting. */
function readProxy(value: string, { socks5h, decodesAnyLabel }: HttpxTraits): ProxyReading & { whenCreated?: boolean } {
  const url = parseHttpxUrl(value.includes('://') ? value : `http://${value}`, decodesAnyLabel);
  if ('problem' in url) return { problem: problems[url.problem](), whenCreated: true };
  const { scheme, userinfo, host } = url;
  const kind = Object.hasOwn(kinds, scheme) ? kinds[scheme] : undefined;
  if (!kind || (scheme === 'socks5h' && !socks5h)) return { problem: problems.scheme(scheme), whenCreated: true };
  // What is encoded in a host stays so, and no such name is found.
  if (host === '' || /[%\s]/.test(host)) return { problem: problems.host() };
  const port = url.port || kind.port;
  if (port < 0 || port > 65_535) return { problem: problems.port() };
  const urlHost = host.includes(':') ? `[${host}]` : host.replaceAll('\ufffd', 'xn--');
  const proxyUrl = buildProxyUrl(scheme, userinfo, urlHost, port);
  return proxyUrl ? { url: proxyUrl, asked: kind.asked } : { problem: problems.host() };
}
