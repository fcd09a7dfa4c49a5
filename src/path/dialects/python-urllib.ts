import { t } from '@vscode/l10n';
import type { RouteDecision, RouteQuestion } from '../route.ts';
import { excluded, malformed, nothingSet, throughProxy, type ProxyReading } from './decisions.ts';
import type { Dialect } from './dialect.ts';
import { destinationOf } from './host-matching.ts';
import { buildProxyUrl, problems } from './proxy-url-text.ts';
import { pythonProxies, urllibBypassEntry } from './python-environment.ts';
import { pythonInteger, pythonUnquote } from './python-literals.ts';
import type { FoundSetting } from './settings-lookup.ts';

/**
 * urllib.request with its usual handlers. A proxy of another scheme than the request's makes it start over, as a
 * request of the proxy's scheme to the proxy (CPython Lib/urllib/request.py ProxyHandler.proxy_open). https requests
 * never start over: they ask for a tunnel in plain HTTP, whatever scheme the proxy has.
 */
function resolve(question: RouteQuestion): RouteDecision {
  const proxies = pythonProxies(question);
  const list = proxies['no'];
  const { urlHost, explicitPort } = destinationOf(question.url, question.urlText);
  let type = question.url.protocol.slice(0, -1);
  let host = explicitPort === undefined ? urlHost : `${urlHost}:${explicitPort}`;
  let through: { setting: FoundSetting; value: ProxyValue } | undefined;

  for (const seen = new Set<string>(); !seen.has(type); ) {
    seen.add(type);
    const setting = proxies[type];
    if (!setting) break;
    const value = splitProxy(setting.value);
    if (!value) return malformed(setting, problems.syntax());
    const entry = urllibBypassEntry(proxies, host);
    if (list && entry !== undefined) {
      if (!through) return excluded(list, entry, urlHost);
      break;
    }
    through = { setting, value };
    host = value.hostPort;
    const proxyType = value.scheme ?? type;
    if (type === 'https' || proxyType === type) return askForTunnelOrPage(question, setting, value, type);
    type = proxyType;
  }
  if (!through) return nothingSet();
  const { setting, value } = through;
  // What the request has become is sent to the proxy as to a server; over TLS that is the usual https:// proxy.
  if (type === 'https') return throughProxy(question, setting, readHostPort('https', value, 443), 'absolute');
  return malformed(setting, problems.scheme(type));
}

function askForTunnelOrPage(
  question: RouteQuestion,
  setting: FoundSetting,
  value: ProxyValue,
  type: string,
): RouteDecision {
  if (type === 'https' && value.scheme === 'https') {
    return malformed(setting, t('it speaks plain HTTP to a proxy that expects TLS.'));
  }
  const reading = readHostPort(value.scheme ?? 'http', value, type === 'https' ? 443 : 80);
  return throughProxy(question, setting, reading, type === 'https' ? 'connect' : 'absolute');
}

interface ProxyValue {
  scheme: string | undefined;
  userinfo: string;
  hostPort: string;
}

/** _parse_proxy(); undefined for a value with one slash. */
function splitProxy(value: string): ProxyValue | undefined {
  const typed = /^([^/:]+):(.*)$/s.exec(value);
  const rest = typed ? (typed[2] ?? '') : value;
  if (!rest.startsWith('/')) return { scheme: undefined, ...splitUser(value) };
  if (!rest.startsWith('//')) return undefined;
  const end = rest.indexOf('/', rest.includes('@') ? rest.indexOf('@') : 2);
  return { scheme: typed?.[1]?.toLowerCase(), ...splitUser(rest.slice(2, end === -1 ? undefined : end)) };
}

function splitUser(authority: string): { userinfo: string; hostPort: string } {
  const at = authority.lastIndexOf('@');
  return { userinfo: authority.slice(0, Math.max(at, 0)), hostPort: pythonUnquote(authority.slice(at + 1)) };
}

/** http.client HTTPConnection._get_hostport(): without a port it is the one of the request's scheme. */
function readHostPort(scheme: string, { userinfo, hostPort }: ProxyValue, usualPort: number): ProxyReading {
  const colon = hostPort.lastIndexOf(':');
  const hasPort = colon > hostPort.lastIndexOf(']');
  const portText = hasPort ? hostPort.slice(colon + 1) : '';
  const port = portText === '' ? usualPort : pythonInteger(portText);
  if (!(port >= 0 && port <= 65_535)) return { problem: problems.port() };
  const host = (hasPort ? hostPort.slice(0, colon) : hostPort).replace(/^\[(.*)\]$/s, '$1');
  if (host === '' || /[\u0000-\u0020\u007f/?#@\\]/.test(host)) return { problem: problems.host() };
  const known = /^[a-z][a-z0-9+.-]*$/.test(scheme) ? scheme : 'http';
  const url = buildProxyUrl(known, userinfo, host.includes(':') ? `[${host}]` : host, port);
  return url ? { url, asked: 'http' } : { problem: problems.host() };
}

/** Python programs on the standard library alone. urlopen() reads the proxies once, at its first call. */
export const pythonUrllib: Dialect = {
  id: 'python-urllib',
  title: 'Python urllib',
  versions: [
    {
      version: '3.14.10',
      source: 'measured on 3.13.0 and with the urllib and http of 3.14.2; CPython Lib/urllib/request.py',
      resolve,
    },
  ],
};
