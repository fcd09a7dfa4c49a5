/**
 * What the API says of the account and the model, and what stands beside it: other stacks, a key that was kept back.
 */
import { t } from '@vscode/l10n';
import type { AccountProblem } from '../../gateways/account.ts';
import { judgeAccount } from '../../gateways/account.ts';
import type { HttpEvidence } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';
import { listed } from './wording.ts';

const probes = ['http'];

/** Everything that is not about one path's answer. */
export function besideAnswers(evidence: HttpEvidence, facts: SubjectFacts): Finding[] {
  return [
    ...accountFindings(evidence),
    ...modelFindings(evidence),
    ...stackFindings(evidence, facts),
    ...withheldFindings(evidence),
  ];
}

function accountFindings({ account, measuredAt }: HttpEvidence): Finding[] {
  if (!account) return [];
  return judgeAccount(account, Date.parse(measuredAt)).map((problem: AccountProblem) => ({
    id: problem.id,
    leg: 'account' as const,
    severity: problem.failsNow ? ('error' as const) : ('info' as const),
    title: problem.title,
    detail: t('The gateway reports this about the key in use.'),
    probes,
    fixes: [{ id: `after-${problem.id}`, title: t('What helps'), detail: problem.nextStep }],
  }));
}

function modelFindings({ model }: HttpEvidence): Finding[] {
  if (!model || model.found) return [];
  const [best] = model.didYouMean;
  return [
    {
      id: 'model-not-listed',
      leg: 'request',
      severity: 'error',
      title: t('The gateway does not list the model {0}.', model.id),
      detail: best ? t('Did you mean {0}?', listed(model.didYouMean)) : t('No listed model has a similar name.'),
      probes,
      fixes: [
        {
          id: 'choose-listed-model',
          title: t('Choose a listed model'),
          detail: best
            ? t('Set the model to {0}.', best)
            : t('Open the models page of the gateway and copy an id from it.'),
          ...(best && { snippet: best }),
        },
      ],
    },
  ];
}

/** The measured path works and a stack of the same process does not, or the reverse: the headline of its own. */
function stackFindings({ stacks, paths }: HttpEvidence, facts: SubjectFacts): Finding[] {
  const primary = facts.paths.find((path) => path.primary);
  const measured = paths.find(({ path }) => path === primary?.id)?.models;
  if (measured?.status === null || measured === undefined) return [];
  const failing = stacks.filter(({ status }) => status === null);
  if (failing.length === 0) return [];
  return [
    {
      id: 'stacks-disagree',
      leg: 'settings',
      severity: failing.every(({ client }) => client === 'node-fetch') ? 'info' : 'warning',
      title: t('{0} fails where a plain connection works.', listed(failing.map(({ title }) => title))),
      detail: failing
        .map(({ title, failure }) => t('{0}: {1} ({2}).', title, failure?.code ?? '?', failure?.message ?? ''))
        .join(' '),
      probes,
      fixes: [],
    },
  ];
}

function withheldFindings({ keyWithheld }: HttpEvidence): Finding[] {
  if (!keyWithheld) return [];
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
