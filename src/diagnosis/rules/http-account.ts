/** What the API says of the account. */
import { t } from '@vscode/l10n';
import { judgeAccount, type AccountProblem } from '../../gateways/account.ts';
import { judgeCredits } from '../../gateways/credits.ts';
import { freeModelLimits } from '../../gateways/free-limits.ts';
import { isFreeModel } from '../../gateways/model-id.ts';
import type { HttpEvidence } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';

/** Findings about caps, expiry, balance and the limits of free models. */
export function accountFindings({ account, credits, measuredAt }: HttpEvidence, facts: Pick<SubjectFacts, 'model'>): Finding[] {
  if (!account) return [];
  const problems = [
    ...judgeAccount(account, Date.parse(measuredAt)),
    ...(credits ? judgeCredits(credits) : []),
    ...(facts.model !== undefined && isFreeModel(facts.model.trim()) ? freeModelLimits(account) : []),
  ];
  return problems.map((problem) => ({
    id: problem.id,
    leg: 'account' as const,
    severity: severityOfProblem(problem),
    title: problem.title,
    detail: t('The gateway reports this about the key in use.'),
    probes: ['http'],
    fixes: [{ id: `after-${problem.id}`, title: t('What helps'), detail: problem.nextStep }],
  }));
}

function severityOfProblem({ failsNow, likely }: AccountProblem): Finding['severity'] {
  if (!failsNow) return 'info';
  return likely ? 'warning' : 'error';
}
