import { asObject, asText } from './fault-body.ts';
import { classifyStreamEvent } from './classify.ts';
import type { Protocol } from './gateway.ts';

/** What one event of a stream says. */
export interface StreamEvent {
  meaning: 'content' | 'terminator' | 'error' | 'other';
  finishReason?: string;
  /** The provider that answers, when the gateway says. */
  provider?: string;
}

/** How one protocol asks for a stream and what its events mean. */
export interface Speaker {
  /** Below the base URL. */
  path: string;
  /** The body of a request for a short stream. */
  request(model: string, maxTokens: number): unknown;
  read(event: { event?: string | undefined; data: string }): StreamEvent;
}

/** Asks for something long enough to be streamed in parts, that no filter minds. */
const prompt = 'Count from one to twenty in words, separated by commas.';

/** `data: [DONE]` ends a chat completion; OpenRouter's errors inside a stream are told by the classifier. */
const chatCompletions: Speaker = {
  path: '/chat/completions',
  request: (model, maxTokens) => ({
    model,
    stream: true,
    max_tokens: maxTokens,
    messages: [{ role: 'user', content: prompt }],
  }),
  read({ data }) {
    if (data.trim() === '[DONE]') return { meaning: 'terminator' };
    const json = parse(data);
    if (classifyStreamEvent(json)) return { meaning: 'error' };
    const chunk = asObject(json);
    const choices = chunk?.['choices'];
    const choice = Array.isArray(choices) ? asObject(choices[0]) : undefined;
    const delta = asObject(choice?.['delta']);
    const text = asText(delta?.['content']) ?? asText(delta?.['reasoning']) ?? asText(delta?.['reasoning_content']);
    const finishReason = asText(choice?.['finish_reason']);
    const provider = asText(chunk?.['provider']);
    const content = text !== undefined && text !== '';
    return { meaning: content ? 'content' : 'other', ...(finishReason && { finishReason }), ...(provider && { provider }) };
  },
};

/** `message_stop` ends a message (Anthropic Messages API, streaming). */
const messages: Speaker = {
  path: '/messages',
  request: chatCompletions.request,
  read({ event, data }) {
    const json = parse(data);
    const type = asText(asObject(json)?.['type']) ?? event;
    if (type === 'message_stop') return { meaning: 'terminator' };
    if (type === 'content_block_delta') return { meaning: 'content' };
    if (type === 'error' || classifyStreamEvent(json)) return { meaning: 'error' };
    const finishReason = asText(asObject(asObject(json)?.['delta'])?.['stop_reason']);
    return { meaning: 'other', ...(finishReason && { finishReason }) };
  },
};

const speakers: Readonly<Record<Protocol, Speaker>> = { 'chat-completions': chatCompletions, messages };

/** The speaker of a protocol. */
export function speaker(protocol: Protocol): Speaker {
  return speakers[protocol];
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
