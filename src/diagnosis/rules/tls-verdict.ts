import { namedInterceptor, namedLocalAuthority, type Interceptor } from '../../path/interceptors.ts';
import { handshakeFault, isWeakCertificate, type HandshakeFault } from '../../path/tls-failures.ts';
import type { CertificateFacts, TlsObservation } from '../../path/tls.ts';
import type { SubjectFacts } from '../subject.ts';

/** What a TLS observation amounts to; one word a row of the table. */
export type TlsVerdict =
  | { kind: 'genuine' }
  | { kind: 'intercepted-trusted' | 'intercepted-untrusted'; named: Interceptor | undefined; sure: boolean }
  | { kind: 'private-gateway-ca'; trusted: boolean }
  | { kind: 'wrong-server'; publicChain: boolean }
  | { kind: 'broken-chain'; trusted: boolean }
  | { kind: 'unknown-public-root'; trusted: boolean }
  | { kind: 'out-of-date'; what: 'expired' | 'not-yet-valid'; publicChain: boolean }
  | { kind: 'weak-certificate' }
  | { kind: 'hello-killed'; silent: boolean; filter: 'name' | 'not-the-name' | 'unknown' }
  | { kind: 'handshake-refused'; fault: HandshakeFault };

/** Gives each observation its verdict. Pure. */
export function tlsVerdict(seen: TlsObservation, facts: SubjectFacts): TlsVerdict {
  if (seen.failure) return handshakeVerdict(seen, seen.failure);
  if (seen.trust.bundled) return { kind: 'genuine' };
  const [leaf] = seen.chain;
  const trusted = isTrusted(seen);
  if (!leaf) return { kind: 'private-gateway-ca', trusted };
  const { userDefined } = facts.gateway;
  const named = namedInterceptor(seen.chain);
  const publicChain = seen.publicChain ?? isDateOrNameCode(seen.bundledCode);
  // Interception is said only with two signs that don't depend on each other; a root that is not public is the first.
  if (!publicChain && !leaf.transparency) {
    const minted = seen.mintedForInventedName === true && !(userDefined && namedLocalAuthority(seen.chain));
    const strange = !userDefined && !leaf.selfSigned && seen.nameProblem === null && !seen.expired && !seen.notYetValid;
    if (named || minted || strange) {
      return {
        kind: trusted ? 'intercepted-trusted' : 'intercepted-untrusted',
        named,
        sure: named !== undefined || minted,
      };
    }
  }
  // Verification stops at an unknown authority before it comes to weak keys, and no root would help.
  if (isWeakCertificate(seen.bundledCode, seen.bundledMessage) || (!trusted && hasShortKey(leaf)))
    return { kind: 'weak-certificate' };
  if (seen.nameProblem !== null && !trusted) return { kind: 'wrong-server', publicChain };
  if (seen.expired || seen.notYetValid) {
    return {
      kind: 'out-of-date',
      what: seen.expired ? 'expired' : 'not-yet-valid',
      publicChain: publicChain || leaf.transparency,
    };
  }
  // No private authority writes timestamps into its certificates.
  if (publicChain || leaf.transparency)
    return { kind: leavesIntermediateOut(seen) ? 'broken-chain' : 'unknown-public-root', trusted };
  return { kind: 'private-gateway-ca', trusted };
}

/** Some store of this machine accepts the chain, though the public roots don't. */
export function isTrusted({ trust }: TlsObservation): boolean {
  return trust.extra === true || trust.system === true;
}

/** OpenSSL refuses them at its security level 2, the usual one today (SSL_CTX_set_security_level(3)). */
function hasShortKey({ key }: CertificateFacts): boolean {
  return key?.kind === 'rsa' && key.bits !== null && key.bits < 2_048;
}

/** Verification goes on to dates and names only after the chain was found good. */
function isDateOrNameCode(code: string | null): boolean {
  return ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'ERR_TLS_CERT_ALTNAME_INVALID'].includes(code ?? '');
}

/** A leaf that names where its issuer can be fetched, and came alone. */
function leavesIntermediateOut({ chain, bundledCode, trust }: TlsObservation): boolean {
  const [leaf] = chain;
  if (chain.length !== 1) return false;
  // A store that holds the root and not the intermediate would not accept it either.
  return bundledCode === 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' && (leaf?.authorityAccess ?? false) && trust.system !== true;
}

function handshakeVerdict(seen: TlsObservation, failure: NonNullable<TlsObservation['failure']>): TlsVerdict {
  const fault = handshakeFault(failure);
  if (isWeakCertificate(failure.code, failure.message)) return { kind: 'weak-certificate' };
  if (fault !== 'cut' && fault !== 'silent') return { kind: 'handshake-refused', fault };
  const { neutralName } = seen;
  // Answered from another address, the same name might have been answered there too.
  const told = neutralName && neutralName.sameAddress !== false;
  const filter = !told ? 'unknown' : neutralName.answered ? 'name' : 'not-the-name';
  return { kind: 'hello-killed', silent: fault === 'silent', filter };
}
