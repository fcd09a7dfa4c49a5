import type { TlsEvidence } from '../evidence.ts';

/** The evidence of the probe `tls`, where there is any. */
export function asTlsEvidence(evidence: unknown): TlsEvidence | undefined {
  const paths = (evidence as { paths?: unknown } | null | undefined)?.paths;
  return Array.isArray(paths) ? (evidence as TlsEvidence) : undefined;
}

/** The certificates themselves, in PEM, by SHA-256 fingerprint: those that the evidence has. Pure. */
export function pemsIn(evidence: TlsEvidence): Map<string, string> {
  const found = new Map<string, string>();
  for (const { observation, root } of evidence.paths) {
    for (const { fingerprint256, pem } of [...(observation?.chain ?? []), ...(root ? [root] : [])]) {
      if (pem !== undefined) found.set(fingerprint256, pem);
    }
  }
  return found;
}

/** The chain a path showed, in PEM, leaf first; undefined when some of it is not there. */
export function chainPem(evidence: TlsEvidence, path: string): string | undefined {
  const chain = evidence.paths.find((one) => one.path === path)?.observation?.chain ?? [];
  const pems = pemsIn(evidence);
  const found = chain.flatMap(({ fingerprint256 }) => pems.get(fingerprint256) ?? []);
  return chain.length > 0 && found.length === chain.length ? found.join('') : undefined;
}

/** The root a path's chain ends in, in PEM. */
export function rootPem(evidence: TlsEvidence, path: string): string | undefined {
  const root = evidence.paths.find((one) => one.path === path)?.root;
  return root && pemsIn(evidence).get(root.fingerprint256);
}
