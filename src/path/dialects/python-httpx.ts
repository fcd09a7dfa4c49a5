import type { Dialect } from './dialect.ts';
import { resolveAsHttpx } from './httpx-environment.ts';
import { httpxEntry } from './httpx-patterns.ts';

const traits = {
  entryRule: httpxEntry,
  networks: false,
  leavesOutUnreadable: false,
  decodesAnyLabel: false,
} as const;

/** httpx 0.28, as clients built on it have it. */
export const resolveAsHttpx028 = resolveAsHttpx({ ...traits, socks5h: true });

/** Python programs on httpx, with its `socks` extra for SOCKS proxies. */
export const pythonHttpx: Dialect = {
  id: 'python-httpx',
  title: 'Python httpx',
  versions: [
    {
      version: '0.28.1',
      since: '0.28.0',
      source: 'measured; encode/httpx httpx/_utils.py, httpx/_urlparse.py',
      resolve: resolveAsHttpx028,
    },
    {
      version: '0.27.2',
      source: 'measured; encode/httpx httpx/_config.py: no socks5h before 0.28',
      resolve: resolveAsHttpx({ ...traits, socks5h: false }),
    },
  ],
};
