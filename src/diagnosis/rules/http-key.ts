/** The key itself: its form, where it stands, and why it was kept back. No part of it is in what is said. */
import { t } from '@vscode/l10n';
import { describeKeyRemark, type KeyRemark } from '../../gateways/key-form.ts';
import { findGateway } from '../../gateways/catalogue/index.ts';
import type { HttpEvidence } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';

const probes = ['http'];

/** Findings about the key's form; a refusal by the gateway is judged by its answer. */
export function keyFindings(evidence: HttpEvidence, facts: SubjectFacts): Finding[] {
  return [...formFindings(evidence, facts), ...elsewhereFindings(evidence, facts), ...withheldFindings(evidence)];
}

function formFindings({ keyForm, paths, keyWithheld, practice }: HttpEvidence, facts: SubjectFacts): Finding[] {
  // A practice gateway is asked with a key of its own.
  if (!keyForm || practice) return [];
  const answers = paths.flatMap(({ key, models }) => [key, models]).filter((one) => one?.keyed);
  const refused = answers.some((one) => one?.status === 401 || one?.status === 403);
  const accepted = !refused && answers.some((one) => one?.status === 200);
  const gateway = { ...facts.gateway, ...keyPrefixOf(facts.gateway.id) };
  return keyForm.flatMap((remark): Finding[] => {
    const { title, nextStep } = describeKeyRemark(remark, gateway);
    const base = { leg: 'account' as const, title, probes, fixes: [{ id: 'after-key-form', title: t('What helps'), detail: nextStep }] };
    if (remark.id === 'whitespace-around') {
      return [{ ...base, id: 'key-has-whitespace', severity: 'warning', detail: t('This is seen by the form of the key alone.') }];
    }
    if (remark.id === 'other-gateway' && keyWithheld === 'other-gateway') {
      const detail = t('It was not sent: a key goes to its own gateway only.');
      return [{ ...base, id: 'key-of-other-gateway', severity: 'error', detail }];
    }
    // The gateway's word counts for more than the form.
    if (accepted) return [];
    return [
      {
        ...base,
        id: 'key-form',
        severity: severityOf(remark, refused),
        detail: refused
          ? t('The gateway refuses it, and this is likely why.')
          : t('This is seen by the form of the key alone.'),
      },
    ];
  });
}

function severityOf({ blocks }: KeyRemark, refused: boolean): Finding['severity'] {
  if (blocks) return refused ? 'error' : 'warning';
  return refused ? 'warning' : 'info';
}

function keyPrefixOf(id: string): { keyPrefix?: string } {
  const keyPrefix = findGateway(id)?.keyPrefix;
  return keyPrefix === undefined ? {} : { keyPrefix };
}

function elsewhereFindings({ keyElsewhere }: HttpEvidence, facts: SubjectFacts): Finding[] {
  const own = findGateway(facts.gateway.id)?.keyVariable;
  if (keyElsewhere === undefined || own === undefined) return [];
  return [
    {
      id: 'key-in-other-variable',
      leg: 'settings',
      severity: 'info',
      title: t('{0} is not set, and {1} holds a key of {2}.', own, keyElsewhere, facts.gateway.title),
      detail: t(
        'A client that is told to call {0} through {1} is meant to have it there; one that looks for {2} finds no key.',
        facts.gateway.title,
        keyElsewhere,
        own,
      ),
      probes,
      fixes: [{ id: 'set-own-variable', title: t('Set the key again'), detail: t('Set {0} to the key as well.', own) }],
    },
  ];
}

function withheldFindings({ keyWithheld }: HttpEvidence): Finding[] {
  if (keyWithheld !== 'not-encrypted') return [];
  return [
    {
      id: 'key-withheld',
      leg: 'settings',
      severity: 'info',
      title: t('The key was not sent: the connection is not verified or not encrypted.'),
      detail: t(
        'A key on such a connection can be read by anyone on the path, so the key and the account are not checked.',
      ),
      probes,
      fixes: [{ id: 'use-https', title: t('Use https'), detail: t('Give a base URL that starts with https://.') }],
    },
  ];
}
