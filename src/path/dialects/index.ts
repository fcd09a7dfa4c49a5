import { curl } from './curl.ts';
import type { Dialect } from './dialect.ts';
import { go } from './go.ts';
import { nodeFetchGlobalEnv } from './node-fetch-global-env.ts';
import { nodeFetch } from './node-fetch.ts';
import { pythonHttpx } from './python-httpx.ts';
import { pythonRequests } from './python-requests.ts';
import { undiciEnvAgent } from './undici-env-agent.ts';
import { vscodeExthostFetch } from './vscode-exthost-fetch.ts';
import { vscodeExthostHttp } from './vscode-exthost-http.ts';

/** Every client whose reading of proxy settings is known, in the order reports show them. */
export const dialects: readonly Dialect[] = [
  vscodeExthostHttp,
  vscodeExthostFetch,
  nodeFetch,
  nodeFetchGlobalEnv,
  undiciEnvAgent,
  curl,
  pythonRequests,
  pythonHttpx,
  go,
];

/** The clients a diagnosis measures and a table shows when nobody asks for others. */
export const usualClients: readonly string[] = [
  'vscode-exthost-http',
  'vscode-exthost-fetch',
  'node-fetch',
  'node-fetch-global-env',
  'undici-env-agent',
  'curl',
  'python-requests',
  'python-httpx',
  'go',
];

/** The dialect with this id. */
export function findDialect(id: string): Dialect | undefined {
  return dialects.find((dialect) => dialect.id === id);
}
