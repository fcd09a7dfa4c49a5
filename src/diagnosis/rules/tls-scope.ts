import type { TlsEvidence, TlsPathEvidence } from '../evidence.ts';
import type { SubjectFacts } from '../subject.ts';
import { pathOf } from './wording.ts';

/** How far an interceptor reaches, and where it sits, as far as the evidence says. */
export interface InterceptorScope {
  /** `all-hosts`: the same authority signs an unrelated host. `this-host`: that one is genuine. */
  reach: 'all-hosts' | 'this-host' | 'unknown';
  /** The unrelated host that was looked at. */
  otherHost: string | null;
  /**
   * `proxy`: the direct path is genuine. `before-proxy`: the same authority signs on the direct path as well, so this
   * machine or its network does. `direct-only`: a proxied path is genuine.
   */
  place: 'proxy' | 'before-proxy' | 'direct-only' | 'unknown';
}

/** Compares a path that is intercepted with an unrelated host and with the other paths. Pure. */
export function interceptorScope(evidence: TlsEvidence, path: TlsPathEvidence, facts: SubjectFacts): InterceptorScope {
  const issuer = issuerOf(path.observation?.chain);
  const { otherHost } = path;
  const sameThere = otherHost && issuerOf(otherHost.chain) === issuer;
  const reach =
    !otherHost || issuer === undefined
      ? 'unknown'
      : otherHost.publicRoot
        ? 'this-host'
        : sameThere
          ? 'all-hosts'
          : 'unknown';
  return { reach, otherHost: otherHost?.host ?? null, place: placeOf(evidence, path, issuer, facts) };
}

function placeOf(
  evidence: TlsEvidence,
  path: TlsPathEvidence,
  issuer: string | undefined,
  facts: SubjectFacts,
): InterceptorScope['place'] {
  const proxied = pathOf(path.path, facts)?.proxied;
  const others = evidence.paths.filter((one) => pathOf(one.path, facts)?.proxied === !proxied && one.observation);
  const genuine = others.some(({ observation }) => observation?.trust.bundled);
  const same = others.some(({ observation }) => issuer !== undefined && issuerOf(observation?.chain) === issuer);
  if (genuine) return proxied ? 'proxy' : 'direct-only';
  return same ? 'before-proxy' : 'unknown';
}

function issuerOf(chain: readonly { issuer: string }[] | undefined): string | undefined {
  return chain?.[0]?.issuer;
}
