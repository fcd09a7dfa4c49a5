import type { Dialect } from './dialect.ts';
import { resolveAsHttpx } from './httpx-environment.ts';
import { httpxEntry } from './httpx-patterns.ts';
import { resolveAsHttpx028 } from './python-httpx.ts';

/**
 * Anthropic's SDK for Python reads the environment itself, by a copy of httpx 0.28's rules, and hands the patterns to
 * its HTTP library. httpx2 takes an IPv4 prefix for a network then, and what it can't read makes the client fail.
 */
export const pythonAnthropic: Dialect = {
  id: 'python-anthropic',
  title: 'Anthropic SDK for Python',
  versions: [
    {
      version: '1.9.0',
      since: '1.0.0',
      source: 'measured with httpx2 2.15.1; anthropics/anthropic-sdk-python anthropic/_utils/_httpx.py',
      resolve: resolveAsHttpx({
        entryRule: httpxEntry,
        networks: true,
        leavesOutUnreadable: false,
        decodesAnyLabel: true,
        socks5h: true,
      }),
    },
    {
      version: '0.125.0',
      source: 'measured with httpx 0.28.1; anthropics/anthropic-sdk-python anthropic/_utils/_httpx.py',
      resolve: resolveAsHttpx028,
    },
  ],
};
