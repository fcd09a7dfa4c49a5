/** Whether a gateway has the model a user named, and what is to be said of it. Pure. */
import { t } from '@vscode/l10n';
import { findModel, plainName, type ModelList } from './models.ts';
import { catalogueId, isAlias, isRouter, modelIdParts, suffixKind } from './model-id.ts';

/** Why a model was not found, where the id itself tells. */
export type MissReason =
  /** Ids are compared letter by letter. */
  | 'case'
  /** `gpt-4o` where the list has `openai/gpt-4o`. */
  | 'author-missing'
  /** `openai/gpt-4o` where the list has `gpt-4o`. */
  | 'author-not-wanted'
  /** The list has the name under another author. */
  | 'other-author'
  /** The same model written in another gateway's way: `claude-sonnet-4.5` for `claude-sonnet-4-5-20250929`. */
  | 'other-spelling'
  | 'free-ended'
  /** A suffix that only some models have, and this one has not. */
  | 'suffix-not-offered'
  /** No suffix of this gateway. */
  | 'suffix-unknown';

/** What the models list says of one id. */
export interface ModelCheck {
  /** As the user wrote it. */
  id: string;
  found: boolean;
  /** Listed ids the user may have meant, best first; empty when found. */
  didYouMean: readonly string[];
  why?: MissReason;
  /** The id it is listed under, where that is another one. */
  listedAs?: string;
  /** ISO date after which the model goes, or went. */
  expiresAt?: string;
  /** `alias`: always the newest of a family. `router`: the gateway chooses the model. */
  stands?: 'alias' | 'router';
  /** Suffixes of the id, without their colons. */
  suffixes?: readonly string[];
}

/** Looks an id up in a gateway's list. */
export function checkModel(list: ModelList, id: string): ModelCheck {
  const wanted = id.trim();
  const answer = findModel(list, wanted);
  // Colons are suffixes only where ids have authors; elsewhere they are tags, as in Ollama's `llama3:8b`.
  const { suffixes } = wanted.includes('/') ? modelIdParts(wanted) : { suffixes: [] };
  const common = {
    id,
    ...(suffixes.length > 0 && { suffixes }),
    ...(isAlias(wanted) ? { stands: 'alias' as const } : isRouter(wanted) ? { stands: 'router' as const } : {}),
  };
  if ('found' in answer) {
    const { id: listedId, expiresAt } = answer.found;
    return {
      ...common,
      found: true,
      didYouMean: [],
      ...(listedId !== wanted && { listedAs: listedId }),
      ...(expiresAt !== undefined && { expiresAt }),
    };
  }
  const why = missReason(list, wanted, suffixes, answer.didYouMean[0]);
  return { ...common, found: false, didYouMean: answer.didYouMean, ...(why && { why }) };
}

function missReason(
  list: ModelList,
  wanted: string,
  suffixes: readonly string[],
  best: string | undefined,
): MissReason | undefined {
  const listed = (id: string): boolean => list.models.some((one) => one.id === id || one.canonicalSlug === id);
  if (best !== undefined && best !== wanted && best.toLowerCase() === catalogueId(wanted).toLowerCase()) return 'case';
  if (listed(modelIdParts(wanted).base)) {
    if (suffixes.some((suffix) => suffixKind(suffix) === undefined)) return 'suffix-unknown';
    if (suffixes.includes('free')) return 'free-ended';
    if (suffixes.length > 0) return 'suffix-not-offered';
  }
  if (best === undefined) return undefined;
  const name = (id: string): string => catalogueId(id).split('/').at(-1)?.toLowerCase() ?? '';
  if (name(best) === name(wanted)) {
    if (!wanted.includes('/')) return 'author-missing';
    return best.includes('/') ? 'other-author' : 'author-not-wanted';
  }
  return plainName(name(best)) === plainName(name(wanted)) ? 'other-spelling' : undefined;
}

/** Why a model was not found, in words. */
export function describeMiss(why: MissReason): string {
  switch (why) {
    case 'case':
      return t('Upper and lower case count in model ids.');
    case 'author-missing':
      return t('Ids of this gateway begin with the author and a slash.');
    case 'author-not-wanted':
      return t('Ids of this gateway have no author in front; that form is for gateways with models of several authors.');
    case 'other-author':
      return t('The gateway has the name under another author.');
    case 'other-spelling':
      return t('The same model is written in another way at this gateway.');
    case 'free-ended':
      return t('The gateway has the model, but no free variant of it: free variants come and go.');
    case 'suffix-not-offered':
      return t('The gateway has the model, but not with this suffix, which only some models have.');
    case 'suffix-unknown':
      return t('The gateway has the model, and knows no such suffix.');
  }
}

/** Soon enough to be told of a model that goes, in ms. */
const soonMs = 30 * 24 * 3_600_000;

/** Whether a model has gone, or soon will. A date alone means its beginning, UTC. */
export function expiryOf({ expiresAt }: Pick<ModelCheck, 'expiresAt'>, nowMs: number): 'past' | 'soon' | undefined {
  const atMs = expiresAt === undefined ? NaN : Date.parse(expiresAt);
  if (atMs <= nowMs) return 'past';
  return atMs - nowMs <= soonMs ? 'soon' : undefined;
}
