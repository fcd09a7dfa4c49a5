/**
 * The Responses protocol of OpenAI, in which OpenRouter answers at `/responses`. Events and their order:
 * platform.openai.com/docs/api-reference/responses-streaming; the typed code is OpenRouter's own
 * (OpenRouterTeam/docs, errors-and-debugging.mdx).
 */
import type { ErrorAnswer } from './error-answer.ts';
import type { ReplyFacts, ReplySkin } from './reply-skin.ts';

/** An error as the Responses protocol of OpenRouter words it: the typed code stands on top. */
export function responsesError({ body }: ErrorAnswer): object {
  const type = body.error.metadata?.error_type;
  return { ...body, ...(type === undefined ? {} : { error_type: type }) };
}

/** Answers in the shape of the Responses protocol. */
export const responsesSkin: ReplySkin = {
  head: (facts) => event(facts, 'response.created', { response: response(facts, 'in_progress') }) + event(facts, 'response.in_progress', { response: response(facts, 'in_progress') }),
  thoughts(facts) {
    const place = { item_id: reasoningId(facts), output_index: 0, summary_index: 0 };
    const text = facts.thoughts.join('');
    return [
      event(facts, 'response.output_item.added', { output_index: 0, item: reasoningItem(facts, []) }) +
        event(facts, 'response.reasoning_summary_part.added', { ...place, part: summaryPart('') }),
      ...facts.thoughts.map((delta) => event(facts, 'response.reasoning_summary_text.delta', { ...place, delta })),
      event(facts, 'response.reasoning_summary_text.done', { ...place, text }) +
        event(facts, 'response.reasoning_summary_part.done', { ...place, part: summaryPart(text) }) +
        event(facts, 'response.output_item.done', { output_index: 0, item: reasoningItem(facts, [summaryPart(text)]) }),
    ];
  },
  opening(facts) {
    const index = indexOf(facts);
    const added = event(facts, 'response.output_item.added', { output_index: index, item: answerItem(facts, 'in_progress', undefined) });
    return facts.tool ? added : added + event(facts, 'response.content_part.added', { ...textPlace(facts), part: textPart('') });
  },
  word: (facts, delta) =>
    facts.tool
      ? event(facts, 'response.function_call_arguments.delta', { item_id: answerId(facts), output_index: indexOf(facts), delta })
      : event(facts, 'response.output_text.delta', { ...textPlace(facts), delta, logprobs: [] }),
  closing(facts) {
    const text = facts.words.join('');
    const done = event.bind(undefined, facts);
    const ended = facts.tool
      ? done('response.function_call_arguments.done', { item_id: answerId(facts), output_index: indexOf(facts), name: facts.tool.name, arguments: text })
      : done('response.output_text.done', { ...textPlace(facts), text, logprobs: [] }) + done('response.content_part.done', { ...textPlace(facts), part: textPart(text) });
    return ended + done('response.output_item.done', { output_index: indexOf(facts), item: answerItem(facts, finalStatus(facts), text) });
  },
  tail: (facts) => event(facts, facts.limited ? 'response.incomplete' : 'response.completed', { response: finished(facts) }),
  failure(facts, answer) {
    const error = { code: 'server_error', message: answer.body.error.message };
    const type = answer.body.error.metadata?.error_type;
    return event(facts, 'response.failed', { response: { ...response(facts, 'failed'), error }, ...(type === undefined ? {} : { error_type: type }) });
  },
  whole: finished,
  refusal: responsesError,
};

/** The whole answer, which the last event repeats. */
function finished(facts: ReplyFacts): object {
  const text = facts.words.join('');
  const thinking = facts.thoughts.join('');
  const output = [
    ...(thinking === '' ? [] : [reasoningItem(facts, [summaryPart(thinking)])]),
    ...(text === '' ? [] : [answerItem(facts, finalStatus(facts), text)]),
  ];
  return { ...response(facts, finalStatus(facts)), output, usage: usage(facts), ...(facts.limited ? { incomplete_details: { reason: 'max_output_tokens' } } : {}) };
}

function finalStatus({ limited }: ReplyFacts): string {
  return limited ? 'incomplete' : 'completed';
}

function response({ generationId, created, request }: ReplyFacts, status: string): object {
  return {
    id: `resp_${suffix(generationId)}`,
    object: 'response',
    created_at: created,
    status,
    error: null,
    incomplete_details: null,
    instructions: null,
    max_output_tokens: request.maxTokens ?? null,
    metadata: {},
    model: request.modelId,
    output: [],
    parallel_tool_calls: true,
    previous_response_id: null,
    temperature: 1,
    text: { format: { type: 'text' } },
    tool_choice: 'auto',
    tools: [],
    top_p: 1,
    truncation: 'disabled',
    usage: null,
  };
}

function answerItem(facts: ReplyFacts, status: string, text: string | undefined): object {
  const { tool } = facts;
  if (tool) return { type: 'function_call', id: answerId(facts), call_id: tool.id, name: tool.name, arguments: text ?? '', status };
  return { type: 'message', id: answerId(facts), role: 'assistant', status, content: text === undefined ? [] : [textPart(text)] };
}

function reasoningItem(facts: ReplyFacts, summary: readonly object[]): object {
  return { type: 'reasoning', id: reasoningId(facts), summary };
}

function textPart(text: string): object {
  return { type: 'output_text', text, annotations: [], logprobs: [] };
}

function summaryPart(text: string): object {
  return { type: 'summary_text', text };
}

function textPlace(facts: ReplyFacts): object {
  return { item_id: answerId(facts), output_index: indexOf(facts), content_index: 0 };
}

/** The thinking is an item of its own, in front. */
function indexOf({ thoughts }: ReplyFacts): number {
  return thoughts.length > 0 ? 1 : 0;
}

function answerId({ generationId, tool }: ReplyFacts): string {
  return `${tool ? 'fc' : 'msg'}_${suffix(generationId)}`;
}

function reasoningId({ generationId }: ReplyFacts): string {
  return `rs_${suffix(generationId)}`;
}

function suffix(generationId: string): string {
  return generationId.slice(generationId.lastIndexOf('-') + 1);
}

function usage({ words, thoughts }: ReplyFacts): object {
  const output = words.length + thoughts.length;
  return {
    input_tokens: 12,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: thoughts.length },
    total_tokens: 12 + output,
    cost: 0,
  };
}

function event(facts: ReplyFacts, type: string, data: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: facts.count(), ...data })}\n\n`;
}
