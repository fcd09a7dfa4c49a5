import * as path from 'node:path';
import { npmPackage, programs, type Client, type ClientFamily } from '../client.ts';

/** The library by itself; `../../editor-host.test.ts` plays to the editor's real extension host. */
async function editorAgent(kind: 'http' | 'fetch'): Promise<Client> {
  const folder = await npmPackage('@vscode/proxy-agent', '0.45.0', ['undici@7.29.0']);
  return {
    spec: `vscode-agent-${kind}@0.45.0`,
    kind: 'worker',
    command: [process.execPath, '--no-warnings', path.join(programs, 'vscode-agent.mjs'), folder, kind],
  };
}

export const editorFamily: ClientFamily = {
  clients: {
    "the editor's agent, https": () => editorAgent('http'),
    "the editor's agent, fetch": () => editorAgent('fetch'),
  },
  known: [
    {
      client: 'vscode-agent-fetch',
      matches: ({ environment }, found) => /^socks/i.test(environment['https_proxy'] ?? '') && found.endsWith(' tls'),
      reason: 'it speaks TLS to a SOCKS port, which no SOCKS proxy understands: the route ends in an error',
    },
  ],
};
