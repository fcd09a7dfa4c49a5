import { t } from '@vscode/l10n';
import type { RouteDecision, RouteQuestion } from '../route.ts';
import { excluded, malformed, nothingSet, throughProxy, type ProxyReading } from './decisions.ts';
import type { Dialect } from './dialect.ts';
import { destinationOf, matchesStars } from './host-matching.ts';
import { problems } from './proxy-url-text.ts';
import { firstPresent, variableNamed } from './settings-lookup.ts';
import { isOutOfReach, libraryProblems, proxyAt, readWithUrlClass } from './url-class-proxy.ts';

const variableNames = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'] as const;

/**
 * What the variables' names begin with. The library's own GLOBAL_AGENT_ holds when such a variable is there; programs
 * that read the ordinary variables pass an empty beginning to bootstrap(), which can't be seen from outside
 * (gajus/global-agent src/factories/createGlobalProxyAgent.ts).
 */
function namespaceOf(question: RouteQuestion): string {
  const named = variableNamed(question, 'GLOBAL_AGENT_ENVIRONMENT_VARIABLE_NAMESPACE');
  if (named) return named.value;
  const usual = 'GLOBAL_AGENT_';
  return variableNames.some((name) => variableNamed(question, usual + name)) ? usual : '';
}

/** Only upper case; an https proxy that is empty switches https off; NO_PROXY is looked at before the proxy's value. */
function resolve(question: RouteQuestion): RouteDecision {
  const [http, https, noProxy] = variableNames.map((name) => namespaceOf(question) + name) as [string, string, string];
  const names = question.url.protocol === 'https:' ? [https, http] : [http];
  const proxy = firstPresent(question, names);
  if (!proxy?.value) return nothingSet();
  const list = variableNamed(question, noProxy);
  if (list?.value) {
    const { host, urlHost, port, addressFamily } = destinationOf(question.url);
    if (addressFamily === 6) {
      return malformed(list, t('while this list is set, the client cannot ask for an IPv6 address.'));
    }
    // Ports 80 and 443 are left out of the URL that is compared, whatever its scheme.
    const entry = bypassEntry(list.value, host, port === 80 || port === 443 ? '' : String(port));
    if (entry !== undefined) return excluded(list, entry, urlHost);
  }
  return throughProxy(question, proxy, readProxy(proxy.value), 'absolute');
}

/** isUrlMatchingNoProxy(): a pattern with stars and perhaps a port; a dot in front is a star; `!` turns it round. */
function bypassEntry(list: string, host: string, port: string): string | undefined {
  return list.split(/[\s,]+/).find((entry) => {
    if (entry === '') return false;
    const [, pattern = '', wantedPort] = /^(.+?)(?::(\d+))?$/.exec(entry.replace(/^\./, '*')) ?? [];
    return matchesPattern(pattern, host) && (wantedPort === undefined || (port !== '' && port === wantedPort));
  });
}

function matchesPattern(pattern: string, host: string): boolean {
  const negated = pattern.startsWith('!');
  return matchesStars((negated ? pattern.slice(1) : pattern).toLowerCase(), host.toLowerCase()) !== negated;
}

/** parseProxyUrl(): http only, nothing behind the path. */
function readProxy(value: string): ProxyReading {
  const url = readWithUrlClass(value);
  if ('problem' in url) return url;
  if (url.search !== '' || url.hash !== '') return { problem: problems.path() };
  if (url.protocol !== 'http:') return { problem: problems.scheme(url.protocol.slice(0, -1)) };
  return isOutOfReach(url) ? { problem: libraryProblems.bracketedHost() } : proxyAt(url, 80);
}

/** Node programs in which global-agent was started. */
export const globalAgent: Dialect = {
  id: 'global-agent',
  title: 'global-agent',
  versions: [
    {
      version: '4.1.3',
      source: 'measured; gajus/global-agent src/factories/createGlobalProxyAgent.ts, src/utilities; matcher 4',
      resolve,
    },
  ],
};
