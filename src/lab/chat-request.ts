import type { ErrorAnswer } from './error-answer.ts';
import { invalidRequest, modelNotFound } from './error-answer.ts';
import type { PracticeModel } from './practice-models.ts';
import { findModel, practiceModels } from './practice-models.ts';

/** What of a chat request bears on the answer. */
export interface ChatRequest {
  model: PracticeModel;
  /** The model as the client spelt it. */
  modelId: string;
  stream: boolean;
  /** Undefined when the client set none. */
  maxTokens: number | undefined;
}

/** Checks a chat request's body, the way and in the order the gateway complains. */
export function parseChatRequest(body: Buffer): ChatRequest | ErrorAnswer {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return invalidRequest('Invalid JSON in request body');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    return invalidRequest('Request body must be a JSON object');
  }
  const fields = parsed as Record<string, unknown>;
  const messages = fields['messages'];
  if (messages === undefined) return invalidRequest('Input required: specify "prompt" or "messages"');
  if (!Array.isArray(messages) || messages.length === 0 || !messages.every(isMessage)) {
    return invalidRequest('Invalid input: "messages" must be a non-empty array of {role, content}');
  }
  const asked = requestedModels(fields);
  if (asked.length === 0) return invalidRequest('No models provided');
  for (const modelId of asked) {
    const model = findModel(modelId);
    if (model) return { model, modelId, stream: fields['stream'] === true, maxTokens: maxTokens(fields) };
  }
  return modelNotFound(asked[0] ?? '', alternatives());
}

/** Models to offer instead of one that does not exist. */
export function alternatives(): readonly string[] {
  return practiceModels.slice(0, 2).map((one) => one.id);
}

/** `model`, then the fallbacks in `models`, in order (OpenRouterTeam/docs, model fallbacks). */
function requestedModels(fields: Record<string, unknown>): string[] {
  const listed: unknown[] = Array.isArray(fields['models']) ? fields['models'] : [];
  return [fields['model'], ...listed].filter((one): one is string => typeof one === 'string' && one !== '');
}

function maxTokens(fields: Record<string, unknown>): number | undefined {
  const value = fields['max_completion_tokens'] ?? fields['max_tokens'];
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.floor(value) : undefined;
}

function isMessage(one: unknown): boolean {
  return typeof one === 'object' && one !== null && typeof (one as { role?: unknown }).role === 'string';
}
