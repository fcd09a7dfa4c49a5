/**
 * What a model id says by its form, at OpenRouter: author, aliases, routers, suffixes. Pure.
 * Source: OpenRouterTeam/docs, guides/routing/model-variants/overview.mdx and routers/latest-resolution.mdx.
 */
import { t } from '@vscode/l10n';

/**
 * `catalogue`: an entry of its own in the models list, with its own price, context and endpoints; only models that list
 * it have it. `routing`: accepted on any model, and only changes which provider is asked.
 */
export type SuffixKind = 'catalogue' | 'routing';

const suffixKinds: Readonly<Record<string, SuffixKind>> = {
  free: 'catalogue',
  batch: 'catalogue',
  thinking: 'catalogue',
  extended: 'catalogue',
  nitro: 'routing',
  floor: 'routing',
  exacto: 'routing',
  online: 'routing',
};

/** The kind of a suffix without its colon, or undefined when it is none of OpenRouter's. */
export function suffixKind(suffix: string): SuffixKind | undefined {
  return Object.hasOwn(suffixKinds, suffix) ? suffixKinds[suffix] : undefined;
}

/** A suffix in words; undefined when it is none of OpenRouter's. */
export function describeSuffix(suffix: string): string | undefined {
  switch (suffix) {
    case 'free':
      return t(':free is an entry of its own that costs nothing, with its own providers and low limits.');
    case 'batch':
      return t(':batch is the price of batched requests; the batch API adds it itself.');
    case 'thinking':
      return t(':thinking is an entry of its own that reasons by default; it is deprecated, use the parameter "reasoning".');
    case 'extended':
      return t(':extended is an entry of its own with a larger context; it is deprecated, and no model has it any more.');
    case 'nitro':
      return t(':nitro asks the provider with the highest throughput first, priority tiers included, which can cost more.');
    case 'floor':
      return t(':floor asks the cheapest provider first, flex tiers included.');
    case 'exacto':
      return t(':exacto asks first the providers that call tools most reliably.');
    case 'online':
      return t(':online puts results of a web search into the prompt; it is deprecated, use the tool "openrouter:web_search".');
    default:
      return undefined;
  }
}

/** An id taken apart. */
export interface ModelIdParts {
  /** Without suffixes: `openai/gpt-5-mini`. */
  base: string;
  /** Without their colons, in order. */
  suffixes: readonly string[];
}

/** Takes an id apart at its colons. */
export function modelIdParts(id: string): ModelIdParts {
  const [base = '', ...suffixes] = id.split(':');
  return { base, suffixes };
}

/** The id under which the models list has a model: suffixes that only route are dropped, the others stay. */
export function catalogueId(id: string): string {
  const { base, suffixes } = modelIdParts(id);
  return [base, ...suffixes.filter((suffix) => suffixKind(suffix) !== 'routing')].join(':');
}

/** An alias that leads to the newest model of a family: `~anthropic/claude-sonnet-latest`. */
export function isAlias(id: string): boolean {
  return /^~[^/]+\/.+-latest$/.test(modelIdParts(id).base);
}

/** A name under which the gateway chooses a model itself: `openrouter/auto`, `openrouter/free`. */
export function isRouter(id: string): boolean {
  return /^openrouter\/(auto|free|pareto-code|fusion|bodybuilder|switchyard)\b/.test(id);
}

/** Costs nothing and has the low limits of free models. */
export function isFreeModel(id: string): boolean {
  const { base, suffixes } = modelIdParts(id);
  return suffixes.includes('free') || base === 'openrouter/free';
}
