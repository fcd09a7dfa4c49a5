import type { RouteDecision, RouteQuestion } from '../route.ts';
import { excluded, ignoredProxy, malformed, nothingSet, throughProxy, type ProxyReading } from './decisions.ts';
import type { Dialect } from './dialect.ts';
import { destinationOf } from './host-matching.ts';
import { buildProxyUrl, problems } from './proxy-url-text.ts';
import { parseHttpUri } from './rust-http-uri.ts';
import { matchingRustEntry } from './rust-no-proxy.ts';
import { firstNonEmpty, firstPresent, variableNamed } from './settings-lookup.ts';

const defaultPorts: Readonly<Record<string, number>> = { http: 80, https: 443, socks5: 1080, socks5h: 1080 };

/**
 * denoland/deno ext/fetch/proxy.rs from_env(): ALL_PROXY comes first, a value that can't be read falls through to the
 * next variable, and REQUEST_METHOD switches HTTP_PROXY off.
 */
function resolve(question: RouteQuestion): RouteDecision {
  const https = question.url.protocol === 'https:';
  const own = https ? 'https_proxy' : 'http_proxy';
  const cgi = !https && variableNamed(question, 'REQUEST_METHOD') !== undefined;
  const names = ['ALL_PROXY', 'all_proxy', ...(cgi ? [] : [own.toUpperCase(), own])];
  const destination = destinationOf(question.url);
  for (const name of names) {
    const setting = variableNamed(question, name);
    const reading = setting && readProxy(setting.value);
    if (!setting || !reading) continue;
    const list = firstPresent(question, ['NO_PROXY', 'no_proxy']);
    const traits = { ignoresCase: false, emptyMatchesTrailingDot: true };
    const entry = list?.value ? matchingRustEntry(list.value, destination, traits) : undefined;
    if (list && entry !== undefined) return excluded(list, entry, destination.host);
    if ('problem' in reading) return malformed(setting, reading.problem);
    return throughProxy(question, setting, reading, 'absolute');
  }
  const unusable = firstNonEmpty(question, [...names, own.toUpperCase(), own]);
  return unusable ? ignoredProxy(unusable) : nothingSet();
}

/** Target::parse(); user information without a colon makes a value useless. */
function readProxy(value: string): ProxyReading | undefined {
  const socket = /^(unix|vsock):/.exec(value)?.[1];
  if (socket) return { problem: problems.scheme(socket) };
  const uri = parseHttpUri(value);
  const scheme = uri?.scheme ?? 'http';
  const userinfo = uri?.userinfo.replace(/@.*$/s, '') ?? '';
  if (!uri || !Object.hasOwn(defaultPorts, scheme) || (uri.hasUserinfo && !userinfo.includes(':'))) return undefined;
  const socks = scheme.startsWith('socks');
  // It looks a SOCKS proxy's IPv6 address up with its brackets, in vain.
  const noHost = uri.host === '' || (socks && uri.host.startsWith('['));
  const url = noHost ? undefined : buildProxyUrl(scheme, userinfo, uri.host, uri.port ?? defaultPorts[scheme] ?? 0);
  return url ? { url, asked: socks ? 'socks5-name' : 'http' } : { problem: problems.host() };
}

/** Deno's global fetch. */
export const denoFetch: Dialect = {
  id: 'deno-fetch',
  title: 'Deno fetch',
  versions: [{ version: '2.9.6', source: 'measured; denoland/deno ext/fetch/proxy.rs', resolve }],
};
