import type { SpokenProtocol } from '../gateways/gateway.ts';
import { ChatReply } from './chat-reply.ts';
import { parseChatRequest, parseCountRequest } from './chat-request.ts';
import { chatSkin } from './chat-skin.ts';
import { embeddingsAnswer } from './embeddings.ts';
import * as errors from './error-answer.ts';
import type { Exchange } from './exchange.ts';
import { messagesSkin } from './messages-skin.ts';
import { endpointsAnswer, findModel, isMissingVariant, modelsAnswer, noEndpointsAnswer } from './practice-models.ts';
import type { ReplySkin } from './reply-skin.ts';
import { responsesSkin } from './responses-skin.ts';
import type { Scenario } from './scenario.ts';
import { healthy } from './scenarios/healthy.ts';

/** Where the API begins. */
export const apiPath = '/api/v1';

/** Where it begins too, for clients that are given a host alone. */
export const barePath = '/v1';

/** Paths that answer with words, each in a protocol of its own. */
const answering: Readonly<Record<string, readonly [SpokenProtocol, ReplySkin]>> = {
  '/chat/completions': ['chat-completions', chatSkin],
  '/messages': ['messages', messagesSkin],
  '/responses': ['responses', responsesSkin],
};

/** What the requests for answers come to while a scenario lasts. */
export interface Turns {
  /** The number of the next one, from 0. */
  next(): number;
}

const maxBodyBytes = 10_000_000;
const defaultRemainingUsd = 25;
const defaultUptimePercent = 99.8;
const boughtUsd = 50;
const freeRequests = { used: 3, limit: 1_000, remaining: 997 };

/**
 * Answers one request to the API as the scenario has it.
 * Source of shapes and statuses: OpenRouterTeam/docs, openapi.yaml and errors-and-debugging.mdx (2026-08).
 */
export async function answerApi(exchange: Exchange, scenario: Scenario, delayMs: number | undefined, turns: Turns): Promise<void> {
  if (scenario.api) {
    scenario.api(exchange);
    return;
  }
  const path = exchange.path.slice(exchange.path.startsWith(apiPath) ? apiPath.length : barePath.length);
  const found = Object.hasOwn(answering, path) ? answering[path] : undefined;
  if (found) {
    if (allows(exchange, 'POST')) await answerChat(exchange, scenario, delayMs, found, turns);
    return;
  }
  const counting = path === '/messages/count_tokens';
  if (counting || path === '/embeddings') {
    if (allows(exchange, 'POST')) await answerAtOnce(exchange, scenario, counting);
    return;
  }
  const model = /^\/models\/([^/]+\/[^/]+)\/endpoints$/.exec(path)?.[1];
  const known = path === '/models' || path === '/key' || path === '/credits' || model !== undefined;
  if (!known) return refuse(exchange, errors.notFound());
  if (!allows(exchange, 'GET')) return;
  if (path === '/models') return exchange.json(200, modelsAnswer());
  if (model !== undefined) return answerEndpoints(exchange, scenario, model);
  const problem = keyProblem(exchange, scenario);
  if (problem) return refuse(exchange, problem);
  if (path === '/key') return exchange.json(200, keyAnswer(exchange.key ?? '', scenario));
  if (!isManagementKey(exchange.key ?? '')) return refuse(exchange, errors.managementKeyNeeded());
  exchange.json(200, { data: { total_credits: boughtUsd, total_usage: boughtUsd - remainingUsd(scenario) } });
}

async function answerChat(
  exchange: Exchange,
  scenario: Scenario,
  delayMs: number | undefined,
  [protocol, skin]: readonly [SpokenProtocol, ReplySkin],
  turns: Turns,
): Promise<void> {
  const body = await exchange.body(maxBodyBytes);
  const refusal = (answer: errors.ErrorAnswer): void => exchange.json(answer.status, skin.refusal(answer), answer.headers);
  const problem = keyProblem(exchange, scenario);
  if (problem) return refusal(problem);
  if (!body) return refusal(errors.bodyTooLarge());
  const request = parseChatRequest(body, protocol);
  if ('status' in request) return refusal(request);
  await (scenario.chat ?? healthy.chat)(new ChatReply(exchange, request, delayMs, skin, turns.next()));
}

/** What costs no time: tokens that are counted, embeddings. */
async function answerAtOnce(exchange: Exchange, scenario: Scenario, counting: boolean): Promise<void> {
  const body = await exchange.body(maxBodyBytes);
  const refusal = (answer: errors.ErrorAnswer): void => exchange.json(answer.status, counting ? messagesSkin.refusal(answer) : answer.body, answer.headers);
  const problem = keyProblem(exchange, scenario);
  if (problem) return refusal(problem);
  if (!body) return refusal(errors.bodyTooLarge());
  const answer = counting ? parseCountRequest(body) : embeddingsAnswer(body);
  if ('status' in answer) return refusal(answer);
  exchange.json(200, 'inputTokens' in answer ? { input_tokens: answer.inputTokens } : answer);
}

function answerEndpoints(exchange: Exchange, scenario: Scenario, id: string): void {
  const model = findModel(decoded(id));
  if (isMissingVariant(decoded(id))) return exchange.json(200, noEndpointsAnswer(decoded(id)));
  if (!model) return refuse(exchange, errors.notFound('Model not found'));
  const withKey = exchange.key !== undefined;
  exchange.json(200, endpointsAnswer(model, withKey, scenario.uptimePercent ?? defaultUptimePercent));
}

/** What is wrong with the request's key, if anything is. */
function keyProblem(exchange: Exchange, scenario: Scenario): errors.ErrorAnswer | undefined {
  if (exchange.key === undefined) return errors.noCredentials();
  return scenario.acceptsKey?.(exchange.key) === false ? errors.unknownKey() : undefined;
}

function keyAnswer(key: string, scenario: Scenario): object {
  const remaining = remainingUsd(scenario);
  const usage = boughtUsd - remaining;
  const limit = scenario.limitUsd === undefined ? boughtUsd : scenario.limitUsd;
  return {
    data: {
      // As OpenRouter labels keys: the start and the end of it.
      label: `${key.slice(0, 12)}...${key.slice(-3)}`,
      limit,
      limit_remaining: limit === null ? null : remaining,
      limit_reset: null,
      usage,
      usage_daily: 0,
      usage_weekly: 0,
      usage_monthly: usage,
      byok_usage: 0,
      include_byok_in_limit: false,
      is_free_tier: false,
      is_management_key: isManagementKey(key),
      free_model_daily_requests: freeRequests,
      expires_at: null,
    },
  };
}

function remainingUsd(scenario: Scenario): number {
  return scenario.remainingUsd ?? defaultRemainingUsd;
}

function isManagementKey(key: string): boolean {
  return key.startsWith('sk-or-v1-management');
}

function allows(exchange: Exchange, method: 'GET' | 'POST'): boolean {
  if (exchange.method === method || (method === 'GET' && exchange.method === 'HEAD')) return true;
  refuse(exchange, errors.methodNotAllowed(method));
  return false;
}

function refuse(exchange: Exchange, answer: errors.ErrorAnswer): void {
  exchange.json(answer.status, answer.body, answer.headers);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
