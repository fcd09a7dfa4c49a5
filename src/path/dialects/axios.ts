import type { RouteDecision, RouteQuestion } from '../route.ts';
import { axiosBypassEntry } from './axios-no-proxy.ts';
import { excluded, throughProxy, type ProxyReading } from './decisions.ts';
import type { Dialect } from './dialect.ts';
import { destinationOf } from './host-matching.ts';
import { resolveNodeHttp } from './node-http-env.ts';
import { isSwitchOn } from './node-fetch.ts';
import { proxyFromEnv } from './proxy-from-env.ts';
import { problems } from './proxy-url-text.ts';
import { firstNonEmpty } from './settings-lookup.ts';
import { isOutOfReach, libraryProblems, proxyAt, readWithUrlClass, withPort } from './url-class-proxy.ts';

/** The request goes to the proxy as if that were the server, https URLs in absolute form too. */
function readForForwarding(value: string): ProxyReading {
  const url = readWithUrlClass(value);
  if ('problem' in url) return url;
  const scheme = url.protocol.slice(0, -1);
  if (scheme !== 'http' && scheme !== 'https') return { problem: problems.scheme(scheme) };
  if (isOutOfReach(url)) return { problem: libraryProblems.bracketedHost() };
  return proxyAt(url, scheme === 'https' ? 443 : 80);
}

/** CONNECT with https-proxy-agent 5, which gets user name and password as they are and takes port 0 for none. */
function readForTunnel(value: string): ProxyReading {
  const url = readWithUrlClass(value);
  if ('problem' in url) return url;
  const usual = url.protocol === 'https:' ? 443 : 80;
  return proxyAt(url.port === '0' ? withPort(url, usual) : url, usual);
}

/** lib/adapters/http.js of axios 1.7: proxy-from-env decides, and nothing tunnels. */
function resolve17(question: RouteQuestion): RouteDecision {
  const found = proxyFromEnv(question, { npmVariables: true });
  if ('outcome' in found) return found;
  const decision = throughProxy(question, found.setting, readForForwarding(found.value), 'absolute');
  return decision.outcome === 'proxy' ? { ...decision, mode: 'absolute' } : decision;
}

/** lib/adapters/http.js of axios 1.21: both proxy-from-env and its own reading of NO_PROXY must want the proxy. */
function resolve121(question: RouteQuestion): RouteDecision {
  if (isSwitchOn(question)) return resolveNodeHttp(question);
  const found = proxyFromEnv(question, { npmVariables: false });
  if ('outcome' in found && found.outcome !== 'error') return found;
  const list = firstNonEmpty(question, ['no_proxy', 'NO_PROXY']);
  const entry = list && axiosBypassEntry(list.value, destinationOf(question.url));
  if (list && entry !== undefined) return excluded(list, entry, question.url.hostname);
  if ('outcome' in found) return found;
  const read = question.url.protocol === 'https:' ? readForTunnel : readForForwarding;
  return throughProxy(question, found.setting, read(found.value), 'absolute');
}

/** axios in a plain Node program, with its http adapter. */
export const axios: Dialect = {
  id: 'axios',
  title: 'axios',
  versions: [
    {
      version: '1.21.1',
      since: '1.16.1',
      source: 'measured; axios lib/adapters/http.js, lib/helpers/shouldBypassProxy.js; proxy-from-env 2.1',
      resolve: resolve121,
    },
    {
      version: '1.7.9',
      source: 'measured; axios lib/adapters/http.js; proxy-from-env 1.1',
      resolve: resolve17,
    },
  ],
};
