import type { RouteDecision, RouteQuestion } from '../route.ts';
import { excluded, malformed, nothingSet } from './decisions.ts';
import { destinationOf, splitEntryPort, type Destination } from './host-matching.ts';
import { firstNonEmpty, type FoundSetting } from './settings-lookup.ts';
import { libraryProblems } from './url-class-proxy.ts';

/** What changed between majors of proxy-from-env. */
export interface ProxyFromEnvTraits {
  /** 1.x reads what npm hands to scripts too: npm_config_https_proxy, npm_config_proxy, npm_config_no_proxy. */
  npmVariables: boolean;
}

/** The proxy value that getProxyForUrl() returns, and where it comes from. */
export interface FoundProxyValue {
  setting: FoundSetting;
  /** With a scheme: a value without one has been given the URL's. */
  value: string;
}

/**
 * getProxyForUrl() of proxy-from-env: lower case first, an empty value falls through, NO_PROXY before the proxy
 * (Rob--W/proxy-from-env index.js). A value without a scheme is taken to have the URL's, which for https means TLS to
 * the proxy.
 *
 * @returns the decision where it is made already.
 */
export function proxyFromEnv(question: RouteQuestion, traits: ProxyFromEnvTraits): FoundProxyValue | RouteDecision {
  const scheme = question.url.protocol.slice(0, -1);
  const list = lookUp(question, [...(traits.npmVariables ? ['npm_config_no_proxy'] : []), 'no_proxy']);
  const destination = destinationOf(question.url);
  const entry = list && exactOrEndEntry(list.value, destination);
  const ofNpm = (name: string): string[] => (traits.npmVariables ? [name] : []);
  const setting = lookUp(question, [
    ...ofNpm(`npm_config_${scheme}_proxy`),
    `${scheme}_proxy`,
    ...ofNpm('npm_config_proxy'),
    'all_proxy',
  ]);
  if (!setting) return nothingSet();
  if (list && entry !== undefined) return excluded(list, entry, destination.urlHost);
  if (setting.value.includes('://')) return { setting, value: setting.value };
  return scheme === 'https'
    ? malformed(setting, libraryProblems.assumedTls())
    : { setting, value: `${scheme}://${setting.value}` };
}

function lookUp(question: RouteQuestion, names: readonly string[]): FoundSetting | undefined {
  return firstNonEmpty(question, names.flatMap((name) => [name, name.toUpperCase()]));
}

/**
 * shouldProxy(): the exact host, or the end of it after a dot or a star; the whole list may be a star. undici up to 7.11
 * has the same.
 */
export function exactOrEndEntry(list: string, { urlHost, port }: Destination): string | undefined {
  if (list === '*') return list;
  return list.toLowerCase().split(/[,\s]/).find((entry) => {
    if (entry === '') return false;
    const split = splitEntryPort(entry);
    if (split.port && split.port !== port) return false;
    if (!/^[.*]/.test(split.name)) return urlHost === split.name;
    return urlHost.endsWith(split.name.replace(/^\*/, ''));
  });
}
