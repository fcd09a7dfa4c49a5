import type { Dialect } from './dialect.ts';
import { resolveAsHttpx } from './httpx-environment.ts';
import {
  httpx2EntryWithBrackets,
  httpx2EntryWithStar,
  httpx2EntryWithSubnet,
  httpxEntry,
} from './httpx-patterns.ts';
import { resolveAsHttpx028 } from './python-httpx.ts';

const strict = { networks: false, leavesOutUnreadable: false, decodesAnyLabel: true, socks5h: true } as const;
const lenient = { ...strict, networks: true, leavesOutUnreadable: true } as const;

/** httpx2 2.15, as clients built on it have it. */
export const resolveAsHttpx2 = resolveAsHttpx({ ...lenient, entryRule: httpx2EntryWithBrackets });

/** Python programs on httpx2, with its `socks` extra for SOCKS proxies. */
export const pythonHttpx2: Dialect = {
  id: 'python-httpx2',
  title: 'Python httpx2',
  versions: [
    {
      version: '2.16.2',
      since: '2.16.1',
      source: 'measured; httpx2/_utils.py: *.example.com is read as .example.com',
      resolve: resolveAsHttpx({ ...lenient, entryRule: httpx2EntryWithStar }),
    },
    {
      version: '2.15.1',
      since: '2.14.0',
      source: 'measured; httpx2/_utils.py: networks, brackets, unreadable entries left out',
      resolve: resolveAsHttpx2,
    },
    {
      version: '2.13.1',
      since: '2.5.0',
      source: 'measured; httpx2/_utils.py: the prefix of an IPv6 network is read and not used',
      resolve: resolveAsHttpx({ ...strict, entryRule: httpx2EntryWithSubnet }),
    },
    {
      version: '2.4.0',
      since: '2.4.0',
      source: 'httpx2/_urls.py: a host is decoded when any label needs it',
      resolve: resolveAsHttpx({ ...strict, entryRule: httpxEntry }),
    },
    { version: '2.3.0', source: 'httpx2/_utils.py: as httpx 0.28', resolve: resolveAsHttpx028 },
  ],
};
