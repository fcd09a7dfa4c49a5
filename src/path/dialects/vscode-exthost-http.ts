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

/** What extensions get from `http` and `https` (axios, got, node-fetch and the like). */
export const vscodeExthostHttp: Dialect = {
  id: 'vscode-exthost-http',
  title: 'VS Code extension host (https)',
  versions: [
    {
      version: '1.139.1',
      source: 'measured; microsoft/vscode-proxy-agent 0.45 src/index.ts, src/agent.ts',
      resolve: (question) =>
        resolveByAgent(question, loopbackForHttp, (one, setting, found) =>
          throughProxy(one, setting, readForHttp(found), 'absolute'),
        ),
    },
  ],
};
