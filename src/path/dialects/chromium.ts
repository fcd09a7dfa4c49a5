import { t } from '@vscode/l10n';
import type { RouteDecision, RouteQuestion } from '../route.ts';
import { chromiumBypass } from './chromium-bypass.ts';
import { readChromiumProxyUri } from './chromium-proxy-uri.ts';
import { excluded, loopbackDirect, malformed, nothingSet, throughProxy, type UsableProxy } from './decisions.ts';
import type { Dialect } from './dialect.ts';
import { problems } from './proxy-url-text.ts';
import { firstPresent, variableNamed, type FoundSetting } from './settings-lookup.ts';
import { resolveSystemProxy } from './system-proxy.ts';

/** A variable that names a proxy Chromium can parse. */
interface VariableProxy {
  setting: FoundSetting;
  proxy: UsableProxy;
}

/**
 * What a Chromium does that has been told nothing: the desktop's settings where there are any, else, on Linux, the
 * environment (net/proxy_resolution/proxy_config_service_linux.cc).
 */
export function resolveByChromium(question: RouteQuestion): RouteDecision {
  if (question.platform !== 'linux' || (question.system && question.system.store !== 'none')) return bySystem(question);
  const script = caseless(question, 'auto_proxy');
  if (script) {
    return {
      outcome: 'unknown',
      decidedBy: script.name,
      reason: t('{0} makes a script (PAC) choose the proxy, which decides for each URL.', script.name),
    };
  }
  const found = findProxy(question);
  if (!found) return nothingSet();
  const list = caseless(question, 'no_proxy');
  const bypass = chromiumBypass(list?.value ?? '', question, true);
  if (bypass === 'loopback') return loopbackDirect(question.url.hostname);
  if (bypass && list) return excluded(list, bypass.entry, question.url.hostname);
  // The scheme of the value is thrown away; a proxy that expects TLS can't be spoken to like that.
  if (/^\s*https:\/\//i.test(found.setting.value)) return malformed(found.setting, problems.scheme('https'));
  return throughProxy(question, found.setting, found.proxy, 'absolute');
}

/** ALL_PROXY comes before the variable of the URL's scheme; SOCKS_SERVER counts when there is none of any scheme. */
function findProxy(question: RouteQuestion): VariableProxy | undefined {
  const all = readVariable(question, 'all_proxy');
  if (all) return all;
  const [http, https, ftp] = ['http_proxy', 'https_proxy', 'ftp_proxy'].map((name) => readVariable(question, name));
  if (http ?? https ?? ftp) return question.url.protocol === 'https:' ? https : http;
  const version = caseless(question, 'SOCKS_VERSION')?.value === '4' ? 'socks4' : 'socks5';
  return readVariable(question, 'SOCKS_SERVER', version);
}

/** FixupProxyHostScheme(): scheme and user name are thrown away, and so is one slash at the end. */
function readVariable(question: RouteQuestion, name: string, socks?: 'socks4' | 'socks5'): VariableProxy | undefined {
  const setting = caseless(question, name);
  if (!setting || setting.value === '') return undefined;
  const kind = socks && /^socks4:\/\//i.test(setting.value) ? 'socks4' : socks;
  const afterScheme = setting.value.replace(/^.*?:\/\//s, '');
  const host = afterScheme.slice(afterScheme.indexOf('@') + 1).replace(/\/$/, '');
  const reading = readChromiumProxyUri(kind ? `${kind}://${host}` : host);
  return reading === 'direct' || 'problem' in reading ? undefined : { setting, proxy: reading };
}

/** base/environment.cc GetVar(): as spelt, also when empty, else in the other case. */
function caseless(question: RouteQuestion, name: string): FoundSetting | undefined {
  const other = name === name.toLowerCase() ? name.toUpperCase() : name.toLowerCase();
  return variableNamed(question, name) ?? firstPresent(question, [other]);
}

function bySystem(question: RouteQuestion): RouteDecision {
  if (chromiumBypass('', question, false) === 'loopback') return loopbackDirect(question.url.hostname);
  return resolveSystemProxy(question, (setting, { kind, target }) => {
    const reading = readChromiumProxyUri(`${kind}://${target.slice(target.lastIndexOf('@') + 1)}`);
    return reading === 'direct' ? nothingSet() : throughProxy(question, setting, reading, 'absolute');
  });
}

/** Chromium, Chrome and what is built on them, started without switches that bear on the proxy. */
export const chromium: Dialect = {
  id: 'chromium',
  title: 'Chromium',
  versions: [
    {
      version: '156',
      source: 'measured on 156.0.8078; chromium net/proxy_resolution/proxy_config_service_linux.cc, net/docs/proxy.md',
      resolve: resolveByChromium,
    },
  ],
};
