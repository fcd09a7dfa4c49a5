import type { CertificateFacts } from '../../path/tls.ts';
import type { TlsEvidence } from '../evidence.ts';

/**
 * The evidence as it may leave the machine: certificates of chains that don't end in a public root are left out, because
 * they carry the full name of a personal or company authority (host and user names among it). Their facts stay, and
 * those hold organisation and common name alone. Pure.
 */
export function withoutPrivateCertificates(evidence: TlsEvidence): TlsEvidence {
  return {
    ...evidence,
    paths: evidence.paths.map((path) => {
      const { observation } = path;
      if (!observation || observation.trust.bundled || observation.publicChain) return path;
      return { ...path, observation: { ...observation, chain: observation.chain.map(withoutPem) } };
    }),
  };
}

function withoutPem({ pem: _pem, ...facts }: CertificateFacts): CertificateFacts {
  return facts;
}
