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
import { variableNamed } from './settings-lookup.ts';

/**
 * cargo hands `http.proxy` to the libcurl it is built with, and leaves everything else to that
 * (cargo src/cargo/util/network/proxy.rs). CARGO_HTTP_PROXY is how the environment spells `http.proxy`; an empty one
 * switches the proxy off.
 */
function resolveWith(traits: LibcurlTraits): (question: RouteQuestion) => RouteDecision {
  return (question) => {
    const proxy = variableNamed(question, 'CARGO_HTTP_PROXY') ?? libcurlProxyVariable(question);
    if (!proxy || proxy.value === '') return nothingSet();
    return decideByLibcurl(question, traits, proxy, libcurlListVariable(question));
  };
}

/** cargo fetching from a registry; a git dependency goes by git's rules. */
export const cargo: Dialect = {
  id: 'cargo',
  title: 'cargo',
  versions: [
    {
      version: '1.98.0',
      since: '1.98.0',
      source: 'cargo 1.98.0 Cargo.lock: curl-sys 0.4.90, libcurl 8.21.0',
      resolve: resolveWith(libcurlReleases['8.21']),
    },
    {
      version: '1.97.1',
      since: '1.96.0',
      source: 'measured on a 1.97 nightly with the same libcurl 8.20.0; cargo src/cargo/util/network/proxy.rs',
      resolve: resolveWith(libcurlReleases['8.18']),
    },
    {
      version: '1.95.0',
      since: '1.82.0',
      source: 'measured; Cargo.lock: libcurl 8.9.0 to 8.17.0',
      resolve: resolveWith({ ...libcurlReleases['8.9'], mappedInHex: true }),
    },
    {
      version: '1.81.0',
      source: 'Cargo.lock: libcurl 8.8.0 and older',
      resolve: resolveWith({ ...libcurlReleases['7.88'], mappedInHex: true }),
    },
  ],
};
