import { t } from '@vscode/l10n';
import type { TlsEvidence, TlsPathEvidence } from '../evidence.ts';
import { remedySentence, rowSentence, runtimeName } from '../rules/tls-matrix.ts';
import { contextName } from '../rules/wording.ts';
import type { SubjectFacts } from '../subject.ts';
import type { Cell, Table } from './table.ts';

/** For each path: which runtimes accept the chain that is served there, and the chain itself. */
export function trustTables({ paths }: TlsEvidence, facts: SubjectFacts): Table[] {
  return paths.flatMap((path) => {
    const label = facts.paths.find(({ id }) => id === path.path)?.label ?? path.path;
    return [...trustMatrices(path, label, facts), ...chainTable(path, label)];
  });
}

function trustMatrices({ path, trust = [] }: TlsPathEvidence, label: string, facts: SubjectFacts): Table[] {
  return trust.map(({ context, rows }) => ({
    id: `trust-${path}-${context}`,
    title: t('Who accepts the certificate: {0}, {1}', label, contextName(context, facts)),
    columns: [t('Runtime'), t('Accepts'), t('Why'), t('What to do')],
    rows: rows.map((row) => [
      { text: runtimeName(row.runtime) },
      acceptsCell(row.accepts),
      { text: rowSentence(row) },
      { text: (row.remedy && remedySentence(row.remedy)) ?? '' },
    ]),
    remarks: [],
  }));
}

function acceptsCell(accepts: 'yes' | 'no' | 'unknown'): Cell {
  if (accepts === 'yes') return { text: t('yes'), mark: 'good' };
  return accepts === 'no' ? { text: t('no'), mark: 'bad' } : { text: t('could not tell'), mark: 'quiet' };
}

function chainTable({ path, observation }: TlsPathEvidence, label: string): Table[] {
  const chain = observation?.chain ?? [];
  if (chain.length === 0) return [];
  return [
    {
      id: `chain-${path}`,
      title: t('Certificates served: {0}', label),
      columns: [t('Subject'), t('Issuer'), t('Valid from'), t('Valid to'), t('Names'), t('Key'), t('SHA-256')],
      rows: chain.map(({ subject, issuer, validFrom, validTo, alternativeNames, key, fingerprint256 }) => [
        { text: subject },
        { text: issuer },
        { text: validFrom },
        { text: validTo },
        { text: alternativeNames },
        { text: key ? [key.kind, key.bits].filter(Boolean).join(' ') : '' },
        { text: fingerprint256 },
      ]),
      remarks: [],
    },
  ];
}
