import type { RouteDecision, RouteQuestion } from '../route.ts';
import { agentProxyUrl, type AgentProxy } from './agent-proxy.ts';
import { throughProxy, type ProxyReading } from './decisions.ts';
import type { Dialect } from './dialect.ts';
import { nodeFetch } from './node-fetch.ts';
import { isBare, problems } from './proxy-url-text.ts';
import { loopbackForFetch, resolveByAgent } from './vscode-agent.ts';

/** The patched fetch hands `socks://` to a ProxyAgent that refuses it or, since undici 7.29, speaks TLS to it. */
function readForFetch({ kind, target }: AgentProxy): ProxyReading {
  if (kind !== 'http' && kind !== 'https') return { problem: problems.scheme('SOCKS') };
  const reading = agentProxyUrl(kind, target);
  return 'url' in reading && !isBare(reading.url) ? { problem: problems.path() } : reading;
}

/** The Node that the editor's extension host runs on, for what the patched fetch leaves to the original one. */
const hostNode = nodeFetch.versions.find(({ version }) => version.startsWith('24.21')) ?? nodeFetch.versions[0];

function resolve(question: RouteQuestion): RouteDecision {
  if (question.editorSettings?.['http.fetchAdditionalSupport'] === false) {
    const original = hostNode.resolve(question);
    return original.decidedBy === 'nothing set' ? { ...original, decidedBy: 'http.fetchAdditionalSupport' } : original;
  }
  return resolveByAgent(question, loopbackForFetch, (one, setting, found) =>
    throughProxy(one, setting, readForFetch(found), 'connect'),
  );
}

/** What extensions get from the global `fetch`. */
export const vscodeExthostFetch: Dialect = {
  id: 'vscode-exthost-fetch',
  title: 'VS Code extension host (fetch)',
  versions: [
    {
      version: '1.139.1',
      source: 'measured; microsoft/vscode-proxy-agent 0.45 src/index.ts createFetchPatch',
      resolve,
    },
  ],
};
