import { t } from '@vscode/l10n';
import type { RouteDecision, RouteQuestion } from '../route.ts';
import { malformed, nothingSet } from './decisions.ts';
import type { Dialect } from './dialect.ts';
import { decideByLibcurl, libcurlReleases, type LibcurlTraits } from './libcurl.ts';
import { problems } from './proxy-url-text.ts';
import { firstPresent, variableNamed, type FoundSetting } from './settings-lookup.ts';

/** What changed between versions of git, and which libcurl they came with. */
interface GitTraits {
  libcurl: LibcurlTraits;
  /** Since 2.47 a path in a proxy URL is refused, as only SOCKS on a local socket has one (git 0ca365c2ed). */
  refusesPath: boolean;
  /** Up to 2.54 a scheme counted by how it began, and an unknown one was HTTP (git 663d7abe07). */
  laxScheme: boolean;
}

/** http.c get_curl_handle(): git looks at the variables itself, takes the URL apart and hands the rest to libcurl. */
function resolveWith(traits: GitTraits): (question: RouteQuestion) => RouteDecision {
  return (question) => {
    const own = question.url.protocol === 'https:' ? ['https_proxy', 'HTTPS_PROXY'] : ['http_proxy'];
    // One that is there but empty hides the others and switches the proxy off.
    const proxy =
      configuredProxy(question) ?? firstPresent(question, own) ?? firstPresent(question, ['all_proxy', 'ALL_PROXY']);
    if (!proxy || proxy.value === '') return nothingSet();
    const parts = takeApart(proxy.value);
    if ('problem' in parts) return malformed(proxy, parts.problem);
    const { scheme, host, path } = parts;
    const kind = traits.laxScheme ? kindByStart(proxy.value) : kinds.find((known) => known === scheme);
    if (!kind) return malformed(proxy, problems.scheme(scheme));
    if (traits.refusesPath && path && !(kind.startsWith('socks') && host.toLowerCase() === 'localhost')) {
      return malformed(proxy, problems.path());
    }
    if (parts.asksPassword) {
      return malformed(proxy, t('it has a user name and no password, and git has nobody to ask for one.'));
    }
    if (host === '') {
      return {
        outcome: 'direct',
        decidedBy: proxy.name,
        reason: t('{0} names no host, and git then goes directly without a word.', proxy.name),
      };
    }
    const list = firstPresent(question, ['no_proxy', 'NO_PROXY']);
    return decideByLibcurl(question, traits.libcurl, proxy, list, host, kind);
  };
}

/** `http.proxy` as the environment spells it: GIT_CONFIG_COUNT, _KEY_0, _VALUE_0 and so on; the last one counts. */
function configuredProxy(question: RouteQuestion): FoundSetting | undefined {
  const count = Number(variableNamed(question, 'GIT_CONFIG_COUNT')?.value ?? 0);
  for (let index = Math.min(count, 1_000) - 1; index >= 0; index--) {
    const key = variableNamed(question, `GIT_CONFIG_KEY_${index}`)?.value.toLowerCase();
    if (key === 'http.proxy') return variableNamed(question, `GIT_CONFIG_VALUE_${index}`);
  }
  return undefined;
}

const kinds = ['http', 'https', 'socks', 'socks4', 'socks4a', 'socks5', 'socks5h'] as const;

function kindByStart(value: string): (typeof kinds)[number] {
  const starts = ['socks5h', 'socks5', 'socks4a', 'socks', 'https'] as const;
  return starts.find((start) => value.startsWith(start)) ?? 'http';
}

/** credential.c credential_from_url(): the first `@` ends the user, the first `/`, `?` or `#` the host. */
function takeApart(
  value: string,
): { scheme: string; host: string; path: boolean; asksPassword: boolean } | { problem: string } {
  const url = value.includes('://') ? value : `http://${value}`;
  const schemeEnd = url.indexOf('://');
  if (schemeEnd === 0) return { problem: problems.syntax() };
  const rest = url.slice(schemeEnd + 3);
  const hostEnd = (rest + '/').search(/[/?#]/);
  const at = rest.indexOf('@');
  const hasUser = at !== -1 && at < hostEnd;
  const colon = rest.indexOf(':');
  const host = decode(rest.slice(hasUser ? at + 1 : 0, hostEnd));
  const user = hasUser ? decode(rest.slice(0, at)) : '';
  const scheme = url.slice(0, schemeEnd);
  if ([scheme, host, user, rest].some((part) => part.includes('\n'))) return { problem: problems.syntax() };
  return {
    scheme,
    host,
    path: rest.slice(hostEnd).replace(/^\/+/, '') !== '',
    asksPassword: hasUser && (colon === -1 || colon > at),
  };
}

/** url.c url_decode_mem(): what is no escape, or the escape of a zero, stays. */
function decode(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (escape, digits: string) =>
    digits === '00' ? escape : String.fromCharCode(Number.parseInt(digits, 16)),
  );
}

/** git over http and https. An `http.proxy` in a configuration file, not seen here, comes before every variable. */
export const git: Dialect = {
  id: 'git',
  title: 'git',
  versions: [
    {
      version: '2.55.0',
      since: '2.55.0',
      source: 'measured with libcurl 8.22; git http.c get_curl_handle(), credential.c credential_from_url()',
      resolve: resolveWith({ libcurl: libcurlReleases['8.22'], refusesPath: true, laxScheme: false }),
    },
    {
      version: '2.47.0',
      since: '2.47.0',
      source: 'git v2.47.0 http.c; taken to come with libcurl 8.9 or later, as distributions pair them',
      resolve: resolveWith({ libcurl: libcurlReleases['8.9'], refusesPath: true, laxScheme: true }),
    },
    {
      version: '2.39.5',
      source: 'measured with libcurl 7.88.1; git v2.39.5 http.c',
      resolve: resolveWith({ libcurl: libcurlReleases['7.88'], refusesPath: false, laxScheme: true }),
    },
  ],
};
