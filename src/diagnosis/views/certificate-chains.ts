import { t } from '@vscode/l10n';
import type { CertificateFacts } from '../../path/tls.ts';
import type { StoreId } from '../../path/trust-runtime.ts';
import type { TlsEvidence, TlsPathEvidence } from '../evidence.ts';
import { storeName } from '../rules/tls-matrix.ts';
import { listed } from '../rules/wording.ts';
import type { SubjectFacts } from '../subject.ts';
import type { CertificateChain, CertificateView } from './table.ts';

const dayMs = 86_400_000;

/** The chain each path showed, certificate by certificate, and who knows the root it ends in. */
export function certificateChains({ paths, measuredAt }: TlsEvidence, facts: SubjectFacts): CertificateChain[] {
  return paths.flatMap((path) => {
    const chain = path.observation?.chain ?? [];
    if (chain.length === 0) return [];
    const label = facts.paths.find(({ id }) => id === path.path)?.label ?? path.path;
    const { root } = path;
    const apart = root && !chain.some(({ fingerprint256 }) => fingerprint256 === root.fingerprint256);
    const view = (one: CertificateFacts, index: number): CertificateView => certificateView(one, index, measuredAt);
    return [
      {
        path: path.path,
        title: t('Certificates served: {0}', label),
        certificates: chain.map(view),
        ...(apart && { root: view(root, chain.length) }),
        remarks: remarks(path),
      },
    ];
  });
}

function certificateView(one: CertificateFacts, index: number, measuredAt: string | undefined): CertificateView {
  const key = one.key ? [one.key.kind.toUpperCase(), one.key.bits === null ? '' : t('{0} bits', one.key.bits)] : [];
  const all = [
    { label: t('Subject'), value: one.subject },
    { label: t('Issuer'), value: one.selfSigned ? t('{0} (signed by itself)', one.issuer) : one.issuer },
    { label: t('Valid'), value: t('from {0} to {1}', date(one.validFrom), date(one.validTo)) },
    { label: t('Names'), value: one.alternativeNames },
    { label: t('Key'), value: key.filter((part) => part !== '').join(', ') },
    { label: t('Signature'), value: one.signature ?? '' },
    { label: t('SHA-256'), value: one.fingerprint256 },
    { label: t('SHA-1'), value: one.fingerprint1 ?? '' },
  ];
  const validity = validityWords(one, measuredAt);
  const role = roleWord(one, index);
  return {
    title: one.subjectCommonName || one.subject || t('no name'),
    role: validity === '' ? role : t('{0}, {1}', role, validity),
    facts: all.filter(({ value }) => value !== ''),
    fingerprint256: one.fingerprint256,
  };
}

function roleWord({ selfSigned, authority }: CertificateFacts, index: number): string {
  if (index === 0) return selfSigned ? t('server, signed by itself') : t('server');
  return selfSigned && authority !== false ? t('root') : t('intermediate');
}

function validityWords({ validFrom, validTo }: CertificateFacts, measuredAt: string | undefined): string {
  const [from, to, now] = [Date.parse(validFrom), Date.parse(validTo), Date.parse(measuredAt ?? '')];
  if (!Number.isFinite(from + to + now)) return '';
  if (now < from) return t('not valid yet');
  if (now > to) return t('expired');
  return t('valid for {0} more days', Math.floor((to - now) / dayMs));
}

/** The day alone, where it is a date. */
function date(iso: string): string {
  return /^\d{4}-\d\d-\d\dT/.test(iso) ? iso.slice(0, 10) : iso;
}

function remarks({ observation, root, trust = [] }: TlsPathEvidence): string[] {
  const known = new Set<string>();
  for (const { stores } of trust) {
    for (const [id, verdict] of Object.entries(stores)) {
      if (verdict && 'ends' in verdict && verdict.ends === 'root') known.add(storeName(id as StoreId));
    }
  }
  const failed = observation?.bundledCode;
  return [
    ...(failed ? [t('Checked against public roots, it ended with {0}.', failed)] : []),
    ...(known.size > 0 ? [t('Its root is in: {0}.', listed([...known]))] : []),
    ...(known.size === 0 && trust.length > 0 ? [t('No store of this machine has its root.')] : []),
    ...(root || trust.length === 0
      ? []
      : [t('The root is not at hand: it did not come along. Whoever runs the authority has it.')]),
  ];
}
