/**
 * What a streamed check will cost at most, worked out from the gateway's own price list before anything is sent. Pure.
 */
import { asObject, asText } from '../gateways/fault-body.ts';
import { plainText } from '../path/network-failure.ts';

/** A listed model with its prices in US dollars for one token; null where the list does not say. */
export interface PricedModel {
  id: string;
  promptUsd: number | null;
  completionUsd: number | null;
  /** For each request, whatever its size. */
  requestUsd: number;
  /** False for a model that does not answer in text alone. */
  text: boolean;
  /** ISO date after which the model goes. */
  expiresAt?: string;
}

/** What is to be asked, as far as it costs. */
export interface SpendChoice {
  /** The model the user named; else one is chosen. */
  model?: string;
  /** Answers asked for. */
  answers: number;
  /** Upper bounds for each answer. */
  promptTokens: number;
  maxTokens: number;
  /** ISO time; a model that has expired by then is not chosen. */
  now?: string;
}

/** The model to ask and the most it can cost. */
export interface PlannedSpend {
  model: string;
  /**
   * `named`: by the user. `free`: costs nothing. `cheapest`: by the price list. `first-listed`: there are no prices.
   */
  why: 'named' | 'free' | 'cheapest' | 'first-listed';
  /** In US dollars, for all answers together; null when the list has no price for the model. */
  maxUsd: number | null;
  answers: number;
  promptTokens: number;
  maxTokens: number;
}

const maxModels = 10_000;
const maxIdChars = 200;

/** Names listed beside chat models that can't be asked for a short text, and the router that chooses one itself. */
const unsuitable = /^openrouter\/auto|embed|moderation|guard|whisper|tts|audio|image|vision-only|rerank|realtime|transcribe/i;

/**
 * Reads models with prices from a models list as OpenRouter has it: `data[].pricing.{prompt,completion,request}`,
 * decimal text in US dollars for one token (OpenRouterTeam/docs, openapi.yaml, PublicPricing). Lists without prices
 * give models without prices.
 *
 * @returns an empty list when the text is no models list.
 */
export function parsePricedModels(bodyText: string): PricedModel[] {
  let json: unknown;
  try {
    json = JSON.parse(bodyText);
  } catch {
    return [];
  }
  const body = asObject(json);
  const list = [json, body?.['data'], body?.['models']].find((one) => Array.isArray(one)) as unknown[] | undefined;
  return (list ?? []).slice(0, maxModels).flatMap((entry) => {
    const model = asObject(entry);
    const id = asText(model?.['id']) ?? asText(model?.['name']);
    if (!model || id === undefined || id === '' || id.length > maxIdChars || id !== plainText(id, maxIdChars))
      return [];
    const pricing = asObject(model['pricing']);
    const outputs = asObject(model['architecture'])?.['output_modalities'];
    const expiresAt = asText(model['expiration_date']);
    return [
      {
        id,
        promptUsd: price(pricing?.['prompt']),
        completionUsd: price(pricing?.['completion']),
        requestUsd: price(pricing?.['request']) ?? 0,
        text: (!Array.isArray(outputs) || (outputs.length === 1 && outputs[0] === 'text')) && !unsuitable.test(id),
        ...(expiresAt !== undefined &&
          !Number.isNaN(Date.parse(expiresAt)) && { expiresAt: plainText(expiresAt, 40) }),
      },
    ];
  });
}

/** Dollars for one token or one request; what asks for more is no price of anything. */
const highestUsd = 1_000;

/** A price below zero means that it is not known beforehand (OpenRouter's routers). */
function price(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 && number <= highestUsd ? number : null;
}

/**
 * Chooses the model and bounds the cost: the one the user named, else a free one, because it costs nothing and the
 * check is about the path, not the model; else the cheapest with a price; else the first listed.
 *
 * @returns undefined when nothing suitable is listed and none was named.
 */
export function plannedSpend(models: readonly PricedModel[], choice: SpendChoice): PlannedSpend | undefined {
  return plans(models, choice)[0];
}

/**
 * The plans in the order they are worth trying. A free model is often out of its quota for the day, which says
 * nothing of the path, so the cheapest one with a price stands behind it.
 */
export function plans(models: readonly PricedModel[], choice: SpendChoice): PlannedSpend[] {
  const planned = (model: string, why: PlannedSpend['why'], maxUsd: number | null): PlannedSpend => {
    const { answers, promptTokens, maxTokens } = choice;
    return { model, why, maxUsd, answers, promptTokens, maxTokens };
  };
  if (choice.model !== undefined) {
    const listed = models.find(({ id }) => id === choice.model);
    return [planned(choice.model, 'named', listed ? cost(listed, choice) : null)];
  }
  const usable = models.filter(({ text, expiresAt }) => text && !(expiresAt && choice.now && expiresAt <= choice.now));
  const priced = usable
    .flatMap((model) => {
      const usd = cost(model, choice);
      return usd === null ? [] : [{ model, usd }];
    })
    .sort((a, b) => a.usd - b.usd || (a.model.id < b.model.id ? -1 : 1));
  // A gateway of one's own lists everything at 0; there "free" is no quota of a day, only a price.
  const free =
    priced.find(({ usd, model }) => usd === 0 && model.id.endsWith(':free')) ?? priced.find(({ usd }) => usd === 0);
  const paid = priced.find(({ usd }) => usd > 0);
  const first = usable[0];
  if (!free && !paid) return first ? [planned(first.id, 'first-listed', null)] : [];
  return [
    ...(free ? [planned(free.model.id, 'free', 0)] : []),
    ...(paid ? [planned(paid.model.id, 'cheapest', paid.usd)] : []),
  ];
}

/** In US dollars; null when a price is missing. */
function cost(
  { promptUsd, completionUsd, requestUsd }: PricedModel,
  { answers, promptTokens, maxTokens }: SpendChoice,
): number | null {
  if (promptUsd === null || completionUsd === null) return null;
  return answers * (requestUsd + promptTokens * promptUsd + maxTokens * completionUsd);
}
