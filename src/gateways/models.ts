import { plainText } from '../path/network-failure.ts';
import { asObject, asText } from './fault-body.ts';
import { catalogueId } from './model-id.ts';

/** Longest list text parsed and most models kept; OpenRouter's list is about 1 MB with a few hundred models. */
const maxListChars = 16 * 1024 * 1024;
const maxModels = 10_000;
const maxIdChars = 200;

/** One model of a gateway's list. */
export interface Model {
  id: string;
  /** The dated name behind an alias, when the gateway tells it. */
  canonicalSlug?: string;
  /** ISO date after which the model goes. */
  expiresAt?: string;
  contextLength?: number;
}

/** A gateway's models list, as much of it as could be read. */
export interface ModelList {
  models: readonly Model[];
  /** True when the list was longer than what is kept. */
  truncated: boolean;
}

/**
 * Reads the body of a models list: `{data: [{id}]}` of OpenAI and its followers, `{models: [{name}]}` of others, or a
 * bare list. Entries that make no sense are skipped.
 *
 * @returns null when the body is no such list.
 */
export function parseModels(bodyText: string): ModelList | null {
  if (bodyText.length > maxListChars) return null;
  let json: unknown;
  try {
    json = JSON.parse(bodyText);
  } catch {
    return null;
  }
  const body = asObject(json);
  const list = [json, body?.['data'], body?.['models']].find((one) => Array.isArray(one)) as unknown[] | undefined;
  if (!list) return null;
  const models = list.slice(0, maxModels).flatMap((entry) => {
    const model = parseModel(entry);
    return model ? [model] : [];
  });
  if (list.length > 0 && models.length === 0) return null;
  return { models, truncated: list.length > maxModels };
}

function parseModel(entry: unknown): Model | undefined {
  const object = asObject(entry) ?? { id: entry };
  const id = asText(object['id']) ?? asText(object['name']) ?? asText(object['model']);
  if (id === undefined || id.length > maxIdChars || id !== plainText(id, maxIdChars)) return undefined;
  const canonicalSlug = asText(object['canonical_slug']);
  const expiresAt = asText(object['expiration_date']);
  const contextLength = object['context_length'];
  return {
    id: id.replace(/^models\//, ''),
    ...(canonicalSlug === undefined ? {} : { canonicalSlug: plainText(canonicalSlug, maxIdChars) }),
    ...(expiresAt === undefined || Number.isNaN(Date.parse(expiresAt)) ? {} : { expiresAt: plainText(expiresAt, 40) }),
    ...(typeof contextLength === 'number' && contextLength > 0 ? { contextLength } : {}),
  };
}

/**
 * Looks a model up as the user wrote it.
 *
 * @returns the model, or up to five listed ids the user may have meant, best first.
 */
export function findModel(list: ModelList, id: string): { found: Model } | { didYouMean: string[] } {
  const wanted = id.trim();
  const exact = list.models.find((one) => one.id === wanted || one.canonicalSlug === wanted);
  if (exact) return { found: exact };
  const catalogued = catalogueId(wanted);
  if (catalogued !== wanted) {
    const model = list.models.find((one) => one.id === catalogued || one.canonicalSlug === catalogued);
    if (model) return { found: model };
  }
  return { didYouMean: suggest(list, wanted.toLowerCase().slice(0, maxIdChars)) };
}

function splitVariant(id: string): { base: string; variant?: string } {
  const colon = id.lastIndexOf(':');
  return colon > 0 ? { base: id.slice(0, colon), variant: id.slice(colon + 1) } : { base: id };
}

/** Listed ids by how likely the user meant them; a lower score is closer. */
function suggest(list: ModelList, wanted: string): string[] {
  const { base: wantedBase } = splitVariant(wanted);
  const scored: { id: string; score: number }[] = [];
  for (const { id } of list.models) {
    const score = distanceScore(id.toLowerCase(), wanted, wantedBase);
    if (score !== undefined) scored.push({ id, score });
  }
  scored.sort((a, b) => a.score - b.score || (a.id < b.id ? -1 : 1));
  return scored.slice(0, 5).map((one) => one.id);
}

function distanceScore(listed: string, wanted: string, wantedBase: string): number | undefined {
  if (listed === wanted) return 0;
  if (listed === wantedBase) return 1;
  const name = listed.slice(listed.indexOf('/') + 1);
  const wantedName = wanted.slice(wanted.indexOf('/') + 1);
  const wantedBaseName = wantedBase.slice(wantedBase.indexOf('/') + 1);
  // The author is missing, or is another one than the list has.
  if (name === wantedName) return 2;
  if (name === wantedBaseName) return 3;
  // Dots for dashes, and the date at the end: `claude-sonnet-4.5` is `claude-sonnet-4-5-20250929` elsewhere.
  if (plainName(name) === plainName(wantedBaseName)) return 3.5;
  const { base } = splitVariant(listed);
  // The listed id is another variant of the wanted model.
  if (base === wantedBase || base.slice(base.indexOf('/') + 1) === wantedBaseName) return 4;
  const reach = Math.max(1, Math.floor(wantedName.length / 4));
  const distance = Math.min(
    editDistance(listed, wanted, reach),
    editDistance(name, wantedName, reach) + (wanted.includes('/') ? 0.5 : 0),
  );
  if (distance <= reach) return 4 + distance;
  return wantedBaseName.length >= 4 && name.startsWith(wantedBaseName) ? 50 + name.length : undefined;
}

/** A model's name without what gateways write differently. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[._]/g, '-').replace(/-(\d{8}|\d{4}-\d{2}-\d{2}|latest)$/, '');
}

/**
 * Edit distance with insertions, deletions, replacements and swaps of neighbours, or Infinity when above `limit`.
 * Two words whose lengths differ by more than the limit are not compared.
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return Infinity;
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      }
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > limit) return Infinity;
    before = above;
    above = row;
  }
  const distance = above[b.length] ?? Infinity;
  return distance > limit ? Infinity : distance;
}
