import { t } from '@vscode/l10n';
import type { RouteDecision, RouteQuestion } from '../route.ts';
import { excluded, ignoredProxy, malformed, nothingSet, throughProxy } from './decisions.ts';
import type { Dialect } from './dialect.ts';
import { destinationOf, splitAtCommas } from './host-matching.ts';
import { buildProxyUrl, problems } from './proxy-url-text.ts';
import { parseHttpUri } from './rust-http-uri.ts';
import { firstNonEmpty, firstPresent, variableNamed } from './settings-lookup.ts';

/** One proxy for all URLs: the first of these that can be read. */
const variables = ['ALL_PROXY', 'all_proxy', 'HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];

const schemes: ReadonlySet<string> = new Set(['http', 'https', 'socks', 'socks4', 'socks4a', 'socks5', 'socks5h']);

/** ureq src/proxy.rs try_from_env(), built with the default features, so without SOCKS. */
function resolve(question: RouteQuestion): RouteDecision {
  const destination = destinationOf(question.url);
  const list = firstPresent(question, ['NO_PROXY', 'no_proxy']);
  for (const name of variables) {
    const setting = variableNamed(question, name);
    const uri = setting && parseHttpUri(setting.value);
    const scheme = uri?.scheme?.toLowerCase() ?? 'http';
    if (!setting || !uri || !schemes.has(scheme)) continue;
    const entry = list && splitAtCommas(list.value).find((one) => matches(one.toLowerCase(), destination.urlHost));
    if (list && entry !== undefined) return excluded(list, entry, destination.urlHost);
    // Those whose name the proxy resolves leave ureq without an address; with the others it goes on by itself.
    if (scheme === 'socks4a' || scheme === 'socks5h') return malformed(setting, problems.scheme(scheme));
    if (scheme.startsWith('socks')) {
      return {
        outcome: 'direct',
        decidedBy: setting.name,
        reason: t('{0} names a SOCKS proxy, and ureq, as built by default, then goes directly.', setting.name),
      };
    }
    const url =
      uri.host === ''
        ? undefined
        : buildProxyUrl(scheme, uri.userinfo, uri.host, uri.port ?? (scheme === 'https' ? 443 : 80));
    const reading = url ? { url, asked: 'http' as const } : { problem: problems.host() };
    return throughProxy(question, setting, reading, 'connect');
  }
  const unusable = firstNonEmpty(question, variables);
  return unusable ? ignoredProxy(unusable) : nothingSet();
}

/** NoProxyEntry: a star or dot in front means an end, a star or dot behind a beginning; blanks are part of an entry. */
function matches(entry: string, host: string): boolean {
  if (entry === '*') return true;
  if (entry.startsWith('*')) return host.endsWith(entry.slice(1));
  if (entry.startsWith('.')) return host.endsWith(entry);
  if (entry.endsWith('*')) return host.startsWith(entry.slice(0, -1));
  return entry.endsWith('.') ? host.startsWith(entry) : host === entry;
}

/** Rust programs on ureq. */
export const rustUreq: Dialect = {
  id: 'rust-ureq',
  title: 'Rust ureq',
  versions: [
    { version: '3.4.2', source: 'measured with default features; ureq src/proxy.rs, hyperium/http src/uri', resolve },
  ],
};
