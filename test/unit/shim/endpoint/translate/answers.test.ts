import assert from 'node:assert/strict';
import type { SpokenProtocol } from '../../../../../src/gateways/gateway.ts';
import { translation } from '../../../../../src/shim/endpoint/translate/index.ts';
import type { Json } from '../../../../../src/shim/endpoint/translate/json.ts';

const chat = 'chat-completions';

/** OpenRouter's answer (OpenRouterTeam/docs, api_reference/overview.mdx), with all that one can have. */
const chatAnswer = {
  id: 'gen-1',
  object: 'chat.completion',
  created: 1_700_000_000,
  model: 'openai/gpt-5',
  provider: 'OpenAI',
  choices: [
    {
      index: 0,
      finish_reason: 'tool_calls',
      native_finish_reason: 'tool_calls',
      message: {
        role: 'assistant',
        content: 'I look.',
        refusal: null,
        reasoning: 'Hm',
        reasoning_details: [{ type: 'reasoning.text', text: 'Hm' }],
        annotations: [{ type: 'url_citation', url_citation: { url: 'https://a.test' } }],
        tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'read', arguments: '{"path":"a"}' } }],
      },
    },
  ],
  usage: { prompt_tokens: 20, completion_tokens: 9, total_tokens: 29, prompt_tokens_details: { cached_tokens: 8 }, completion_tokens_details: { reasoning_tokens: 3 }, cost: 0.01 },
};

/** Anthropic's answer (platform.claude.com/docs/en/api/messages). */
const messagesAnswer = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-opus-4-8',
  content: [
    { type: 'thinking', thinking: 'Hm', signature: 'sig' },
    { type: 'redacted_thinking', data: 'x' },
    { type: 'text', text: 'I look.', citations: null },
    { type: 'tool_use', id: 'toolu_1', name: 'read', input: { path: 'a' }, caller: { type: 'direct' } },
  ],
  stop_reason: 'tool_use',
  stop_sequence: null,
  usage: { input_tokens: 10, cache_read_input_tokens: 8, cache_creation_input_tokens: 2, output_tokens: 9, output_tokens_details: { thinking_tokens: 3 } },
};

/** OpenAI's answer (openai-node 7.59.0, `Response`). */
const responsesAnswer = {
  id: 'resp_1',
  object: 'response',
  created_at: 1_700_000_000,
  status: 'completed',
  error: null,
  incomplete_details: null,
  model: 'gpt-5',
  output: [
    { id: 'rs_1', type: 'reasoning', summary: [{ type: 'summary_text', text: 'First' }, { type: 'summary_text', text: 'Then' }] },
    { id: 'ws_1', type: 'web_search_call', status: 'completed', action: { type: 'search', query: 'x' } },
    { id: 'msg_1', type: 'message', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text: 'I look.', annotations: [] }] },
    { id: 'fc_1', type: 'function_call', call_id: 'call_1', name: 'read', arguments: '{"path":"a"}', status: 'completed' },
  ],
  usage: { input_tokens: 20, input_tokens_details: { cached_tokens: 8 }, output_tokens: 9, output_tokens_details: { reasoning_tokens: 3 }, total_tokens: 29 },
};

const expected: readonly [SpokenProtocol, SpokenProtocol, unknown, Json][] = [
  [
    'messages',
    chat,
    chatAnswer,
    {
      id: 'gen-1',
      type: 'message',
      role: 'assistant',
      model: 'openai/gpt-5',
      content: [{ type: 'thinking', thinking: 'Hm', signature: '' }, { type: 'text', text: 'I look.', citations: null }, { type: 'tool_use', id: 'call_1', name: 'read', input: { path: 'a' } }],
      stop_reason: 'tool_use',
      stop_sequence: null,
      usage: { input_tokens: 12, output_tokens: 9, cache_read_input_tokens: 8, cache_creation_input_tokens: 0, output_tokens_details: { thinking_tokens: 3 }, cost: 0.01 },
    },
  ],
  [
    chat,
    'messages',
    messagesAnswer,
    {
      id: 'msg_1',
      object: 'chat.completion',
      created: 1_800_000_000,
      model: 'claude-opus-4-8',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'I look.', refusal: null, reasoning_content: 'Hm', tool_calls: [{ id: 'toolu_1', type: 'function', function: { name: 'read', arguments: '{"path":"a"}' } }] },
          logprobs: null,
          finish_reason: 'tool_calls',
        },
      ],
      usage: { prompt_tokens: 20, completion_tokens: 9, total_tokens: 29, prompt_tokens_details: { cached_tokens: 8, cache_write_tokens: 2 }, completion_tokens_details: { reasoning_tokens: 3 } },
    },
  ],
  [
    chat,
    'responses',
    responsesAnswer,
    {
      id: 'resp_1',
      object: 'chat.completion',
      created: 1_700_000_000,
      model: 'gpt-5',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'I look.', refusal: null, reasoning_content: 'First\n\nThen', tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'read', arguments: '{"path":"a"}' } }] },
          logprobs: null,
          finish_reason: 'tool_calls',
        },
      ],
      usage: { prompt_tokens: 20, completion_tokens: 9, total_tokens: 29, prompt_tokens_details: { cached_tokens: 8 }, completion_tokens_details: { reasoning_tokens: 3 } },
    },
  ],
];

/** The end of an answer, from each protocol to each: target, its end, caller, what the caller is told. */
const endings: readonly [SpokenProtocol, Json, SpokenProtocol, string][] = [
  [chat, { finish_reason: 'stop' }, 'messages', 'end_turn'],
  [chat, { finish_reason: 'length' }, 'messages', 'max_tokens'],
  [chat, { finish_reason: 'content_filter' }, 'messages', 'refusal'],
  [chat, { finish_reason: 'stop' }, 'responses', 'completed'],
  [chat, { finish_reason: 'length' }, 'responses', 'incomplete: max_output_tokens'],
  [chat, { finish_reason: 'content_filter' }, 'responses', 'incomplete: content_filter'],
  ['messages', { stop_reason: 'end_turn' }, chat, 'stop'],
  ['messages', { stop_reason: 'max_tokens' }, chat, 'length'],
  ['messages', { stop_reason: 'model_context_window_exceeded' }, chat, 'length'],
  ['messages', { stop_reason: 'pause_turn' }, chat, 'length'],
  ['messages', { stop_reason: 'stop_sequence', stop_sequence: 'END' }, chat, 'stop'],
  ['messages', { stop_reason: 'refusal' }, chat, 'content_filter'],
  ['messages', { stop_reason: 'refusal' }, 'responses', 'incomplete: content_filter'],
  ['messages', { stop_reason: 'stop_sequence', stop_sequence: 'END' }, 'responses', 'completed'],
  ['responses', { status: 'completed' }, 'messages', 'end_turn'],
  ['responses', { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }, 'messages', 'max_tokens'],
  ['responses', { status: 'incomplete', incomplete_details: { reason: 'content_filter' } }, 'messages', 'refusal'],
  ['responses', { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }, chat, 'length'],
  ['responses', { status: 'incomplete', incomplete_details: { reason: 'content_filter' } }, chat, 'content_filter'],
];

function withText(protocol: SpokenProtocol, end: Json): Json {
  if (protocol === chat) return { id: 'a', choices: [{ index: 0, message: { content: 'Hi' }, ...end }] };
  if (protocol === 'messages') return { id: 'a', type: 'message', content: [{ type: 'text', text: 'Hi' }], ...end };
  return { id: 'a', output: [{ type: 'message', content: [{ type: 'output_text', text: 'Hi' }] }], ...end };
}

function endOf(protocol: SpokenProtocol, answer: Json): unknown {
  if (protocol === chat) return (answer['choices'] as Json[])[0]?.['finish_reason'];
  if (protocol === 'messages') return answer['stop_reason'];
  const details = answer['incomplete_details'] as Json | null;
  return details ? `${String(answer['status'])}: ${String(details['reason'])}` : answer['status'];
}

describe('translation of whole answers', () => {
  for (const [from, to, answer, document] of expected) {
    it(`${to} told in ${from}`, () => {
      assert.deepEqual(translation(from, to, 1_800_000_000).whole(answer), document);
    });
  }

  it('Messages and chat completions told in Responses, piece by piece', () => {
    for (const [to, answer, id] of [['messages', messagesAnswer, 'msg_1'], [chat, chatAnswer, 'gen-1']] as const) {
      const whole = translation('responses', to, 1_800_000_000).whole(answer);
      const callId = to === chat ? 'call_1' : 'toolu_1';
      assert.deepEqual(whole['output'], [
        { id: `rs_gatehouse_${id}_0`, type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm' }], encrypted_content: null },
        { id: `msg_${id}_1`, type: 'message', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text: 'I look.', annotations: [], logprobs: [] }] },
        { id: `fc_${id}_2`, type: 'function_call', call_id: callId, name: 'read', arguments: '{"path":"a"}', status: 'completed' },
      ]);
      assert.deepEqual([whole['status'], whole['created_at'], whole['error'], whole['object']], ['completed', to === chat ? 1_700_000_000 : 1_800_000_000, null, 'response']);
      assert.equal((whole['usage'] as Json)['input_tokens'], 20);
    }
  });

  for (const [to, end, from, told] of endings) {
    it(`${to} ${JSON.stringify(end)} is ${told} in ${from}`, () => {
      assert.equal(endOf(from, translation(from, to).whole(withText(to, end))), told);
    });
  }

  it('keeps the stop sequence for who can be told', () => {
    const whole = translation('messages', 'messages').whole(withText('messages', { stop_reason: 'stop_sequence', stop_sequence: 'END' }));
    assert.deepEqual([whole['stop_reason'], whole['stop_sequence']], ['stop_sequence', 'END']);
  });

  it('tells a refusal as one', () => {
    const refusal = { id: 'a', choices: [{ index: 0, finish_reason: 'stop', message: { content: null, refusal: 'I will not.' } }] };
    const message = translation('messages', chat).whole(refusal);
    assert.deepEqual([message['stop_reason'], (message['content'] as Json[])[0]?.['text']], ['refusal', 'I will not.']);
    const response = translation('responses', chat).whole(refusal);
    assert.deepEqual((response['output'] as Json[])[0]?.['content'], [{ type: 'refusal', refusal: 'I will not.' }]);
    const back = translation(chat, 'responses').whole(response);
    assert.deepEqual([(back['choices'] as Json[])[0]?.['message'], (back['choices'] as Json[])[0]?.['finish_reason']], [{ role: 'assistant', content: null, refusal: 'I will not.' }, 'stop']);
  });

  it('says that tools are called where the gateway says stop behind them', () => {
    const answer = { id: 'a', choices: [{ index: 0, finish_reason: 'stop', message: { content: null, tool_calls: [{ function: { name: 'f', arguments: '' } }] } }] };
    const message = translation('messages', chat).whole(answer);
    assert.deepEqual([message['stop_reason'], message['content']], ['tool_use', [{ type: 'tool_use', id: 'call_a_0', name: 'f', input: {} }]]);
  });

  it('gives a caller its own tools back: freeform ones their text, those of a namespace their name', () => {
    const request = { input: 'Hi', tools: [{ type: 'custom', name: 'apply_patch' }, { type: 'namespace', name: 'mcp__files__', tools: [{ type: 'function', name: 'read' }] }] };
    const call = (name: string, told: string): Json => ({ id: `c_${name}`, type: 'function', function: { name, arguments: told } });
    const answer = { id: 'a', choices: [{ index: 0, finish_reason: 'tool_calls', message: { content: null, tool_calls: [call('apply_patch', '{"input":"*** Begin"}'), call('mcp__files__read', '{}')] } }] };
    assert.deepEqual(translation('responses', chat).whole(answer, request)['output'], [
      { id: 'fc_a_0', type: 'custom_tool_call', call_id: 'c_apply_patch', name: 'apply_patch', input: '*** Begin', status: 'completed' },
      { id: 'fc_a_1', type: 'function_call', call_id: 'c_mcp__files__read', namespace: 'mcp__files__', name: 'read', arguments: '{}', status: 'completed' },
    ]);
    const custom = translation(chat, 'messages').whole({ id: 'm', type: 'message', content: [{ type: 'tool_use', id: 't', name: 'patch', input: { input: 'p' } }], stop_reason: 'tool_use' }, { tools: [{ type: 'custom', custom: { name: 'patch' } }] });
    assert.deepEqual(((custom['choices'] as Json[])[0]?.['message'] as Json)['tool_calls'], [{ id: 't', type: 'custom', custom: { name: 'patch', input: 'p' } }]);
  });

  it('tells of an error where there is no answer', () => {
    assert.deepEqual(translation('messages', chat).whole({ error: { code: 429, message: 'Slow down', metadata: { error_type: 'rate_limit_exceeded' } } }), {
      type: 'error',
      error: { type: 'rate_limit_error', message: 'Slow down', error_type: 'rate_limit_exceeded', metadata: { error_type: 'rate_limit_exceeded' } },
    });
    const failed = translation(chat, 'responses').whole({ id: 'r', status: 'failed', output: [], error: { code: 'server_error', message: 'Broken' } });
    assert.deepEqual(failed, { error: { message: 'Broken', type: 'api_error', param: null, code: 'server_error' } });
    for (const [from, to] of [['messages', chat], [chat, 'messages'], ['responses', chat]] as const) {
      assert.match(String((translation(from, to).whole('<html>')['error'] as Json)['message']), /something that/);
    }
  });
});
