import type { Dialect } from './dialect.ts';
import { resolveOriginalHttp } from './exthost-node.ts';
import { resolveAgentHttp } from './vscode-agent-http.ts';

/** What extensions get from `http` and `https` (axios, got, node-fetch and the like). */
export const vscodeExthostHttp: Dialect = {
  id: 'vscode-exthost-http',
  title: 'VS Code extension host (https)',
  versions: [
    {
      version: '1.139.1',
      source: 'measured in the browser build; microsoft/vscode src/vs/workbench/api/node/proxyResolver.ts',
      resolve(question) {
        const patched = resolveAgentHttp(question);
        return patched.outcome === 'direct' ? resolveOriginalHttp(question, patched) : patched;
      },
    },
  ],
};
