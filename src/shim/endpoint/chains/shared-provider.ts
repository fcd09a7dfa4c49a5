/**
 * Whether two links of a chain stand on one provider, so that one outage takes both. By what ids and hosts say; which
 * providers really serve a model is the gateway's to tell (`gateways/endpoints.ts`). Pure.
 */
import { t } from '@vscode/l10n';
import type { Gateway } from '../../../gateways/gateway.ts';
import { modelIdParts, suffixKind } from '../../../gateways/model-id.ts';
import type { Target } from './chain.ts';
import type { ChainFault } from './chain-problem.ts';
import { authorOfGateway, authorOfModel, upstreamCalled, type Upstream } from './model-author.ts';

/** Two targets of one chain that fall together. */
export interface SharedUpstream {
  /** `target`: the same one twice; `gateway`: one gateway stands before both; `provider`: one provider behind both. */
  kind: 'target' | 'gateway' | 'provider';
  /** Indices in the chain; the earlier one first. */
  first: number;
  second: number;
  /** What both stand on, for people. */
  title: string;
}

/**
 * What later links of a chain share with earlier ones: one finding for each link, the worst, held against the first link
 * that it is shared with.
 *
 * @param gateways those that the targets name; a target of another one is left out.
 */
export function sharedUpstreams(targets: readonly Target[], gateways: readonly Gateway[]): SharedUpstream[] {
  const links = targets.map((target) => {
    const gateway = gateways.find(({ id }) => id === target.gateway);
    return gateway && { target, gateway, upstream: upstreamOf(target, gateway) };
  });
  return links.flatMap((link, second): SharedUpstream[] => {
    if (!link) return [];
    for (const kind of ['target', 'gateway', 'provider'] as const) {
      const first = links.findIndex((one, index) => index < second && one !== undefined && shares(kind, one, link));
      if (first >= 0) return [{ kind, first, second, title: (kind === 'provider' ? link.upstream?.title : link.gateway.title) ?? '' }];
    }
    return [];
  });
}

interface Link {
  target: Target;
  gateway: Gateway;
  upstream: Upstream | undefined;
}

function shares(kind: SharedUpstream['kind'], one: Link, other: Link): boolean {
  switch (kind) {
    case 'target':
      return shares('gateway', one, other) && one.target.model === other.target.model && one.target.key === other.target.key;
    case 'gateway':
      return hostOf(one.gateway) === hostOf(other.gateway);
    case 'provider':
      return one.upstream !== undefined && one.upstream.id === other.upstream?.id;
  }
}

function hostOf({ baseUrl }: Gateway): string {
  return URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl;
}

/** Who most likely runs the model of a target, or undefined where the ids do not say it. */
export function upstreamOf({ model }: Target, gateway: Gateway): Upstream | undefined {
  // One that serves its own models stands behind them itself.
  if (authorOfGateway(gateway.id) !== undefined) return { id: gateway.id, title: gateway.title };
  const { base, suffixes } = modelIdParts(model);
  const called = suffixes.find((suffix) => suffixKind(suffix) === undefined);
  const named = called === undefined ? undefined : upstreamCalled(called);
  if (named) return named;
  // Open models carry their author's name wherever they run; only gateways in front of others pass them on to the author.
  if (!forwards(gateway)) return gateway.selfHosted ? undefined : { id: gateway.id, title: gateway.title };
  const [author = ''] = base.includes('/') ? base.split('/') : [authorOfModel(base)];
  return isOpenModel(base) ? undefined : upstreamCalled(author);
}

/** Gateways in front of providers, and the user's own, which may be one. */
function forwards({ id, userDefined, cancelStopsBilling }: Gateway): boolean {
  return cancelStopsBilling === 'by-provider' || ['litellm', 'portkey', 'flo2'].includes(id) || (userDefined && id !== 'ollama' && id !== 'lm-studio');
}

/** Open weights that companies with an API of their own have given away: others run them. */
function isOpenModel(base: string): boolean {
  return /\b(?:gpt-oss|gemma|deepseek|mistral-(?:7b|nemo)|mixtral|devstral-small)/i.test(base);
}

/** What is shared, as warnings in words. @param path of the list of targets. */
export function sharedWarnings(targets: readonly Target[], gateways: readonly Gateway[], path: readonly (string | number)[]): ChainFault[] {
  return sharedUpstreams(targets, gateways).map(({ kind, first, second, title }) => {
    const [id, field, text] = words(kind, first + 1, title);
    return { id, severity: 'warning', path: [...path, second, field], at: 'value', text };
  });
}

function words(kind: SharedUpstream['kind'], first: number, title: string): [ChainFault['id'], 'gateway' | 'model', string] {
  switch (kind) {
    case 'target':
      return ['same-target', 'model', t('This is target {0} once more: it fails when that one fails. Name another model or another gateway.', first)];
    case 'gateway':
      return ['shared-gateway', 'gateway', t('Target {0} goes through {1} too: an outage of {1} takes both. A target at another gateway stays up.', first, title)];
    case 'provider':
      return ['shared-provider', 'model', t('Target {0} is most likely run by {1} too: an outage there takes both. A model of another provider stays up.', first, title)];
  }
}
