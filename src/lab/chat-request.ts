import type { SpokenProtocol } from '../gateways/gateway.ts';
import { askedDocument } from './asked-document.ts';
import type { ErrorAnswer } from './error-answer.ts';
import { invalidRequest, modelNotFound } from './error-answer.ts';
import type { PracticeModel } from './practice-models.ts';
import { findModel, practiceModels } from './practice-models.ts';
import { lastTurn } from './request-turns.ts';
import { askedToolCall, type ToolCall } from './tool-call.ts';

/** What of a chat request bears on the answer. */
export interface ChatRequest {
  model: PracticeModel;
  /** The model as the client spelt it. */
  modelId: string;
  stream: boolean;
  /** Undefined when the client set none. */
  maxTokens: number | undefined;
  /** The client wants to see the model think. */
  reasons: boolean;
  /** The tool it wants called. */
  tool: ToolCall | undefined;
  /** The JSON document it wants in place of words. */
  document: string | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** Checks the body of a request for an answer, the way and in the order the gateway complains. */
export function parseChatRequest(body: Buffer, protocol: SpokenProtocol = 'chat-completions'): ChatRequest | ErrorAnswer {
  const read = parseFields(body);
  if ('status' in read) return read;
  const fields = read.members;
  const turns = protocol === 'responses' ? inputOf(fields) : messagesOf(fields);
  if ('status' in turns) return turns;
  // Anthropic's protocol has no default for it (platform.claude.com/docs/en/api/messages).
  if (protocol === 'messages' && maxTokens(fields, protocol) === undefined) return invalidRequest('max_tokens: Field required');
  const asked = requestedModels(fields);
  if (asked.length === 0) return invalidRequest('No models provided');
  for (const modelId of asked) {
    const model = findModel(modelId);
    if (!model) continue;
    const stream = fields['stream'] === true;
    return { model, modelId, stream, maxTokens: maxTokens(fields, protocol), reasons: wantsReasoning(fields, protocol), tool: askedToolCall(fields, lastTurn(turns)), document: askedDocument(fields) };
  }
  return modelNotFound(asked[0] ?? '', alternatives());
}

/** The request to count its tokens: as a message, and without a limit (platform.claude.com/docs, token-counting). */
export function parseCountRequest(body: Buffer): { inputTokens: number } | ErrorAnswer {
  const read = parseFields(body);
  if ('status' in read) return read;
  const fields = read.members;
  const turns = messagesOf(fields);
  if ('status' in turns) return turns;
  const [asked] = requestedModels(fields);
  if (asked === undefined) return invalidRequest('No models provided');
  if (!findModel(asked)) return modelNotFound(asked, alternatives());
  return { inputTokens: Math.max(1, Math.ceil(JSON.stringify([turns, fields['system'], fields['tools']]).length / 4)) };
}

function parseFields(body: Buffer): { members: Fields } | ErrorAnswer {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return invalidRequest('Invalid JSON in request body');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    return invalidRequest('Request body must be a JSON object');
  }
  return { members: parsed as Fields };
}

function messagesOf(fields: Fields): readonly unknown[] | ErrorAnswer {
  const messages = fields['messages'];
  if (messages === undefined) return invalidRequest('Input required: specify "prompt" or "messages"');
  if (Array.isArray(messages) && messages.length > 0 && messages.every(isMessage)) return messages;
  return invalidRequest('Invalid input: "messages" must be a non-empty array of {role, content}');
}

/** Text, or a list of items; an item without a type is a message. */
function inputOf(fields: Fields): readonly unknown[] | ErrorAnswer {
  const input = fields['input'];
  if (typeof input === 'string' && input !== '') return [{ role: 'user', content: input }];
  if (Array.isArray(input) && input.length > 0 && input.every(isItem)) return input;
  return invalidRequest('Invalid input: "input" must be a text or a non-empty array of items');
}

/** Models to offer instead of one that does not exist. */
export function alternatives(): readonly string[] {
  return practiceModels.slice(0, 2).map((one) => one.id);
}

/** `model`, then the fallbacks in `models`, in order (OpenRouterTeam/docs, model fallbacks). */
function requestedModels(fields: Fields): string[] {
  const listed: unknown[] = Array.isArray(fields['models']) ? fields['models'] : [];
  return [fields['model'], ...listed].filter((one): one is string => typeof one === 'string' && one !== '');
}

function maxTokens(fields: Fields, protocol: SpokenProtocol): number | undefined {
  const value = protocol === 'responses' ? fields['max_output_tokens'] : (fields['max_completion_tokens'] ?? fields['max_tokens']);
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.floor(value) : undefined;
}

/** Chat: `reasoning` and OpenAI's `reasoning_effort`; Responses: `reasoning`; Messages: `thinking`. */
function wantsReasoning(fields: Fields, protocol: SpokenProtocol): boolean {
  if (protocol === 'messages') return ['enabled', 'adaptive'].includes(String(member(fields['thinking'], 'type')));
  const { reasoning } = fields as { reasoning?: unknown };
  const effort = protocol === 'responses' ? member(reasoning, 'effort') : (member(reasoning, 'effort') ?? fields['reasoning_effort']);
  const asked = (typeof reasoning === 'object' && reasoning !== null) || effort !== undefined;
  return asked && effort !== 'none' && member(reasoning, 'enabled') !== false && member(reasoning, 'exclude') !== true;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Fields)[name] : undefined;
}

function isMessage(one: unknown): boolean {
  return typeof member(one, 'role') === 'string';
}

function isItem(one: unknown): boolean {
  return isMessage(one) || typeof member(one, 'type') === 'string';
}
