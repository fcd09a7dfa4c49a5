import type { RouteDecision, RouteQuestion } from '../route.ts';
import { agentProxyUrl, type AgentProxy } from './agent-proxy.ts';
import { throughProxy, type ProxyReading } from './decisions.ts';
import type { Dialect } from './dialect.ts';
import { loopbackForHttp, resolveByAgent } from './vscode-agent.ts';

/** microsoft/vscode-proxy-agent src/agent.ts: SOCKS names are resolved by the proxy, whatever the scheme says. */
function readForHttp({ kind, target }: AgentProxy): ProxyReading {
  if (kind === 'http' || kind === 'https') return agentProxyUrl(kind, target);
  const reading = agentProxyUrl(kind === 'socks4' ? 'socks4a' : 'socks5', target, 1080);
  if ('problem' in reading) return reading;
  return { url: reading.url, asked: kind === 'socks4' ? 'socks4a-name' : 'socks5-name' };
}

/** What the library makes of `http` and `https`. */
export function resolveAgentHttp(question: RouteQuestion): RouteDecision {
  return resolveByAgent(question, loopbackForHttp, (one, setting, found) =>
    throughProxy(one, setting, readForHttp(found), 'absolute'),
  );
}

/** The library behind the editor's patched `http` and `https`, by itself. */
export const vscodeAgentHttp: Dialect = {
  id: 'vscode-agent-http',
  title: '@vscode/proxy-agent (https)',
  versions: [
    {
      version: '0.45.0',
      source: 'measured; microsoft/vscode-proxy-agent 0.45 src/index.ts, src/agent.ts',
      resolve: resolveAgentHttp,
    },
  ],
};
