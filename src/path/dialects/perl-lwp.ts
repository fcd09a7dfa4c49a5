import type { RouteDecision, RouteQuestion } from '../route.ts';
import { excluded, malformed, nothingSet, throughProxy, type ProxyReading } from './decisions.ts';
import type { Dialect } from './dialect.ts';
import { destinationOf, isDomainOrBelow, mappedInDecimal } from './host-matching.ts';
import { buildProxyUrl, isResolvable, problems, splitProxyUrl } from './proxy-url-text.ts';
import { variableNamed, type FoundSetting } from './settings-lookup.ts';

/** Schemes LWP has a module for; a proxy variable of another scheme is skipped unread (LWP::Protocol::implementor). */
const protocols = new Set([
  'http', 'https', 'ftp', 'file', 'data', 'gopher', 'mailto', 'nntp', 'news', 'nogo', 'loopback', 'cpan',
]);

type Matcher = (entry: string, host: string) => boolean;

/** LWP::UserAgent with env_proxy: the variables are read once, and a bad one of any scheme fails it there. */
function resolve(question: RouteQuestion, matches: Matcher): RouteDecision {
  const variables = readVariables(question);
  for (const [name, setting] of variables) {
    if (name === 'no' || !protocols.has(name)) continue;
    const problem = refusal(setting.value);
    if (problem !== undefined) return malformed(setting, problem);
  }
  const proxy = variables.get(question.url.protocol.slice(0, -1));
  if (!proxy) return nothingSet();
  const host = mappedInDecimal(destinationOf(question.url).host);
  const list = variables.get('no');
  const entry = list && listEntries(list.value).find((one) => matches(one, host));
  if (list && entry !== undefined) return excluded(list, entry, host);
  return throughProxy(question, proxy, readProxy(proxy.value), 'absolute');
}

/**
 * What LWP::UserAgent::env_proxy() finds, by what stands before `_proxy`: of several spellings the first in the order
 * of bytes, so upper case wins; empty and `0` count as absent. Under CGI names in HTTP_ are not believed.
 */
function readVariables(question: RouteQuestion): ReadonlyMap<string, FoundSetting> {
  const found = new Map<string, FoundSetting>();
  const isSet = (value: string | undefined): value is string => value !== undefined && value !== '' && value !== '0';
  const cgi = isSet(variableNamed(question, 'REQUEST_METHOD')?.value);
  // By code units: what sort() does without a comparison is what Perl's does for these names.
  for (const name of Object.keys(question.environment).sort()) {
    const value = question.environment[name];
    if (!isSet(value)) continue;
    const seenAs = question.platform === 'win32' ? name.toUpperCase() : name;
    if (cgi && seenAs.startsWith('HTTP_')) continue;
    const key = (cgi && seenAs === 'CGI_HTTP_PROXY' ? 'HTTP_PROXY' : seenAs).toLowerCase();
    if (key.endsWith('_proxy') && !found.has(key.slice(0, -6))) found.set(key.slice(0, -6), { name, value });
  }
  return found;
}

/** LWP::UserAgent::proxy(): what it dies of. */
function refusal(value: string): string | undefined {
  if (!/^[a-z][a-z0-9.+-]*:/i.test(value)) return problems.schemeMissing();
  return /^https?:/.test(value) && !/^https?:\/\/[\p{L}\p{M}\p{N}_[]/u.test(value) ? problems.syntax() : undefined;
}

/** split(/\s*,\s*\/): blanks at the ends of the list stay, empty entries at its end go. */
function listEntries(list: string): string[] {
  const entries = list.split(/\s*,\s*/);
  while (entries.at(-1) === '') entries.pop();
  return entries;
}

/** LWP::UserAgent::_need_proxy(): case counts, the host comes without brackets. */
const byEnd: Matcher = (entry, host) => host.endsWith(entry);
const byLabel: Matcher = (entry, host) => isDomainOrBelow(host, entry);
const withoutDot: Matcher = (entry, host) => isDomainOrBelow(host, entry.replace(/^\./, ''));

const services: Readonly<Record<string, string>> = { http: '80', https: '443' };

/** URI and URI::_server: white space, quotes and `<>` around it are dropped, the last `@` ends the user. */
function readProxy(value: string): ProxyReading {
  const text = value.replace(/^<(?:URL:)?(.*)>$/s, '$1').replace(/^"(.*)"$/s, '$1').trim();
  const { scheme, authority } = splitProxyUrl(text);
  if (scheme !== 'http' && scheme !== 'https') {
    const named = scheme ?? text.slice(0, text.indexOf(':'));
    return { problem: text.includes('://') ? problems.scheme(named) : problems.schemeMissing() };
  }
  const at = authority.lastIndexOf('@');
  const hostPort = authority.slice(at + 1);
  const port = /:(\d+)$/.exec(hostPort)?.[1] ?? (scheme === 'https' ? '443' : '80');
  const whole = hostPort.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
  // What stands behind a single colon is a port once more, a number or a name (IO::Socket::IP split_addr).
  const [, host = whole, service = ''] = /^([^\s:]*):([^\s:]*)$/.exec(whole) ?? [];
  const number = Number(services[service] ?? (service === '' ? port : /^\+?\d+$/.test(service) ? service : NaN));
  if (!(number <= 65_535)) return { problem: problems.port() };
  const userinfo = at === -1 ? '' : authority.slice(0, at);
  // A host with more colons is taken for an IPv6 address, brackets or not.
  const bracketed = host.includes(':') ? `[${host}]` : host;
  const url = isResolvable(host) ? buildProxyUrl(scheme, userinfo, bracketed, number) : undefined;
  if (!url) return { problem: problems.host() };
  return { url, asked: 'http' };
}

/** Perl programs on LWP::UserAgent with `env_proxy => 1` or PERL_LWP_ENV_PROXY; without, it reads nothing. */
export const perlLwp: Dialect = {
  id: 'perl-lwp',
  title: 'Perl LWP (env_proxy)',
  versions: [
    {
      version: '6.83',
      since: '6.73',
      source: 'measured with the modules of v6.83 on Perl 5.36; lib/LWP/UserAgent.pm env_proxy(), _need_proxy()',
      resolve: (question) => resolve(question, withoutDot),
    },
    {
      version: '6.72',
      since: '6.69',
      source: 'libwww-perl v6.72 lib/LWP/UserAgent.pm; an entry ends at a label since libwww-perl dbc8c2ae',
      resolve: (question) => resolve(question, byLabel),
    },
    {
      version: '6.68',
      source: 'measured; libwww-perl v6.68 lib/LWP/UserAgent.pm',
      resolve: (question) => resolve(question, byEnd),
    },
  ],
};
