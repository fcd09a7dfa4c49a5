import type { RouteDecision, RouteQuestion } from '../route.ts';
import { agentProxyUrl, type AgentProxy } from './agent-proxy.ts';
import { throughProxy, type ProxyReading } from './decisions.ts';
import type { Dialect } from './dialect.ts';
import { isBare, problems } from './proxy-url-text.ts';
import { loopbackForFetch, resolveByAgent } from './vscode-agent.ts';

/** The patched fetch hands `socks://` to a ProxyAgent that refuses it or, since undici 7.29, speaks TLS to it. */
function readForFetch({ kind, target }: AgentProxy): ProxyReading {
  if (kind !== 'http' && kind !== 'https') return { problem: problems.scheme('SOCKS') };
  const reading = agentProxyUrl(kind, target);
  return 'url' in reading && !isBare(reading.url) ? { problem: problems.path() } : reading;
}

/** What the library makes of the global `fetch`. */
export function resolveAgentFetch(question: RouteQuestion): RouteDecision {
  return resolveByAgent(question, loopbackForFetch, (one, setting, found) =>
    throughProxy(one, setting, readForFetch(found), 'connect'),
  );
}

/** The library behind the editor's patched `fetch`, by itself. */
export const vscodeAgentFetch: Dialect = {
  id: 'vscode-agent-fetch',
  title: '@vscode/proxy-agent (fetch)',
  versions: [
    {
      version: '0.45.0',
      source: 'measured; microsoft/vscode-proxy-agent 0.45 src/index.ts createFetchPatch',
      resolve: resolveAgentFetch,
    },
  ],
};
