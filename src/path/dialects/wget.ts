import { t } from '@vscode/l10n';
import ipaddr from 'ipaddr.js';
import type { RouteDecision, RouteQuestion } from '../route.ts';
import { excluded, malformed, nothingSet, throughProxy, type ProxyReading } from './decisions.ts';
import type { Dialect } from './dialect.ts';
import { destinationOf, mappedInDecimal, splitAtCommas } from './host-matching.ts';
import { buildProxyUrl, isPortText, isResolvable, problems, splitAuthority, splitProxyUrl } from './proxy-url-text.ts';
import { firstNonEmpty } from './settings-lookup.ts';

/** src/retr.c getproxy(): lower-case names only, no ALL_PROXY, the list before the proxy. */
function resolve(question: RouteQuestion): RouteDecision {
  const https = question.url.protocol === 'https:';
  const proxy = firstNonEmpty(question, [https ? 'https_proxy' : 'http_proxy']);
  if (!proxy) return nothingSet();
  const host = mappedInDecimal(destinationOf(question.url).host);
  const list = firstNonEmpty(question, ['no_proxy']);
  const entry = list && listEntries(list.value).find((one) => matches(one.toLowerCase(), host));
  if (list && entry !== undefined) return excluded(list, entry, host);
  const reading = readProxy(proxy.value);
  if (!('problem' in reading) && reading.url.protocol === 'https:') {
    return malformed(proxy, https ? t('it speaks to an https proxy without TLS.') : problems.scheme('https'));
  }
  return throughProxy(question, proxy, reading, 'absolute');
}

/** src/utils.c sepstring(): blanks are dropped behind a comma and nowhere else; empty entries stay. */
function listEntries(list: string): string[] {
  return splitAtCommas(list).map((entry, index) => (index === 0 ? entry : entry.replace(/^[ \t\n\v\f\r]+/, '')));
}

/** src/host.c sufmatch(): the end of the host, at a label unless the entry itself begins with a dot. */
function matches(entry: string, host: string): boolean {
  if (!host.endsWith(entry)) return false;
  return host.length === entry.length || entry.startsWith('.') || host.charAt(host.length - entry.length - 1) === '.';
}

/** src/url.c maybe_prepend_scheme() and url_parse(), as retrieve_url() has them read a proxy. */
function readProxy(value: string): ProxyReading {
  const { scheme = 'http', authority } = splitProxyUrl(value);
  if (scheme !== 'http' && scheme !== 'https') return { problem: problems.scheme(scheme) };
  if (!/^https?:\/\//i.test(value)) {
    const colon = value.indexOf(':');
    const port = /^(\d+)(?:\/|$)/.exec(value.slice(colon + 1))?.[1];
    const isPort = port !== undefined && Number(port) > 0 && Number(port) <= 65_535;
    if (colon === 0 || (colon !== -1 && !isPort)) return { problem: problems.schemeMissing() };
  }
  const user = /^[^@[\]]*@/.exec(authority)?.[0] ?? '';
  if (user === '@' || user.startsWith(':')) return { problem: problems.syntax() };
  const { host, port, userinfo } = splitAuthority(authority.slice(user.length));
  // Another @ becomes part of the host, which nobody resolves.
  if (!isResolvable(host) || host === '' || userinfo !== '') return { problem: problems.host() };
  if (host.startsWith('[') && !ipaddr.IPv6.isValid(host.slice(1, -1))) return { problem: problems.host() };
  if (!isPortText(port)) return { problem: problems.port() };
  const url = buildProxyUrl(scheme, user.slice(0, -1), host, port ? Number(port) : scheme === 'https' ? 443 : 80);
  return url ? { url, asked: 'http' } : { problem: problems.host() };
}

/** GNU Wget, without a wgetrc. */
export const wget: Dialect = {
  id: 'wget',
  title: 'GNU Wget',
  versions: [
    {
      version: '1.25.0',
      source: 'measured on 1.21.3; source of 1.24.5 and of the two later changes to src/url.c read for 1.25.0',
      resolve,
    },
  ],
};
