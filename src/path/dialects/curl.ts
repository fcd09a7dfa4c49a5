import type { RouteDecision, RouteQuestion } from '../route.ts';
import { nothingSet } from './decisions.ts';
import type { Dialect } from './dialect.ts';
import {
  decideByLibcurl,
  libcurlListVariable,
  libcurlProxyVariable,
  libcurlReleases,
  type LibcurlTraits,
} from './libcurl.ts';

function resolveWith(traits: LibcurlTraits): (question: RouteQuestion) => RouteDecision {
  return (question) => {
    const proxy = libcurlProxyVariable(question);
    if (!proxy) return nothingSet();
    return decideByLibcurl(question, traits, proxy, libcurlListVariable(question));
  };
}

/** curl and everything built on libcurl that leaves the proxy to it. */
export const curl: Dialect = {
  id: 'curl',
  title: 'curl',
  versions: [
    {
      version: '8.23.0',
      since: '8.22.0',
      source: 'measured; curl lib/proxy.c, lib/peer.c, lib/urlapi.c',
      resolve: resolveWith(libcurlReleases['8.22']),
    },
    {
      version: '8.21.0',
      since: '8.21.0',
      source: 'measured; a proxy without a port is asked on the port of its scheme since curl bc40e09f63',
      resolve: resolveWith(libcurlReleases['8.21']),
    },
    {
      version: '8.19.0',
      since: '8.18.0',
      source: 'measured; IPv6 addresses are addresses since curl ff2aaed9ba',
      resolve: resolveWith(libcurlReleases['8.18']),
    },
    {
      version: '8.16.0',
      since: '8.9.0',
      source: 'measured; blanks end the list since curl e78913e6b5',
      resolve: resolveWith(libcurlReleases['8.9']),
    },
    {
      version: '7.88.1',
      source: 'measured; curl lib/noproxy.c, lib/url.c at curl-7_88_1',
      resolve: resolveWith(libcurlReleases['7.88']),
    },
  ],
};
