import type { CertificateFacts } from '../../path/tls.ts';
import type { TlsEvidence } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import type { FixChange } from '../fixes/change.ts';

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
      if (!observation) return path;
      // The root of a public chain is in every store already.
      const known = path.root ? { root: withoutPem(path.root) } : {};
      if (observation.trust.bundled || observation.publicChain) return { ...path, ...known };
      return { ...path, ...known, observation: { ...observation, chain: observation.chain.map(withoutPem) } };
    }),
  };
}

function withoutPem<T extends CertificateFacts>({ pem: _pem, ...facts }: T): Omit<T, 'pem'> {
  return facts;
}

/** Findings as they may leave the machine: the files their fixes would write are told of without the certificates. Pure. */
export function withoutGivenCertificates(findings: readonly Finding[]): Finding[] {
  return findings.map((finding) => ({
    ...finding,
    fixes: finding.fixes.map((fix) => (fix.changes ? { ...fix, changes: fix.changes.map(withoutContent) } : fix)),
  }));
}

function withoutContent(change: FixChange): FixChange {
  if (change.kind !== 'new-file') return change;
  return { ...change, certificates: change.certificates.map(({ pem: _pem, ...named }) => named) };
}
