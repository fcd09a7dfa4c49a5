import { t } from '@vscode/l10n';
import type { RouteDecision, RouteQuestion } from '../route.ts';
import { excluded, malformed, nothingSet, throughProxy, type ProxyReading, type UsableProxy } from './decisions.ts';
import type { Dialect } from './dialect.ts';
import { problems } from './proxy-url-text.ts';
import { firstPresent, type FoundSetting } from './settings-lookup.ts';
import { isOutOfReach, libraryProblems, proxyAt } from './url-class-proxy.ts';

/**
 * pnpm since it is a Rust program: its own settings, then the environment, upper case first, where a variable that is
 * empty still hides what comes after it. The https proxy serves http URLs too. Both proxies must be readable, whatever
 * the URL (pnpm/pnpm crates/config/src/proxy_keys.rs, crates/network/src/proxy.rs).
 */
function resolve(question: RouteQuestion): RouteDecision {
  const ofEnvironment = (name: string): FoundSetting | undefined => firstPresent(question, [name, name.toLowerCase()]);
  const legacy = ownSetting(question, 'proxy');
  const isOff = legacy?.value === 'false';
  const https =
    ownUrl(question, 'https_proxy') ?? (isOff ? undefined : (urlIn(legacy) ?? ofEnvironment('HTTPS_PROXY')));
  const http =
    ownUrl(question, 'http_proxy') ??
    https ??
    (isOff ? undefined : (ofEnvironment('HTTP_PROXY') ?? ofEnvironment('PROXY')));
  for (const setting of [https, http]) {
    if (setting?.value && !parseProxy(setting.value)) return malformed(setting, problems.syntax());
  }
  const proxy = question.url.protocol === 'https:' ? https : http;
  if (!proxy?.value) return nothingSet();
  const list = ownUrl(question, 'no_proxy') ?? ownUrl(question, 'noproxy') ?? ofEnvironment('NO_PROXY');
  const entry = list && bypassEntry(list.value, question.url.hostname);
  if (list && entry !== undefined) return excluded(list, entry, question.url.hostname);
  const reading = readProxy(proxy.value, question.url);
  if (reading) return throughProxy(question, proxy, reading, 'absolute');
  return {
    outcome: 'direct',
    decidedBy: proxy.name,
    reason: t('{0} names a kind of proxy that this client does not know, so it goes directly.', proxy.name),
  };
}

/** One of pnpm's own settings, from the variable PNPM_CONFIG_... in either case. */
function ownSetting(question: RouteQuestion, key: string): FoundSetting | undefined {
  return firstPresent(question, [`pnpm_config_${key}`, `PNPM_CONFIG_${key.toUpperCase()}`]);
}

function ownUrl(question: RouteQuestion, key: string): FoundSetting | undefined {
  return urlIn(ownSetting(question, key));
}

/** These words stand for nothing set. */
function urlIn(setting: FoundSetting | undefined): FoundSetting | undefined {
  return setting && ['', 'false', 'null'].includes(setting.value) ? undefined : setting;
}

/** The labels of the entry are the last ones of the host, case and all; the one word `true` leaves out everything. */
function bypassEntry(list: string, hostname: string): string | undefined {
  if (list.trim() === 'true') return 'true';
  const labelsOf = (name: string): string[] => name.split('.').filter(Boolean).reverse();
  const labels = labelsOf(hostname);
  return list.split(',').find((entry) => {
    const wanted = labelsOf(entry.trim());
    return wanted.length > 0 && wanted.every((label, index) => label === labels[index]);
  });
}

const socksKinds: Readonly<Record<string, UsableProxy['asked']>> = {
  socks4: 'socks4-ip',
  socks4a: 'socks4a-name',
  socks5: 'socks5-ip',
  socks5h: 'socks5-name',
};

/** parse_proxy_url(): without a scheme or without a host the value is read again with http:// in front. */
function parseProxy(value: string): URL | undefined {
  return [value, `http://${value}`]
    .map((text) => (URL.canParse(text) ? new URL(text) : undefined))
    .find((parsed) => parsed !== undefined && parsed.hostname !== '');
}

/** What reqwest makes of it; undefined where reqwest then goes directly. */
function readProxy(value: string, target: URL): ProxyReading | undefined {
  const url = parseProxy(value);
  if (!url) return { problem: problems.syntax() };
  const scheme = url.protocol.slice(0, -1);
  if (scheme === 'http' || scheme === 'https') {
    // A host that the Uri of the http crate does not take.
    return /[^\w.[\]:~'!$&()*+,;=-]/.test(url.hostname) ? undefined : proxyAt(url, scheme === 'https' ? 443 : 80);
  }
  const asked = Object.hasOwn(socksKinds, scheme) ? socksKinds[scheme] : undefined;
  if (!asked || url.hostname.includes('%')) return undefined;
  const outOfReach = isOutOfReach(target) && asked !== 'socks5-name';
  return outOfReach ? { problem: libraryProblems.bracketedHost() } : proxyAt(url, 1080, asked);
}

/** pnpm as a program. */
export const pnpm: Dialect = {
  id: 'pnpm',
  title: 'pnpm',
  versions: [
    {
      version: '12.21.0',
      source: 'measured; pnpm/pnpm crates/config/src/proxy_keys.rs, crates/network/src/proxy.rs; reqwest',
      resolve,
    },
  ],
};
