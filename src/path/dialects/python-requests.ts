import type { Dialect } from './dialect.ts';
import { resolveAsRequests234, resolveAsRequestsBefore234 } from './requests-environment.ts';

/** Python programs on requests, with its `socks` extra for SOCKS proxies. */
export const pythonRequests: Dialect = {
  id: 'python-requests',
  title: 'Python requests',
  versions: [
    {
      version: '2.34.2',
      since: '2.34.0',
      source: 'measured; psf/requests src/requests/utils.py',
      resolve: resolveAsRequests234,
    },
    { version: '2.32.3', source: 'measured; psf/requests src/requests/utils.py', resolve: resolveAsRequestsBefore234 },
  ],
};
