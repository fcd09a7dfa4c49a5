/** The model that was named, and those it falls back to, as the gateway's list has them. */
import { t } from '@vscode/l10n';
import { describeMiss, expiryOf, type ModelCheck } from '../../gateways/model-check.ts';
import { describeSuffix } from '../../gateways/model-id.ts';
import type { HttpEvidence } from '../evidence.ts';
import type { Finding, Fix } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';
import { listed } from './wording.ts';

const probes = ['http'];

/** Findings about ids: not listed, gone or going, a suffix that is on its way out. */
export function modelFindings({ model, fallbacks = [], measuredAt }: HttpEvidence, facts: SubjectFacts): Finding[] {
  const nowMs = Date.parse(measuredAt);
  return [
    ...(model ? [...missing(model, facts, 'model'), ...expiring(model, nowMs, 'model'), ...suffixes(model, facts)] : []),
    ...fallbacks.flatMap((one) => [...missing(one, facts, 'fallback'), ...expiring(one, nowMs, 'fallback')]),
  ];
}

/** Which entry of the list an id is: calls fail without the model, and only later without a fallback. */
type Place = 'model' | 'fallback';

function missing(check: ModelCheck, facts: SubjectFacts, place: Place): Finding[] {
  if (check.found) return [];
  // The gateway's own routers need not stand in its list.
  if (check.stands === 'router' && facts.gateway.id === 'openrouter') return [];
  const [best] = check.didYouMean;
  const meant = best ? t('Did you mean {0}?', listed(check.didYouMean)) : t('No listed model has a similar name.');
  const base = {
    leg: 'request' as const,
    detail: check.why ? `${describeMiss(check.why)} ${meant}` : meant,
    probes,
    fixes: [chooseListed(best)],
  };
  return place === 'model'
    ? [{ ...base, id: 'model-not-listed', severity: 'error', title: t('The gateway does not list the model {0}.', check.id) }]
    : [{ ...base, id: 'fallback-not-listed', severity: 'warning', title: t('The gateway does not list the fallback {0}.', check.id) }];
}

function chooseListed(best: string | undefined): Fix {
  return {
    id: 'choose-listed-model',
    title: t('Choose a listed model'),
    detail: best ? t('Set the model to {0}.', best) : t('Open the models page of the gateway and copy an id from it.'),
    ...(best && { snippet: best }),
  };
}

function expiring(check: ModelCheck, nowMs: number, place: Place): Finding[] {
  const expiry = expiryOf(check, nowMs);
  if (!expiry || !check.found) return [];
  const day = check.expiresAt?.slice(0, 10) ?? '?';
  const past = expiry === 'past';
  return [
    {
      id: past ? 'model-expired' : 'model-expires-soon',
      leg: 'request',
      // It is listed still, so it may answer still.
      severity: past ? 'warning' : 'info',
      title: past
        ? t('The model {0} was to go on {1}.', check.id, day)
        : t('The model {0} goes on {1}.', check.id, day),
      detail:
        place === 'model'
          ? t('The models list of the gateway gives this date. Calls for it are refused from then on.')
          : t('The models list of the gateway gives this date. From then on it is no fallback.'),
      probes,
      fixes: [
        {
          id: 'choose-lasting-model',
          title: t('Choose a model that stays'),
          detail: t('Set a newer model of the same family, or an alias that ends in -latest where the gateway has one.'),
        },
      ],
    },
  ];
}

/** Suffixes that still work and should not be built on. */
function suffixes({ id, found, suffixes: all = [] }: ModelCheck, facts: SubjectFacts): Finding[] {
  const old = all.filter((suffix) => ['online', 'thinking', 'extended'].includes(suffix));
  if (!found || old.length === 0 || !(facts.gateway.id === 'openrouter' || facts.gateway.userDefined)) return [];
  return [
    {
      id: 'model-suffix-deprecated',
      leg: 'request',
      severity: 'info',
      title: t('The suffix {0} of the model is deprecated.', old.map((suffix) => `:${suffix}`).join(', ')),
      detail: old.map((suffix) => describeSuffix(suffix) ?? '').join(' '),
      probes,
      fixes: [{ id: 'drop-suffix', title: t('Drop the suffix'), detail: t('Set the model without it: {0}.', id.split(':')[0] ?? id) }],
    },
  ];
}
