import { t } from '@vscode/l10n';
import { redactProxyUrl } from '../proxy-redaction.ts';
import type { RouteDecision, RouteQuestion } from '../route.ts';
import { excluded, malformed, nothingSet, throughProxy, type ProxyReading } from './decisions.ts';
import type { Dialect } from './dialect.ts';
import { destinationOf, isDomainOrBelow, splitAtCommas, withoutLeadingDots } from './host-matching.ts';
import { buildProxyUrl, problems } from './proxy-url-text.ts';
import { pythonProxies, urllibBypassEntry, type PythonProxies } from './python-environment.ts';
import {
  isLatin1,
  isPythonIpv4,
  isPythonIpv6,
  latin1Problem,
  pythonInteger,
  pythonUnquote,
} from './python-literals.ts';
import type { FoundSetting } from './settings-lookup.ts';

/** What changed between versions of aiohttp. */
interface AiohttpTraits {
  /** Up to 3.13 a colon in the user name makes every request fail; later only those through that proxy. */
  colonFailsAll: boolean;
  /** From 3.14 on an address such as `192.0.513` is refused. */
  canonicalOnly: boolean;
}

function resolveWith({ colonFailsAll, canonicalOnly }: AiohttpTraits): (question: RouteQuestion) => RouteDecision {
  return (question) => {
    const proxies = pythonProxies(question);
    const { host } = destinationOf(question.url);
    const list = proxies['no'];
    const entry = bypassEntry(proxies, host);
    if (list && entry !== undefined && (proxies['http'] ?? proxies['https'])) return excluded(list, entry, host);
    if (list && entry !== undefined) return nothingSet();

    // All of these are parsed, whichever is used (aiohttp/helpers.py proxies_from_env).
    for (const key of ['http', 'https', 'ws', 'wss']) {
      const setting = proxies[key];
      if (!setting) continue;
      const url = parseYarlUrl(setting.value);
      if (typeof url === 'string') return malformed(setting, problems[url]());
      if (colonFailsAll && hasColon(url.user)) return malformed(setting, colonProblem());
    }
    const proxy = proxies[question.url.protocol.slice(0, -1)];
    if (!proxy) return nothingSet();
    const url = parseYarlUrl(proxy.value);
    if (typeof url !== 'string' && (url.isEmpty || url.scheme === 'https' || url.scheme === 'wss')) {
      return ignored(proxy, url);
    }
    return throughProxy(question, proxy, readProxy(url, canonicalOnly), 'absolute');
  };
}

/** It writes into its log that it ignores a TLS proxy, and takes an address without anything in it for none. */
function ignored(proxy: FoundSetting, { isEmpty, scheme }: YarlUrl): RouteDecision {
  const reason = isEmpty
    ? t('{0} is "{1}", which this client takes for no proxy.', proxy.name, redactProxyUrl(proxy.value))
    : t('{0} names a proxy of the kind {1}, which this client ignores.', proxy.name, scheme);
  return { ...nothingSet(), decidedBy: proxy.name, reason };
}

/** urllib's rule on URL.host, which gives an internationalised name decoded: only such an entry names it. */
function bypassEntry(proxies: PythonProxies, host: string): string | undefined {
  const list = proxies['no'];
  if (!list || !/(?:^|\.)xn--/.test(host)) return urllibBypassEntry(proxies, host);
  if (list.value === '*') return list.value;
  const decoded = host.replace(/(?<![^.])xn--/g, '\ufffd');
  return splitAtCommas(list.value).find((raw) => {
    const name = withoutLeadingDots(raw.trim()).toLowerCase();
    if (name === '') return false;
    const isAscii = /^[\u0000-\u007f]*$/.test(name);
    return isDomainOrBelow(decoded, isAscii ? name : asciiName(name).replace(/(?<![^.])xn--/g, '\ufffd'));
  });
}

function asciiName(name: string): string {
  return URL.canParse(`http://${name}`) ? new URL(`http://${name}`).hostname : name;
}

interface YarlUrl {
  scheme: string;
  user: string;
  password: string;
  /** Without brackets; empty for none. */
  host: string;
  port: number | undefined;
  /** Has a scheme at most. */
  isEmpty: boolean;
}

/** yarl/_parse.py split_url() and split_netloc(); a scheme may start with a digit there. */
function parseYarlUrl(value: string): YarlUrl | 'syntax' | 'port' | 'host' {
  const text = value.replace(/^[\u0000-\u0020]+/, '').replace(/[\t\r\n]/g, '');
  const typed = /^([a-z0-9+.-]+):(.*)$/is.exec(text);
  const scheme = typed?.[1]?.toLowerCase() ?? '';
  const rest = typed ? (typed[2] ?? '') : text;
  const authority = /^\/\/([^/?#]*)/.exec(rest)?.[1] ?? '';
  if (authority.includes('\\')) return 'syntax';
  const at = authority.lastIndexOf('@');
  const [, user = '', password = ''] = /^([^:]*):?(.*)$/s.exec(authority.slice(0, Math.max(at, 0))) ?? [];
  const hostInfo = authority.slice(at + 1);
  const parts = /^(?:\[([^[\]]*:[^[\]]*|v[^[\]]*)\]|([^:[\]]*))(?::(.*))?$/s.exec(hostInfo);
  if (!parts || (/[[\]]/.test(authority) && !hostInfo.startsWith('['))) return 'syntax';
  const host = parts[1] ?? parts[2] ?? '';
  const portText = parts[3] ?? '';
  const port = portText === '' ? undefined : pythonInteger(portText);
  if (port !== undefined && !(port >= 0 && port <= 65_535)) return 'port';
  if (host === '' && authority !== '' && /^(?:https?|wss?|ftp)$/.test(scheme)) return 'host';
  return { scheme, user, password, host, port, isEmpty: /^(?:\/\/)?\??#?$/.test(rest) };
}

function hasColon(user: string): boolean {
  return pythonUnquote(user).includes(':');
}

function colonProblem(): string {
  return t('the user name has a colon.');
}

const defaultPorts: Readonly<Record<string, number>> = { http: 80, ws: 80, ftp: 21 };

/** HTTP is spoken to whatever the scheme says. A scheme without a port of its own needs one. */
function readProxy(url: ReturnType<typeof parseYarlUrl>, canonicalOnly: boolean): ProxyReading {
  if (typeof url === 'string') return { problem: problems[url]() };
  const { scheme, user, password, host } = url;
  const port = url.port ?? defaultPorts[scheme];
  if (host === '') return { problem: scheme === '' ? problems.schemeMissing() : problems.host() };
  if (port === undefined) return { problem: problems.port() };
  const isLegacyIpv4 = canonicalOnly && /^[\d.]+$/.test(host) && !isPythonIpv4(host);
  if (isLegacyIpv4 || /[%\s]/.test(host)) return { problem: problems.host() };
  if (hasColon(user)) return { problem: colonProblem() };
  if (!isLatin1(pythonUnquote(user) + pythonUnquote(password))) return { problem: latin1Problem() };
  const userinfo = password === '' ? user : `${user}:${password}`;
  const known = /^[a-z]/.test(scheme) ? scheme : 'http';
  const proxyUrl = buildProxyUrl(known, userinfo, isPythonIpv6(host) ? `[${host}]` : host, port);
  return proxyUrl ? { url: proxyUrl, asked: 'http' } : { problem: problems.host() };
}

/** Python programs on aiohttp whose session has `trust_env=True`; without it aiohttp reads nothing. */
export const pythonAiohttpTrustEnv: Dialect = {
  id: 'python-aiohttp-trust-env',
  title: 'Python aiohttp with trust_env',
  versions: [
    {
      version: '3.14.3',
      since: '3.14.0',
      source: 'measured; aio-libs/aiohttp aiohttp/helpers.py, aio-libs/yarl yarl/_parse.py',
      resolve: resolveWith({ colonFailsAll: false, canonicalOnly: true }),
    },
    {
      version: '3.13.3',
      source: 'measured; aio-libs/aiohttp aiohttp/helpers.py BasicAuth',
      resolve: resolveWith({ colonFailsAll: true, canonicalOnly: false }),
    },
  ],
};
