import assert from 'node:assert/strict';
import type { SpokenProtocol } from '../../../../../src/gateways/gateway.ts';
import { translation } from '../../../../../src/shim/endpoint/translate/index.ts';
import type { Json } from '../../../../../src/shim/endpoint/translate/json.ts';
import { accumulate, dataOf, eventsOf, isWhole } from './accumulate.ts';

const chat = 'chat-completions';

/** As the gateway sends them; `event:` is the type, where the protocol has types. */
function told(from: SpokenProtocol, to: SpokenProtocol, events: readonly (Json | string)[], request: unknown = { stream_options: { include_usage: true } }): string {
  const translator = translation(from, to, 7).stream(request);
  return events
    .map((one) => translator.take(typeof one === 'string' ? { data: one } : { ...(typeof one['type'] === 'string' ? { event: one['type'] } : {}), data: JSON.stringify(one) }))
    .join('');
}

/** The example of platform.claude.com/docs/en/build-with-claude/streaming: text, then a tool, with a ping. */
const anthropic: readonly Json[] = [
  { type: 'message_start', message: { id: 'msg_014p7gG3wDgGV9EUtLvnow3U', type: 'message', role: 'assistant', model: 'claude-opus-4-8', stop_sequence: null, usage: { input_tokens: 472, output_tokens: 2 }, content: [], stop_reason: null } },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'ping' },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Okay' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: ', let' } },
  { type: 'content_block_stop', index: 0 },
  { type: 'content_block_start', index: 1, content_block: { type: 'tool_use', id: 'toolu_01T1x1fJ34qAmk2tNTrN7Up6', name: 'get_weather', input: {} } },
  { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: '' } },
  { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: '{"location":' } },
  { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: ' "Oslo"}' } },
  { type: 'content_block_stop', index: 1 },
  { type: 'message_delta', delta: { stop_reason: 'tool_use', stop_sequence: null }, usage: { output_tokens: 89 } },
  { type: 'message_stop' },
];

const chunk = (delta: Json, more: Json = {}): Json => ({ id: 'gen-1', object: 'chat.completion.chunk', created: 5, model: 'm/one', choices: [{ index: 0, delta, finish_reason: null, ...more }] });
const call = (index: number, part: Json): Json => chunk({ tool_calls: [{ index, ...part }] });

/** Two calls at once, whose arguments come by turns. */
const interleaved: readonly (Json | string)[] = [
  chunk({ role: 'assistant', content: '' }),
  chunk({ content: 'I ' }),
  chunk({ content: 'look.' }),
  call(0, { id: 'call_a', type: 'function', function: { name: 'read', arguments: '' } }),
  call(1, { id: 'call_b', type: 'function', function: { name: 'list', arguments: '' } }),
  call(0, { function: { arguments: '{"p":' } }),
  call(1, { function: { arguments: '{"q"' } }),
  call(0, { function: { arguments: '1}' } }),
  call(1, { function: { arguments: ':2}' } }),
  chunk({}, { finish_reason: 'tool_calls' }),
  { id: 'gen-1', model: 'm/one', choices: [], usage: { prompt_tokens: 10, completion_tokens: 4 } },
  '[DONE]',
];

/** The events of openai-node's types for one message with thoughts before it. */
const openai: readonly Json[] = [
  { type: 'response.created', sequence_number: 0, response: { id: 'resp_1', created_at: 9, model: 'gpt-5', status: 'in_progress', output: [] } },
  { type: 'response.in_progress', sequence_number: 1, response: { id: 'resp_1', created_at: 9, model: 'gpt-5', status: 'in_progress', output: [] } },
  { type: 'response.output_item.added', sequence_number: 2, output_index: 0, item: { id: 'rs_1', type: 'reasoning', summary: [] } },
  { type: 'response.reasoning_summary_part.added', sequence_number: 3, item_id: 'rs_1', output_index: 0, summary_index: 0, part: { type: 'summary_text', text: '' } },
  { type: 'response.reasoning_summary_text.delta', sequence_number: 4, item_id: 'rs_1', output_index: 0, summary_index: 0, delta: 'First' },
  { type: 'response.reasoning_summary_text.delta', sequence_number: 5, item_id: 'rs_1', output_index: 0, summary_index: 1, delta: 'Then' },
  { type: 'response.output_item.done', sequence_number: 6, output_index: 0, item: { id: 'rs_1', type: 'reasoning', summary: [{ type: 'summary_text', text: 'First' }, { type: 'summary_text', text: 'Then' }] } },
  { type: 'response.output_item.added', sequence_number: 7, output_index: 1, item: { id: 'msg_1', type: 'message', role: 'assistant', content: [], status: 'in_progress' } },
  { type: 'response.content_part.added', sequence_number: 8, item_id: 'msg_1', output_index: 1, content_index: 0, part: { type: 'output_text', text: '' } },
  { type: 'response.output_text.delta', sequence_number: 9, item_id: 'msg_1', output_index: 1, content_index: 0, delta: 'Hel' },
  { type: 'response.output_text.delta', sequence_number: 10, item_id: 'msg_1', output_index: 1, content_index: 0, delta: 'lo' },
  { type: 'response.output_text.done', sequence_number: 11, item_id: 'msg_1', output_index: 1, content_index: 0, text: 'Hello' },
  { type: 'response.content_part.done', sequence_number: 12, item_id: 'msg_1', output_index: 1, content_index: 0, part: { type: 'output_text', text: 'Hello' } },
  { type: 'response.output_item.done', sequence_number: 13, output_index: 1, item: { id: 'msg_1', type: 'message', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text: 'Hello' }] } },
  { type: 'response.output_item.added', sequence_number: 14, output_index: 2, item: { id: 'ctc_1', type: 'custom_tool_call', call_id: 'call_1', name: 'patch', input: '' } },
  { type: 'response.custom_tool_call_input.delta', sequence_number: 15, output_index: 2, delta: '*** ' },
  { type: 'response.output_item.done', sequence_number: 16, output_index: 2, item: { id: 'ctc_1', type: 'custom_tool_call', call_id: 'call_1', name: 'patch', input: '*** ' } },
  { type: 'response.completed', sequence_number: 17, response: { id: 'resp_1', status: 'completed', usage: { input_tokens: 5, output_tokens: 6, total_tokens: 11 } } },
];

describe('translation of streams', () => {
  it('tells Messages in chat completions, chunk by chunk', () => {
    const chunks = dataOf(told(chat, 'messages', anthropic)) as { choices: Json[]; usage?: Json; id: string; created: number }[];
    assert.deepEqual(chunks.map(({ choices: [choice], usage }) => choice?.['finish_reason'] ?? choice?.['delta'] ?? usage), [
      { role: 'assistant', content: '' },
      { content: 'Okay' },
      { content: ', let' },
      { tool_calls: [{ index: 0, id: 'toolu_01T1x1fJ34qAmk2tNTrN7Up6', type: 'function', function: { name: 'get_weather', arguments: '' } }] },
      { tool_calls: [{ index: 0, function: { arguments: '{"location":' } }] },
      { tool_calls: [{ index: 0, function: { arguments: ' "Oslo"}' } }] },
      'tool_calls',
      { prompt_tokens: 472, completion_tokens: 89, total_tokens: 561, prompt_tokens_details: { cached_tokens: 0 }, completion_tokens_details: { reasoning_tokens: 0 } },
    ]);
    assert.ok(chunks.every(({ id, created }) => id === 'msg_014p7gG3wDgGV9EUtLvnow3U' && created === 7));
  });

  it('sends usage in chat completions to who asked for it alone', () => {
    for (const request of [{}, null, { stream_options: { include_usage: false } }]) {
      const chunks = dataOf(told(chat, 'messages', anthropic, request));
      assert.ok(chunks.every((one) => !('usage' in one) && (one['choices'] as unknown[]).length === 1));
    }
  });

  it('tells Messages in Responses, in the documented order', () => {
    const events = eventsOf(told('responses', 'messages', anthropic));
    assert.deepEqual(events.map(({ event }) => event), [
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.output_item.added',
      'response.function_call_arguments.delta',
      'response.function_call_arguments.delta',
      'response.function_call_arguments.done',
      'response.output_item.done',
      'response.completed',
    ]);
  });

  it('closes a block before the next begins, however calls come', () => {
    const written = told('messages', chat, interleaved);
    assert.deepEqual(accumulate('messages', written)['content'], [
      { type: 'text', text: 'I look.', citations: null },
      { type: 'tool_use', id: 'call_a', name: 'read', input: { p: 1 } },
      { type: 'tool_use', id: 'call_b', name: 'list', input: { q: 2 } },
    ]);
    const [start] = dataOf(written);
    assert.deepEqual((start?.['message'] as Json)['usage'], { input_tokens: 0, output_tokens: 0, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 });
    assert.equal((accumulate('messages', written)['usage'] as Json)['input_tokens'], 10);
    assert.deepEqual((accumulate('responses', told('responses', chat, interleaved))['output'] as Json[]).map(({ arguments: given }) => given), [undefined, '{"p":1}', '{"q":2}']);
  });

  it('sends the first of several calls on while it is written', () => {
    const translator = translation('messages', chat).stream();
    const sent = interleaved.map((one) => translator.take({ data: typeof one === 'string' ? one : JSON.stringify(one) }));
    assert.match(sent[5] ?? '', /input_json_delta/);
    assert.equal(sent[6], '');
  });

  it('tells Responses in the others', () => {
    const message = accumulate('messages', told('messages', 'responses', openai));
    assert.deepEqual(message['content'], [
      { type: 'thinking', thinking: 'First\n\nThen', signature: '' },
      { type: 'text', text: 'Hello', citations: null },
      { type: 'tool_use', id: 'call_1', name: 'patch', input: { input: '*** ' } },
    ]);
    const answer = accumulate(chat, told(chat, 'responses', openai));
    assert.deepEqual((answer['choices'] as Json[])[0]?.['message'], { role: 'assistant', content: 'Hello', refusal: null, reasoning_content: 'First\n\nThen', tool_calls: [{ id: 'call_1', type: 'custom', custom: { name: 'patch', input: '*** ' } }] });
    assert.deepEqual([answer['id'], answer['created']], ['resp_1', 9]);
  });

  it('takes an item that is told when it is done, or at the end alone', () => {
    const item = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hello' }] };
    const tool = { type: 'function_call', call_id: 'c', name: 'f', arguments: '{"a":1}' };
    for (const events of [
      [{ type: 'response.output_item.done', output_index: 0, item }, { type: 'response.output_item.added', output_index: 1, item: { ...tool, arguments: '' } }, { type: 'response.output_item.done', output_index: 1, item: tool }, { type: 'response.completed', response: { output: [item, tool] } }],
      [{ type: 'response.completed', response: { output: [item, tool] } }],
    ]) {
      const { content, stop_reason: reason } = accumulate('messages', told('messages', 'responses', events));
      assert.deepEqual([content, reason], [[{ type: 'text', text: 'Hello', citations: null }, { type: 'tool_use', id: 'c', name: 'f', input: { a: 1 } }], 'tool_use']);
    }
  });

  it('gives Codex its freeform tool as one text, when it is whole', () => {
    const request = { input: 'Hi', tools: [{ type: 'custom', name: 'apply_patch' }] };
    const events = [chunk({}), call(0, { id: 'c', function: { name: 'apply_patch', arguments: '{"inp' } }), call(0, { function: { arguments: 'ut":"*** Begin\\n"}' } }), chunk({}, { finish_reason: 'tool_calls' }), '[DONE]'];
    const written = told('responses', chat, events, request);
    assert.deepEqual(accumulate('responses', written)['output'], [{ id: 'fc_gen-1_0', type: 'custom_tool_call', call_id: 'c', name: 'apply_patch', input: '*** Begin\n', status: 'completed' }]);
    assert.deepEqual(eventsOf(written).filter(({ event }) => event?.includes('custom_tool_call_input')).map(({ event }) => event), ['response.custom_tool_call_input.delta', 'response.custom_tool_call_input.done']);
  });

  it('takes the ways of gateways: one index for all calls, ids and names that come late or never', () => {
    const events = [
      call(0, { id: 'a', function: { name: 'f', arguments: '{"n":1}' } }),
      call(0, { id: 'b', function: { name: 'f', arguments: '{"n":2}' } }),
      call(2, { function: { arguments: '{"n"' } }),
      call(2, { function: { name: 'g', arguments: ':3}' } }),
      chunk({}, { finish_reason: 'stop' }),
      '[DONE]',
    ];
    const { content, stop_reason: reason } = accumulate('messages', told('messages', chat, events));
    assert.deepEqual([(content as Json[]).map(({ id, input }) => [id, input]), reason], [[['a', { n: 1 }], ['b', { n: 2 }], ['call_gen-1_2', { n: 3 }]], 'tool_use']);
  });

  it('tells an error in the middle as the caller\'s protocol does, and nothing after it', () => {
    const chatError = { id: 'gen-1', error: { code: 503, message: 'Overloaded', metadata: { error_type: 'provider_overloaded' } }, choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }] };
    const bare = { choices: [], error: { code: 'server_error', message: 'Overloaded' } };
    const anthropicError = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    const failed = { type: 'response.failed', response: { id: 'r', status: 'failed', error: { code: 'rate_limit_exceeded', message: 'Overloaded' } } };
    const openaiError = { type: 'error', code: 'server_error', message: 'Overloaded', param: null };
    const ends: Readonly<Record<SpokenProtocol, { events: readonly (Json | string)[]; errors: readonly Json[] }>> = {
      [chat]: { events: interleaved, errors: [chatError, bare] },
      messages: { events: anthropic, errors: [anthropicError] },
      responses: { events: openai, errors: [failed, openaiError] },
    };
    for (const [from, to] of [['messages', chat], ['responses', chat], [chat, 'messages'], ['responses', 'messages'], [chat, 'responses'], ['messages', 'responses']] as const) {
      const { events, errors } = ends[to];
      for (const error of errors) {
        const written = told(from, to, [...events.slice(0, 5), error, ...events.slice(5)]);
        assert.equal(isWhole(from, written), false);
        const last = dataOf(written).at(-1) as Json;
        const said = { [chat]: () => last['error'], messages: () => last['error'], responses: () => (last['response'] as Json)['error'] }[from]() as Json;
        assert.equal(said['message'], 'Overloaded', `${from} ${to}`);
        if (from === 'responses') assert.deepEqual([last['type'], (last['response'] as Json)['status']], ['response.failed', 'failed']);
        if (from === 'messages') assert.equal(last['type'], 'error');
        if (from === chat) assert.equal(last['choices'], undefined, 'a client may take a chunk with choices for content');
      }
    }
  });

  it('takes an error that is the first event', () => {
    assert.equal(told('messages', chat, [{ error: { code: 429, message: 'Slow down' } }]), 'event: error\ndata: {"type":"error","error":{"type":"rate_limit_error","message":"Slow down"}}\n\n');
  });

  it('says nothing for what is not JSON, a ping, or an event that is not known', () => {
    for (const [from, to] of [['messages', chat], [chat, 'messages'], ['messages', 'responses']] as const) {
      for (const data of ['', '{', 'null', '[1]', '7', '{"type":"ping"}', '{"type":"response.queued"}']) {
        assert.ok(!translation(from, to).stream().take({ data }).includes('delta":{"content":"'), data);
      }
    }
    assert.equal(told(chat, 'messages', [{ type: 'ping' }]), '');
  });
});
