/** Streams as gateways document them, or as they were seen in public threads. */
export const openrouterChat = `: OPENROUTER PROCESSING

: OPENROUTER PROCESSING

data: {"id":"gen-1764000000-AbC","provider":"OpenAI","model":"openai/gpt-4o-mini","object":"chat.completion.chunk","created":1764000000,"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null,"native_finish_reason":null,"logprobs":null}]}

data: {"id":"gen-1764000000-AbC","provider":"OpenAI","model":"openai/gpt-4o-mini","object":"chat.completion.chunk","created":1764000000,"choices":[{"index":0,"delta":{"role":"assistant","content":"One"},"finish_reason":null,"native_finish_reason":null,"logprobs":null}]}

data: {"id":"gen-1764000000-AbC","provider":"OpenAI","model":"openai/gpt-4o-mini","object":"chat.completion.chunk","created":1764000000,"choices":[{"index":0,"delta":{"role":"assistant","content":", \\"two\\""},"finish_reason":null,"native_finish_reason":null,"logprobs":null}]}

data: {"id":"gen-1764000000-AbC","provider":"OpenAI","model":"openai/gpt-4o-mini","object":"chat.completion.chunk","created":1764000000,"choices":[{"index":0,"delta":{"role":"assistant","content":", three \\"finish_reason\\":\\"stop\\" [DONE]"},"finish_reason":null,"native_finish_reason":null,"logprobs":null}]}

data: {"id":"gen-1764000000-AbC","provider":"OpenAI","model":"openai/gpt-4o-mini","object":"chat.completion.chunk","created":1764000000,"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":"stop","native_finish_reason":"stop","logprobs":null}]}

data: {"id":"gen-1764000000-AbC","provider":"OpenAI","model":"openai/gpt-4o-mini","object":"chat.completion.chunk","created":1764000000,"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null,"native_finish_reason":null,"logprobs":null}],"usage":{"prompt_tokens":12,"completion_tokens":8,"total_tokens":20,"cost":0.00042,"is_byok":false,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":3}}}

data: [DONE]

`;

/** OpenAI's own, with blanks as Python servers write them, and CR LF. */
export const spacedChat = [
  '{"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [{"index": 0, "delta": {"role": "assistant", "tool_calls": [{"index": 0, "id": "call_1", "type": "function", "function": {"name": "look", "arguments": ""}}]}, "finish_reason": null}], "usage": null}',
  '{"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [{"index": 0, "delta": {"tool_calls": [{"index": 0, "function": {"arguments": "{\\"a\\""}}]}, "finish_reason": null}], "usage": null}',
  '{"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [{"index": 0, "delta": {"tool_calls": [{"index": 0, "function": {"arguments": ": 1}"}}]}, "finish_reason": null}], "usage": null}',
  '{"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [{"index": 0, "delta": {}, "finish_reason" : "tool_calls"}], "usage": null}',
  '{"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 5, "total_tokens": 14}}',
  '[DONE]',
]
  .map((data) => `data:${data}\r\n\r\n`)
  .join('');

/** platform.claude.com/docs/en/api/messages-streaming, shortened. */
export const anthropicStream = `event: message_start
data: {"type":"message_start","message":{"id":"msg_01","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":25,"cache_creation_input_tokens":5,"cache_read_input_tokens":100,"output_tokens":1}}}

event: content_block_start
data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

event: ping
data: {"type": "ping"}

event: content_block_delta
data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello"}}

event: content_block_delta
data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" message_stop"}}

event: content_block_delta
data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"!"}}

event: content_block_stop
data: {"type":"content_block_stop","index":0}

event: content_block_start
data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"toolu_01","name":"look","input":{}}}

event: content_block_delta
data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":""}}

event: content_block_delta
data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\\"a\\": 1}"}}

event: content_block_stop
data: {"type":"content_block_stop","index":1}

event: message_delta
data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":15}}

event: message_stop
data: {"type":"message_stop"}

`;

const response = (status: string, more: object = {}): object => ({ id: 'resp_1', object: 'response', created_at: 1764000000, status, error: null, incomplete_details: null, model: 'gpt-5-mini', output: [], usage: null, ...more });

function responsesEvents(events: readonly (readonly [string, object])[]): string {
  return events.map(([type, rest], index) => `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: index, ...rest })}\n\n`).join('');
}

const place = { item_id: 'msg_1', output_index: 0, content_index: 0 };
const part = { type: 'output_text', text: '', annotations: [] };

/** platform.openai.com/docs/api-reference/responses-streaming, shortened. */
export const responsesStream = responsesEvents([
  ['response.created', { response: response('in_progress') }],
  ['response.in_progress', { response: response('in_progress') }],
  ['response.output_item.added', { output_index: 0, item: { id: 'msg_1', type: 'message', status: 'in_progress', role: 'assistant', content: [] } }],
  ['response.content_part.added', { ...place, part }],
  ['response.output_text.delta', { ...place, delta: 'Hi', logprobs: [], obfuscation: 'abc' }],
  ['response.output_text.delta', { ...place, delta: ' "response.completed"', logprobs: [], obfuscation: 'x' }],
  ['response.output_text.delta', { ...place, delta: '!', logprobs: [], obfuscation: 'xyzt' }],
  ['response.output_text.delta', { ...place, delta: '?', logprobs: [], obfuscation: 'xyzt' }],
  ['response.output_text.done', { ...place, text: 'Hi' }],
  ['response.content_part.done', { ...place, part: { ...part, text: 'Hi' } }],
  ['response.output_item.done', { output_index: 0, item: { id: 'msg_1', type: 'message', status: 'completed', role: 'assistant', content: [{ ...part, text: 'Hi' }] } }],
  ['response.completed', { response: response('completed', { usage: { input_tokens: 36, input_tokens_details: { cached_tokens: 30 }, output_tokens: 87, output_tokens_details: { reasoning_tokens: 64 }, total_tokens: 123, cost: 0.01 } }) }],
]);
