import { t } from '@vscode/l10n';
import type { RouteDecision, RouteQuestion } from '../route.ts';
import { excluded, nothingSet, throughProxy, type ProxyReading } from './decisions.ts';
import type { Dialect } from './dialect.ts';
import { problems } from './proxy-url-text.ts';
import type { FoundSetting } from './settings-lookup.ts';
import { readSocksProxy } from './socks-proxy-agent.ts';
import { isOutOfReach, libraryProblems, readWithUrlClass, tunnelProxy } from './url-class-proxy.ts';

/**
 * npm: its own settings `https-proxy` and `proxy` for every URL, then the environment, where an http URL takes the https
 * proxy first (npm/agent lib/proxy.js). Case does not count in a variable's name, and the last one wins.
 */
function resolve(question: RouteQuestion): RouteDecision {
  const decision = decide(question);
  if (decision.outcome !== 'direct' || !isOutOfReach(question.url)) return decision;
  return { ...decision, outcome: 'error', reason: t('npm looks an IPv6 address in brackets up as if it were a name.') };
}

function decide(question: RouteQuestion): RouteDecision {
  const { url } = question;
  const ofEnvironment = (name: string): FoundSetting | undefined => lastNamed(question, (key) => key === name);
  const inEnvironment = url.protocol === 'https:' ? ['https_proxy'] : ['https_proxy', 'http_proxy', 'proxy'];
  const proxy =
    urlSetting(question, 'https-proxy') ??
    urlSetting(question, 'proxy') ??
    inEnvironment.map(ofEnvironment).find((setting) => setting?.value);
  if (!proxy) return nothingSet();
  // The environment's list is looked at again when the connection is made, whatever npm's own setting says.
  for (const list of [npmSetting(question, 'noproxy'), ofEnvironment('no_proxy')]) {
    const entry = list && bypassEntry(list.value, url.hostname);
    if (list && entry !== undefined) return excluded(list, entry, url.hostname);
  }
  return throughProxy(question, proxy, readProxy(proxy.value, url), 'absolute');
}

function lastNamed(question: RouteQuestion, matches: (lowerName: string) => boolean): FoundSetting | undefined {
  let last: FoundSetting | undefined;
  for (const [name, value] of Object.entries(question.environment)) {
    if (value !== undefined && matches(name.toLowerCase())) last = { name, value };
  }
  return last;
}

/** A setting of npm's that stands in a variable, as in npm_config_https_proxy (npm/config lib/index.js loadEnv()). */
function npmSetting(question: RouteQuestion, key: string): FoundSetting | undefined {
  const prefix = 'npm_config_';
  const environment = Object.fromEntries(Object.entries(question.environment).filter(([, value]) => value !== ''));
  return lastNamed({ ...question, environment }, (name) => {
    return name.startsWith(prefix) && name.slice(prefix.length).replace(/(?!^)_/g, '-') === key;
  });
}

/** Some words stand for nothing set; npm warns about any other value that is no URL and uses it all the same. */
function urlSetting(question: RouteQuestion, key: string): FoundSetting | undefined {
  const setting = npmSetting(question, key);
  const value = setting?.value.trim() ?? '';
  return setting && !['', 'false', 'null', 'undefined'].includes(value) ? { name: setting.name, value } : undefined;
}

/** isNoProxy(): the labels of the entry are the last ones of the host, case and all. */
function bypassEntry(list: string, hostname: string): string | undefined {
  const labels = hostname.split('.').reverse();
  return list.split(',').find((entry) => {
    const wanted = entry.trim().split('.').filter(Boolean).reverse();
    return wanted.length > 0 && wanted.every((label, index) => label === labels[index]);
  });
}

function readProxy(value: string, target: URL): ProxyReading {
  const url = readWithUrlClass(value);
  if ('problem' in url) return url;
  if (url.protocol === 'http:' || url.protocol === 'https:') return tunnelProxy(url);
  const reading = readSocksProxy(url, target) ?? { problem: problems.scheme(url.protocol.slice(0, -1)) };
  if ('problem' in reading || !isOutOfReach(target)) return reading;
  // Only a proxy that takes names is given the bracketed address, as one.
  const takesNames = /^socks(?:5h|4a)?:$/.test(url.protocol);
  return takesNames ? { ...reading, addressesAsNames: [6] } : { problem: libraryProblems.bracketedHost() };
}

/** npm as a program. */
export const npm: Dialect = {
  id: 'npm',
  title: 'npm',
  versions: [{ version: '12.2.0', source: 'measured; npm/agent lib/proxy.js, npm/config', resolve }],
};
