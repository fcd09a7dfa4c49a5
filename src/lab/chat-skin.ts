import type { ReplyFacts, ReplySkin } from './reply-skin.ts';

/** Chat completions, as OpenRouter tells them (OpenRouterTeam/docs, api_reference/overview.mdx and streaming.mdx). */
export const chatSkin: ReplySkin = {
  head: () => '',
  thoughts: (facts) => facts.thoughts.map((thought) => event(chunk(facts, { role: 'assistant', content: '', reasoning: thought, reasoning_details: [reasoningDetail(thought)] }, null))),
  opening: (facts) => (facts.tool ? event(chunk(facts, { role: 'assistant', content: null, tool_calls: [{ index: 0, ...toolCall(facts.tool, '') }] }, null)) : ''),
  word: (facts, word) =>
    facts.tool
      ? event(chunk(facts, { role: 'assistant', content: null, tool_calls: [{ index: 0, function: { arguments: word } }] }, null))
      : event(chunk(facts, { role: 'assistant', content: word }, null)),
  closing: () => '',
  tail: (facts) =>
    [
      event(chunk(facts, { role: 'assistant', content: '' }, finishReason(facts))),
      event({ ...envelope(facts, 'chat.completion.chunk'), choices: [], usage: usage(facts) }),
      'data: [DONE]\n\n',
    ].join(''),
  failure: (facts, answer) =>
    event({ ...chunk(facts, { role: 'assistant', content: '' }, 'error'), error: answer.body.error }),
  whole: (facts) => ({
    ...envelope(facts, 'chat.completion'),
    choices: [
      {
        index: 0,
        message: message(facts),
        finish_reason: finishReason(facts),
        native_finish_reason: finishReason(facts),
        logprobs: null,
      },
    ],
    usage: usage(facts),
  }),
  refusal: (answer) => answer.body,
};

function message({ words, thoughts, tool }: ReplyFacts): object {
  const text = words.join('');
  const thinking = thoughts.join('');
  return {
    role: 'assistant',
    content: tool ? null : text,
    refusal: null,
    ...(thinking === '' ? {} : { reasoning: thinking, reasoning_details: [reasoningDetail(thinking)] }),
    ...(tool ? { tool_calls: [{ index: 0, ...toolCall(tool, text) }] } : {}),
  };
}

function toolCall({ id, name }: { id: string; name: string }, text: string): object {
  return { id, type: 'function', function: { name, arguments: text } };
}

/** OpenRouterTeam/docs, reasoning-tokens.mdx. */
function reasoningDetail(text: string): object {
  return { type: 'reasoning.text', text, format: 'unknown', index: 0 };
}

function chunk(facts: ReplyFacts, delta: object, finish: string | null): object {
  const one = { index: 0, delta, finish_reason: finish, native_finish_reason: finish, logprobs: null };
  return { ...envelope(facts, 'chat.completion.chunk'), choices: [one] };
}

function envelope({ generationId, created, request }: ReplyFacts, object: string): object {
  return { id: generationId, provider: request.model.provider, model: request.modelId, object, created };
}

function usage({ words, thoughts }: ReplyFacts): object {
  const completion = words.length + thoughts.length;
  const details = thoughts.length === 0 ? {} : { completion_tokens_details: { reasoning_tokens: thoughts.length } };
  return { prompt_tokens: 12, completion_tokens: completion, total_tokens: 12 + completion, ...details, cost: 0, is_byok: false };
}

function finishReason({ limited, tool }: ReplyFacts): string {
  return tool ? 'tool_calls' : limited ? 'length' : 'stop';
}

function event(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
