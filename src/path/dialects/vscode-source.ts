import type { Route, RouteQuestion } from '../route.ts';
import { readAgentProxy } from './agent-proxy.ts';
import { systemSettingName } from './python-environment.ts';
import { usesProxySettings } from './vscode-agent.ts';
import { asksWindow } from './vscode-system-stage.ts';

/** What decided, in the editor's own words (microsoft/vscode-proxy-agent src/index.ts, `ProxyResolveSource`). */
export type ProxyResolveSource =
  | 'localhost'
  | 'noProxyConfig'
  | 'noProxyEnv'
  | 'setting'
  | 'env'
  | 'remote'
  | 'system_cached'
  | 'system'
  | 'fallback';

/**
 * The editor's word for what decided a route of its patched modules; undefined where the patch keeps out of it
 * (`http.proxySupport`), and then the editor's resolver is not asked.
 */
export function editorSource(route: Route, question: RouteQuestion): ProxyResolveSource | undefined {
  if (!usesProxySettings(question)) return undefined;
  switch (route.decidedBy) {
    case 'loopback':
      return 'localhost';
    case 'http.noProxy':
      return 'noProxyConfig';
    case 'no_proxy':
    case 'NO_PROXY':
      return 'noProxyEnv';
    case 'http.proxy':
      return isTaken(question.editorSettings?.['http.proxy']) ? 'setting' : atTheEnd(question);
    case 'https_proxy':
    case 'HTTPS_PROXY':
    case 'http_proxy':
    case 'HTTP_PROXY':
      return isTaken(question.environment[route.decidedBy]) ? 'env' : atTheEnd(question);
    case systemSettingName:
      return 'system';
    case 'http.fetchAdditionalSupport':
      return undefined;
    default:
      return atTheEnd(question);
  }
}

/** A text the agent does not take for a proxy is passed over; on anything else it fails. */
function isTaken(value: unknown): boolean {
  return typeof value !== 'string' || readAgentProxy(value) !== undefined;
}

/** Who is asked when no setting and no variable has said anything. */
function atTheEnd(question: RouteQuestion): ProxyResolveSource {
  return asksWindow(question) ? 'system' : 'remote';
}
