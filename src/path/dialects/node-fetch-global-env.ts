import type { Dialect } from './dialect.ts';
import { node24, node26 } from './node-fetch.ts';
import { resolveUndici, undici70 } from './undici-env-agent.ts';

/** Node's global fetch with its environment switch on. */
export const nodeFetchGlobalEnv: Dialect = {
  id: 'node-fetch-global-env',
  title: 'Node fetch (NODE_USE_ENV_PROXY=1)',
  versions: [
    {
      version: '26.10.0',
      since: '26.0.0',
      source: 'measured; undici 8.10.2 lib/dispatcher/env-http-proxy-agent.js',
      resolve: (question) => resolveUndici(question, node26),
    },
    {
      version: '24.21.0',
      since: '24.15.0',
      source: 'measured; undici 7.29.1 lib/dispatcher/env-http-proxy-agent.js',
      resolve: (question) => resolveUndici(question, node24),
    },
    {
      version: '24.4.1',
      source: 'measured, 22.21.0 too; undici 7.11.0 lib/dispatcher/env-http-proxy-agent.js',
      resolve: (question) => resolveUndici(question, undici70),
    },
  ],
};
