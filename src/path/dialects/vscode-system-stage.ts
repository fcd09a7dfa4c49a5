import { t } from '@vscode/l10n';
import type { RouteDecision, RouteQuestion } from '../route.ts';
import { readAgentProxy, type AgentProxy } from './agent-proxy.ts';
import { nothingSet } from './decisions.ts';
import type { FoundSetting } from './settings-lookup.ts';
import { resolveSystemProxy } from './system-proxy.ts';
import { resolveWindow } from './vscode-window.ts';

/**
 * Whether the window's session is asked for the system's proxy: always from a local host, and from a remote one when
 * `http.useLocalProxyConfiguration` says so (microsoft/vscode src/vs/workbench/api/node/proxyResolver.ts,
 * `isUseHostProxyEnabled`).
 */
export function asksWindow({ editorHost, editorSettings }: RouteQuestion): boolean {
  if (editorHost === undefined || editorHost === 'local') return true;
  return Boolean(editorSettings?.['http.useLocalProxyConfiguration'] ?? false);
}

/**
 * The last stage of the agent's order: no setting and no variable has named a proxy. A local host asks its window's
 * session, so that it gets what the window itself would take; a remote one stops here, or asks a window whose machine
 * can't be looked at from here. A window in a browser knows no proxy.
 */
export function resolveSystemStage(
  question: RouteQuestion,
  speak: (setting: FoundSetting, found: AgentProxy) => RouteDecision,
): RouteDecision {
  const { editorHost } = question;
  if (editorHost === undefined) return resolveSystemProxy(question, speak);
  if (!asksWindow(question)) {
    return {
      outcome: 'direct',
      decidedBy: 'nothing set',
      reason: t('No setting and no variable names a proxy, and a remote extension host asks nobody else.'),
    };
  }
  if (editorHost === 'browser') return nothingSet();
  if (editorHost === 'remote') {
    return {
      outcome: 'unknown',
      decidedBy: 'http.useLocalProxyConfiguration',
      reason: t('The editor asks its window, on the other machine, which proxy that machine would use.'),
    };
  }
  const said = resolveWindow(question);
  if (said.outcome !== 'proxy' || !said.proxyUrl) return said;
  // The session answers with a kind and a host; user names are not part of it.
  const found = readAgentProxy(`${said.proxyUrl.protocol}//${said.proxyUrl.host}`);
  return found ? speak({ name: said.decidedBy, value: said.proxyUrl.href }, found) : said;
}
