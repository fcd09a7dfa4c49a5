/**
 * What the API says of the account and the model, and what stands beside it: a key that was kept back.
 */
import { t } from '@vscode/l10n';
import type { AccountProblem } from '../../gateways/account.ts';
import { judgeAccount } from '../../gateways/account.ts';
import type { HttpEvidence } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import { listed } from './wording.ts';

const probes = ['http'];

/** Everything that is not about one path's answer. */
export function besideAnswers(evidence: HttpEvidence): Finding[] {
  return [
    ...accountFindings(evidence),
    ...modelFindings(evidence),
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
