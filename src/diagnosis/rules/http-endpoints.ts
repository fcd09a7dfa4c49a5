/** The providers behind the model, by the gateway's own numbers, and whether a fallback list leads elsewhere. */
import { t } from '@vscode/l10n';
import { bandOfModel, providersOf, sharedProviders, type Band, type Endpoint, type ModelEndpoints } from '../../gateways/endpoints.ts';
import type { HttpEvidence } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';
import { percent } from './percent.ts';
import { listed } from './wording.ts';

const probes = ['http'];

/** Findings of leg `provider`: none of them says that the gateway or the way to it is at fault. */
export function endpointFindings({ endpoints = [], model }: HttpEvidence, facts: Pick<SubjectFacts, 'model' | 'gateway'>): Finding[] {
  const own = endpoints.find((one) => one.model === facts.model);
  // A model that is not listed has a finding of its own.
  if (!own || model?.found === false) return [];
  return [...stateFindings(own), ...fallbackFindings(endpoints)];
}

function stateFindings(model: ModelEndpoints): Finding[] {
  if (model.endpoints.length === 0) return [none(model)];
  const band = bandOfModel(model);
  const providers = providersOf(model);
  const [only] = providers;
  return [
    ...(band === 'normal' || band === 'unknown' ? [] : [low(model, band, providers)]),
    ...(providers.length === 1 && only !== undefined && !model.truncated ? [single(model, only)] : []),
  ];
}

function none({ model }: ModelEndpoints): Finding {
  return {
    id: 'provider-none',
    leg: 'provider',
    severity: 'warning',
    title: t('The gateway names no provider behind {0}.', model),
    detail: t('Its list of endpoints for the model is empty, so a call has nobody to go to.'),
    probes,
    fixes: [{ id: 'choose-served-model', title: t('Choose another model'), detail: t('Name a model that providers serve.') }],
    confidence: 'medium',
  };
}

function low(model: ModelEndpoints, band: Exclude<Band, 'normal' | 'unknown'>, providers: readonly string[]): Finding {
  const title = {
    degraded: () => t('By the numbers of the gateway, {0} is degraded.', model.model),
    'fallback-only': () => t('By the numbers of the gateway, {0} fails often.', model.model),
    deranked: () => t('The gateway ranks every provider of {0} down.', model.model),
  }[band]();
  return {
    id: 'provider-uptime-low',
    leg: 'provider',
    severity: 'warning',
    title,
    detail: t(
      'None of the providers behind it ({0}) is at 95 % or more of answered calls: {1}. The way from here to the gateway is not at fault.',
      listed(providers),
      model.endpoints.slice(0, 6).map(uptimeWords).join(t('; ')),
    ),
    probes,
    fixes: [
      {
        id: 'use-fallback-model',
        title: t('Fall back to another model'),
        detail: t('Name fallbacks in the request ("models") that other providers serve, or use another model until it has recovered.'),
      },
    ],
    // Codes below zero are not documented; the numbers are.
    ...(band === 'deranked' && { confidence: 'medium' as const }),
  };
}

function uptimeWords({ provider, status, uptime5m, uptime30m }: Endpoint): string {
  if (status !== null && status < 0) return t('{0} deranked ({1})', provider, status);
  return t('{0} {1} in 5 min, {2} in 30 min', provider, percent(uptime5m), percent(uptime30m));
}

function single({ model }: ModelEndpoints, provider: string): Finding {
  return {
    id: 'provider-single',
    leg: 'provider',
    severity: 'info',
    title: t('Only one provider stands behind {0}: {1}.', model, provider),
    detail: t('While it is out or out of capacity, the gateway has nobody else to ask.'),
    probes,
    fixes: [
      {
        id: 'name-fallback',
        title: t('Name a fallback'),
        detail: t('Name a second model in the request ("models") that another provider serves.'),
      },
    ],
  };
}

/** Held against each other are the models whose providers are known; of the others nothing can be said. */
function fallbackFindings(endpoints: readonly ModelEndpoints[]): Finding[] {
  const known = endpoints.filter((one) => one.endpoints.length > 0);
  if (known.length < 2) return [];
  const shared = sharedProviders(known);
  const idle = shared.fallbacks.filter(({ adds }) => adds.length === 0);
  if (idle.length === 0) return [];
  const all = idle.length === shared.fallbacks.length;
  const why = idle.map(({ model, sameModelAs, shares }) =>
    sameModelAs !== undefined
      ? t('{0} is the same model as {1}, only routed in another way.', model, sameModelAs)
      : t('{0} is served by {1}, as models before it are.', model, listed(shares)),
  );
  return [
    {
      id: 'fallbacks-share-providers',
      leg: 'provider',
      severity: all ? 'warning' : 'info',
      title: all
        ? t('The fallbacks lead to no other provider.')
        : t('Some fallbacks lead to no other provider: {0}.', listed(idle.map(({ model }) => model))),
      detail: [
        ...why,
        ...(shared.everywhere.length > 0 ? [t('Behind every model of the list: {0}.', listed(shared.everywhere))] : []),
      ].join(' '),
      probes,
      fixes: [
        {
          id: 'fall-back-elsewhere',
          title: t('Fall back to a model of another provider'),
          detail: t('Choose a fallback whose row of providers has another name in it.'),
        },
      ],
    },
  ];
}
