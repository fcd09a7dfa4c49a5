import type { RouteDecision, RouteQuestion } from '../route.ts';
import { chromiumBypass } from './chromium-bypass.ts';
import { readChromiumProxyUri } from './chromium-proxy-uri.ts';
import { resolveByChromium } from './chromium.ts';
import { excluded, loopbackDirect, nothingSet, throughProxy, type ProxyReading } from './decisions.ts';
import type { Dialect } from './dialect.ts';
import { problems } from './proxy-url-text.ts';
import { firstNonEmpty, type FoundSetting } from './settings-lookup.ts';

/**
 * The main process tells its windows `http.proxy`, else one variable for both schemes, and with it `http.noProxy`, else
 * NO_PROXY, as Chromium's bypass rules; what is below a host is then not bypassed. Without a proxy it tells them
 * nothing, and they are like any Chromium, so that ALL_PROXY counts
 * (microsoft/vscode src/vs/platform/windows/electron-main/windowImpl.ts onConfigurationUpdated).
 */
export function resolveWindow(question: RouteQuestion): RouteDecision {
  const setting = findProxy(question);
  const rules = setting && withoutUser(setting.value);
  // With a user name that can't be taken off, the windows are told nothing either.
  if (!setting || rules === undefined || rules.includes('@')) return resolveByChromium(question);
  const list = findList(question);
  const host = question.url.hostname;
  const bypass = chromiumBypass(list ? `${list.value},<local>` : '<local>', question, false);
  if (bypass === 'loopback') return loopbackDirect(host);
  if (bypass) return excluded(list ?? setting, bypass.entry, host);
  const reading = readProxyRules(rules, question.url);
  return reading === 'direct' ? nothingSet() : throughProxy(question, setting, reading, 'absolute');
}

function findProxy(question: RouteQuestion): FoundSetting | undefined {
  const configured = question.editorSettings?.['http.proxy'];
  if (typeof configured === 'string' && configured.trim() !== '') {
    return { name: 'http.proxy', value: configured.trim() };
  }
  const found = firstNonEmpty(question, ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY']);
  return found && found.value.trim() !== '' ? { ...found, value: found.value.trim() } : undefined;
}

function findList(question: RouteQuestion): FoundSetting | undefined {
  const listed = question.editorSettings?.['http.noProxy'];
  const entries = Array.isArray(listed) ? listed.filter((one): one is string => typeof one === 'string') : [];
  const configured = entries.map((entry) => entry.trim()).join(',');
  if (configured !== '') return { name: 'http.noProxy', value: configured };
  const variable = firstNonEmpty(question, ['no_proxy', 'NO_PROXY']);
  return variable && variable.value.trim() !== '' ? { ...variable, value: variable.value.trim() } : undefined;
}

/** Takes off what stands before the first `@` of the authority, and one slash at the end. */
function withoutUser(value: string): string {
  const match = /^([^:/?#]+:\/\/)([^/?#@]*)@([^/?#]*)(.*)$/s.exec(value);
  const bare = match ? `${match[1] ?? ''}${(match[3] ?? '').toLowerCase()}${match[4] ?? ''}` : value;
  return bare.replace(/\/$/, '');
}

/** ProxyRules::ParseFromString() of Chromium's net/proxy_resolution/proxy_config.cc: a list, or lists by scheme. */
function readProxyRules(rules: string, url: URL): ProxyReading | 'direct' {
  const byScheme = new Map<string, ProxyReading | 'direct'>();
  let isByScheme = false;
  for (const rule of rules.split(';').filter((one) => one !== '')) {
    const [first = '', second] = rule.split('=').filter((part) => part !== '');
    if (second === undefined) {
      if (isByScheme) continue;
      return firstUsable(first) ?? readingOf(first);
    }
    isByScheme = true;
    const scheme = first.trim();
    const usable = firstUsable(second, scheme === 'socks' ? 'socks4' : 'http');
    if (usable) byScheme.set(scheme, usable);
  }
  if (!isByScheme) return { problem: problems.syntax() };
  return byScheme.get(url.protocol.slice(0, -1)) ?? byScheme.get('socks') ?? 'direct';
}

/** The first proxy of a list that Chromium can parse; it silently leaves out the others. */
function firstUsable(list: string, defaultScheme?: string): ProxyReading | 'direct' | undefined {
  const readings = list.split(',').filter((uri) => uri !== '').map((uri) => readChromiumProxyUri(uri, defaultScheme));
  return readings.find((reading) => reading === 'direct' || 'url' in reading);
}

function readingOf(list: string): ProxyReading {
  const reading = readChromiumProxyUri(list);
  return reading === 'direct' ? { problem: problems.syntax() } : reading;
}

/** The editor's own window: its marketplace, its webviews, its settings sync. Extensions take another way. */
export const vscodeWindow: Dialect = {
  id: 'vscode-window',
  title: 'VS Code window',
  versions: [
    {
      version: '156',
      source: 'measured on Chromium 156 with what microsoft/vscode windowImpl.ts says; chromium proxy_config.cc',
      resolve: resolveWindow,
    },
  ],
};
