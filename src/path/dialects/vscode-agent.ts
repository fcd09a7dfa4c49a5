import { t } from '@vscode/l10n';
import type { RouteDecision, RouteQuestion } from '../route.ts';
import { readAgentProxy, type AgentProxy } from './agent-proxy.ts';
import { excluded, loopbackDirect, malformed } from './decisions.ts';
import { destinationOf, splitAtCommas, type Destination } from './host-matching.ts';
import { firstNonEmpty, type FoundSetting } from './settings-lookup.ts';
import { resolveSystemStage } from './vscode-system-stage.ts';

/** Hosts the agent never proxies. Other addresses of 127.0.0.0/8 are not among them. */
export const loopbackForHttp: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);

/** fetch hands the URL over as typed, so that this one is recognised too; http has normalised it by then. */
export const loopbackForFetch: ReadonlySet<string> = new Set([...loopbackForHttp, '::ffff:7f00:1']);

/**
 * What the editor's patched modules do for extensions: loopback, then `http.noProxy`, then, only if that is empty,
 * NO_PROXY; then `http.proxy`, then one variable for both schemes, then the system
 * (microsoft/vscode-proxy-agent src/index.ts useProxySettings). ALL_PROXY is not read.
 *
 * @param speak how the patched module speaks to the proxy that was found.
 */
export function resolveByAgent(
  question: RouteQuestion,
  loopbackHosts: ReadonlySet<string>,
  speak: (question: RouteQuestion, setting: FoundSetting, found: AgentProxy) => RouteDecision,
): RouteDecision {
  if (!usesProxySettings(question)) {
    return {
      outcome: 'direct',
      decidedBy: 'http.proxySupport',
      reason: t('http.proxySupport is off, so the editor leaves extensions without a proxy.'),
    };
  }
  const destination = destinationOf(question.url);
  if (loopbackHosts.has(destination.host)) return loopbackDirect(destination.urlHost);

  const noProxy = noProxyEntries(question);
  if (!noProxy) return malformed(wrongKind(question, 'http.noProxy'), t('it is not a list of texts.'));
  const list = firstNonEmpty(question, ['no_proxy', 'NO_PROXY']);
  const bypass =
    noProxy.length > 0
      ? {
        setting: { name: 'http.noProxy', value: '' },
        entry: bypassEntry(noProxy.map((one) => one.trim()), destination),
      }
      : list && { setting: list, entry: bypassEntry(splitAtCommas(list.value.trim()), destination) };

  const configured = question.editorSettings?.['http.proxy'];
  if (configured && typeof configured !== 'string' && bypass?.entry === undefined) {
    return malformed(wrongKind(question, 'http.proxy'), t('it is not a text.'));
  }
  const { proxy, ignored } = findProxy(question);
  const decision = proxy
    ? speak(question, proxy.setting, proxy.found)
    : resolveSystemStage(question, (setting, found) => speak(question, setting, found));
  if (bypass?.entry !== undefined && (proxy !== undefined || decision.outcome !== 'direct')) {
    return excluded(bypass.setting, bypass.entry, destination.urlHost);
  }
  if (decision.decidedBy !== 'nothing set' || !ignored) return decision;
  return {
    outcome: 'direct',
    decidedBy: ignored.name,
    reason: t('{0} has no scheme that the editor knows, so the editor ignores it and goes directly.', ignored.name),
  };
}

/** `http.proxySupport`: a value it does not know, and an empty one, are like `off`. */
export function usesProxySettings(question: RouteQuestion): boolean {
  const support = question.editorSettings?.['http.proxySupport'];
  return support === undefined || support === 'override' || support === 'fallback' || support === 'on';
}

/** Undefined for a value on which the agent fails, whatever the URL; numbers and the like are taken for empty lists. */
function noProxyEntries(question: RouteQuestion): readonly string[] | undefined {
  const listed: unknown = question.editorSettings?.['http.noProxy'];
  if (typeof listed === 'string') return listed === '' ? [] : undefined;
  if (!Array.isArray(listed)) return [];
  return listed.every((one): one is string => typeof one === 'string') ? listed : undefined;
}

/** `http.proxy`, else the first variable that is not empty; a value without a known scheme counts as none. */
function findProxy(question: RouteQuestion): {
  proxy?: { setting: FoundSetting; found: AgentProxy };
  ignored?: FoundSetting;
} {
  const configured = textSetting(question, 'http.proxy');
  const variable = firstNonEmpty(question, ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY']);
  let ignored: FoundSetting | undefined;
  for (const setting of [configured === undefined ? undefined : { name: 'http.proxy', value: configured }, variable]) {
    if (!setting || setting.value === '') continue;
    const found = readAgentProxy(setting.value);
    if (found) return { proxy: { setting, found } };
    ignored ??= setting;
  }
  return ignored ? { ignored } : {};
}

/** shouldBypassProxy(): a suffix at a label boundary, with a port or not; splitting at `:` spoils IPv6 entries. */
function bypassEntry(entries: readonly string[], { host, port }: Destination): string | undefined {
  if (entries.includes('*')) return '*';
  return entries.find((entry) => {
    const [name = '', wantedPort = ''] = entry.trim().toLowerCase().split(':');
    if (name === '') return false;
    const domain = name.startsWith('.') ? name : `.${name}`;
    return `.${host}`.endsWith(domain) && (wantedPort === '' || wantedPort === String(port));
  });
}

function wrongKind(question: RouteQuestion, name: string): FoundSetting {
  return { name, value: JSON.stringify(question.editorSettings?.[name]) };
}

function textSetting(question: RouteQuestion, id: string): string | undefined {
  const value = question.editorSettings?.[id];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
