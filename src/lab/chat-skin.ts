import type { ReplyFacts, ReplySkin } from './reply-skin.ts';

/** Chat completions, as OpenRouter tells them (OpenRouterTeam/docs, api_reference/overview.mdx and streaming.mdx). */
export const chatSkin: ReplySkin = {
  head: () => '',
  word: (facts, word) => event(chunk(facts, { role: 'assistant', content: word }, null)),
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
        message: { role: 'assistant', content: facts.words.join(''), refusal: null },
        finish_reason: finishReason(facts),
        native_finish_reason: finishReason(facts),
        logprobs: null,
      },
    ],
    usage: usage(facts),
  }),
  refusal: (answer) => answer.body,
};

function chunk(facts: ReplyFacts, delta: object, finish: string | null): object {
  const one = { index: 0, delta, finish_reason: finish, native_finish_reason: finish, logprobs: null };
  return { ...envelope(facts, 'chat.completion.chunk'), choices: [one] };
}

function envelope({ generationId, created, request }: ReplyFacts, object: string): object {
  return { id: generationId, provider: request.model.provider, model: request.modelId, object, created };
}

function usage({ words }: ReplyFacts): object {
  const completion = words.length;
  return { prompt_tokens: 12, completion_tokens: completion, total_tokens: 12 + completion, cost: 0, is_byok: false };
}

function finishReason({ limited }: ReplyFacts): string {
  return limited ? 'length' : 'stop';
}

function event(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
