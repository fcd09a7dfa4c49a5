import assert from 'node:assert/strict';
import type { SpokenProtocol } from '../../../../../src/gateways/gateway.ts';
import { translation } from '../../../../../src/shim/endpoint/translate/index.ts';
import type { Json } from '../../../../../src/shim/endpoint/translate/json.ts';

const chat = 'chat-completions';
const claude = 'claude-opus-4-8';
const older = 'claude-sonnet-4-5-20250929';

function made(from: SpokenProtocol, to: SpokenProtocol, body: Json, model = 'some-model'): Json {
  const result = translation(from, to).request(body, model);
  assert.ok('body' in result, JSON.stringify(result));
  return result.body;
}

const hi = { messages: [{ role: 'user', content: 'Hi' }] };
const weather = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const png = 'data:image/png;base64,iVBORw0KGgo=';

/** A message of the user between calls and their results. */
const said: Json = { input: [{ role: 'user', content: 'Hi' }, { type: 'function_call', call_id: 'a', name: 'f', arguments: '{}' }, { type: 'function_call', call_id: 'b', name: 'f', arguments: '{}' }, { role: 'user', content: 'Wait' }, { type: 'function_call_output', call_id: 'a', output: 'A' }, { type: 'function_call_output', call_id: 'b', output: 'B' }] };

interface Case {
  what: string;
  from: SpokenProtocol;
  to: SpokenProtocol;
  body: Json;
  model?: string;
  /** Fields of the target's request; those of `absent` are not there. */
  is: Json;
  absent?: readonly string[];
}

const cases: readonly Case[] = [
  {
    what: 'system and developer messages go to the top, where Anthropic\'s own OpenAI endpoint puts them',
    from: chat,
    to: 'messages',
    body: { messages: [{ role: 'system', content: 'Be brief.' }, { role: 'user', content: 'Hi' }, { role: 'developer', content: [{ type: 'text', text: 'In French.' }] }] },
    is: { system: 'Be brief.\nIn French.', messages: [{ role: 'user', content: 'Hi' }], model: 'some-model', max_tokens: 8_192 },
    absent: ['stream', 'tools', 'tool_choice', 'thinking', 'output_config'],
  },
  {
    what: 'a call and its results take turns, results first',
    from: chat,
    to: 'messages',
    body: {
      messages: [
        { role: 'user', content: 'Weather?' },
        { role: 'assistant', content: null, tool_calls: [{ id: 'functions.w:0', type: 'function', function: { name: 'w', arguments: '{"city":"Oslo"}' } }, { id: 'b', type: 'function', function: { name: 'w', arguments: 'broken' } }] },
        { role: 'tool', tool_call_id: 'functions.w:0', content: 'Rain' },
        { role: 'tool', tool_call_id: 'b', content: [{ type: 'text', text: 'Sun' }] },
        { role: 'user', content: 'And?' },
      ],
      tools: [{ type: 'function', function: { name: 'w', description: 'The weather', parameters: weather, strict: true } }, { type: 'function', function: { name: 'none' } }],
      tool_choice: { type: 'function', function: { name: 'w' } },
      parallel_tool_calls: false,
    },
    is: {
      messages: [
        { role: 'user', content: 'Weather?' },
        { role: 'assistant', content: [{ type: 'tool_use', id: 'functions_x2e_w_x3a_0', name: 'w', input: { city: 'Oslo' } }, { type: 'tool_use', id: 'b', name: 'w', input: { input: 'broken' } }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'functions_x2e_w_x3a_0', content: 'Rain' }, { type: 'tool_result', tool_use_id: 'b', content: 'Sun' }, { type: 'text', text: 'And?' }] },
      ],
      tools: [{ name: 'w', description: 'The weather', input_schema: weather, strict: true }, { name: 'none', input_schema: { type: 'object', properties: {} } }],
      tool_choice: { type: 'tool', name: 'w', disable_parallel_tool_use: true },
    },
  },
  {
    what: 'images and files',
    from: chat,
    to: 'messages',
    body: { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: png, detail: 'low' } }, { type: 'image_url', image_url: { url: 'https://a.test/x.jpg' } }, { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBE' } }] }] },
    is: {
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
            { type: 'image', source: { type: 'url', url: 'https://a.test/x.jpg' } },
            { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBE' }, title: 'a.pdf' },
          ],
        },
      ],
    },
  },
  {
    what: 'a temperature above 1 is 1; stop sequences; tokens',
    from: chat,
    to: 'messages',
    body: { ...hi, temperature: 1.7, top_p: 0.9, stop: 'END', max_completion_tokens: 77, max_tokens: 5, stream: true, user: 'u', seed: 1 },
    is: { temperature: 1, top_p: 0.9, stop_sequences: ['END'], max_tokens: 77, stream: true },
    absent: ['user', 'seed', 'metadata', 'stream_options'],
  },
  {
    what: 'an effort to a model that thinks by itself; it takes no temperature',
    from: chat,
    to: 'messages',
    body: { ...hi, reasoning_effort: 'xhigh', temperature: 0.2 },
    model: claude,
    is: { thinking: { type: 'adaptive' }, output_config: { effort: 'xhigh' }, max_tokens: 32_000 },
    absent: ['temperature'],
  },
  {
    what: 'an effort to a model that takes a budget: the share OpenRouter documents',
    from: chat,
    to: 'messages',
    body: { ...hi, reasoning: { effort: 'medium' }, max_tokens: 10_000, temperature: 0.2 },
    model: older,
    is: { thinking: { type: 'enabled', budget_tokens: 5_000 }, max_tokens: 10_000 },
    absent: ['temperature', 'output_config'],
  },
  {
    what: 'no thinking where a tool is forced',
    from: chat,
    to: 'messages',
    body: { ...hi, reasoning_effort: 'high', tools: [{ type: 'function', function: { name: 'w' } }], tool_choice: 'required' },
    model: older,
    is: { tool_choice: { type: 'any' } },
    absent: ['thinking'],
  },
  {
    what: 'no budget behind a tool result, whose thoughts are gone',
    from: chat,
    to: 'messages',
    body: { messages: [...hi.messages, { role: 'assistant', tool_calls: [{ id: 'a', function: { name: 'w', arguments: '' } }] }, { role: 'tool', tool_call_id: 'a', content: '' }], reasoning_effort: 'high' },
    model: older,
    is: { messages: [{ role: 'user', content: 'Hi' }, { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'w', input: {} }] }, { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: '' }] }] },
    absent: ['thinking'],
  },
  {
    what: 'a schema for the answer',
    from: chat,
    to: 'messages',
    body: { ...hi, response_format: { type: 'json_schema', json_schema: { name: 'x', schema: weather } } },
    is: { output_config: { format: { type: 'json_schema', schema: weather } } },
  },
  {
    what: 'freeform tools as tools with one text',
    from: chat,
    to: 'messages',
    body: { ...hi, tools: [{ type: 'custom', custom: { name: 'patch', description: 'Edits', format: { type: 'grammar', grammar: { syntax: 'lark', definition: 'start: "x"' } } } }] },
    is: { tools: [{ name: 'patch', description: 'Edits\n\nThe input follows this lark grammar:\nstart: "x"', input_schema: { type: 'object', properties: { input: { type: 'string' } }, required: ['input'], additionalProperties: false } }] },
  },
  {
    what: 'allowed tools: the others are not offered',
    from: chat,
    to: 'messages',
    body: { ...hi, tools: [{ type: 'function', function: { name: 'a' } }, { type: 'function', function: { name: 'b' } }], tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'required', tools: [{ type: 'function', function: { name: 'b' } }] } } },
    is: { tools: [{ name: 'b', input_schema: { type: 'object', properties: {} } }], tool_choice: { type: 'any' } },
  },
  {
    what: 'what Claude Code sends',
    from: 'messages',
    to: chat,
    body: {
      model: 'claude-opus-4-8',
      max_tokens: 32_000,
      system: [{ type: 'text', text: 'You are Claude Code.', cache_control: { type: 'ephemeral' } }, { type: 'text', text: 'Be brief.' }],
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'Look', cache_control: { type: 'ephemeral' } }] },
        { role: 'assistant', content: [{ type: 'thinking', thinking: 'Hm', signature: 'sig' }, { type: 'text', text: 'I look.' }, { type: 'tool_use', id: 'toolu_1', name: 'Read', input: { path: 'a' } }, { type: 'tool_use', id: 'toolu_2', name: 'Read', input: {} }] },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'toolu_1', content: [{ type: 'text', text: 'one' }, { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AA==' } }] },
            { type: 'tool_result', tool_use_id: 'toolu_2', is_error: true, content: '<tool_use_error>no path</tool_use_error>' },
            { type: 'text', text: 'go on' },
          ],
        },
      ],
      tools: [{ name: 'Read', description: 'Reads', input_schema: weather, cache_control: { type: 'ephemeral' } }],
      tool_choice: { type: 'auto', disable_parallel_tool_use: true },
      thinking: { type: 'adaptive' },
      output_config: { effort: 'max' },
      context_management: { edits: [] },
      metadata: { user_id: 'user_1' },
      stream: true,
    },
    is: {
      model: 'some-model',
      messages: [
        { role: 'system', content: 'You are Claude Code.\n\nBe brief.' },
        { role: 'user', content: 'Look' },
        { role: 'assistant', content: 'I look.', tool_calls: [{ id: 'toolu_1', type: 'function', function: { name: 'Read', arguments: '{"path":"a"}' } }, { id: 'toolu_2', type: 'function', function: { name: 'Read', arguments: '{}' } }] },
        { role: 'tool', tool_call_id: 'toolu_1', content: 'one' },
        { role: 'tool', tool_call_id: 'toolu_2', content: '<tool_use_error>no path</tool_use_error>' },
        { role: 'user', content: [{ type: 'text', text: 'Shown by the tool call toolu_1:' }, { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }] },
        { role: 'user', content: 'go on' },
      ],
      tools: [{ type: 'function', function: { name: 'Read', description: 'Reads', parameters: weather } }],
      tool_choice: 'auto',
      parallel_tool_calls: false,
      max_tokens: 32_000,
      reasoning_effort: 'high',
      stream: true,
      stream_options: { include_usage: true },
    },
    absent: ['metadata', 'context_management', 'thinking', 'system'],
  },
  {
    what: 'a budget as the effort whose share is nearest; OpenAI\'s own name for tokens',
    from: 'messages',
    to: chat,
    body: { ...hi, max_tokens: 8_000, thinking: { type: 'enabled', budget_tokens: 1_600 }, stop_sequences: ['a', 'b'], top_k: 4, temperature: 0 },
    model: 'openai/gpt-5.6',
    is: { reasoning_effort: 'low', max_completion_tokens: 8_000, stop: ['a', 'b'], temperature: 0 },
    absent: ['max_tokens', 'top_k'],
  },
  {
    what: 'adaptive thinking leaves the effort to the model',
    from: 'messages',
    to: chat,
    body: { ...hi, max_tokens: 1, thinking: { type: 'adaptive' } },
    is: { max_tokens: 1 },
    absent: ['reasoning_effort'],
  },
  {
    what: 'a schema and a document as text',
    from: 'messages',
    to: chat,
    body: { max_tokens: 9, output_config: { format: { type: 'json_schema', schema: weather } }, messages: [{ role: 'user', content: [{ type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'Once.' } }, { type: 'document', title: 'b', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBE' } }] }] },
    is: {
      response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: weather, strict: true } },
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Once.' }, { type: 'file', file: { filename: 'b', file_data: 'data:application/pdf;base64,JVBE' } }] }],
    },
  },
  {
    what: 'what Codex sends, to chat completions',
    from: 'responses',
    to: chat,
    body: {
      model: 'gpt-5.6-codex',
      instructions: 'You are Codex.',
      input: [
        { type: 'message', role: 'developer', content: [{ type: 'input_text', text: '<permissions>' }] },
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Fix it' }, { type: 'input_image', image_url: png }] },
        { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm' }], encrypted_content: 'sealed' },
        { type: 'function_call', name: 'shell_command', arguments: '{"command":"ls"}', call_id: 'c1' },
        { type: 'custom_tool_call', name: 'apply_patch', input: '*** Begin Patch', call_id: 'c2', status: 'completed' },
        { type: 'function_call', name: 'read', namespace: 'mcp__files__', arguments: '', call_id: 'c3' },
        { type: 'function_call_output', call_id: 'c1', output: 'a.txt' },
        { type: 'custom_tool_call_output', call_id: 'c2', output: 'Done!' },
        { type: 'function_call_output', call_id: 'c3', output: [{ type: 'input_text', text: 'x' }] },
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Fixed.' }] },
        { role: 'user', content: 'Thanks' },
      ],
      tools: [
        { type: 'function', name: 'shell_command', description: 'Runs', strict: false, parameters: weather },
        { type: 'custom', name: 'apply_patch', description: 'Edits files', format: { type: 'grammar', syntax: 'lark', definition: 'start: x' } },
        { type: 'namespace', name: 'mcp__files__', description: 'Files', tools: [{ type: 'function', name: 'read', description: 'Reads', strict: false, parameters: weather }] },
      ],
      tool_choice: 'auto',
      parallel_tool_calls: true,
      reasoning: { effort: 'medium', summary: 'auto' },
      store: false,
      stream: true,
      include: ['reasoning.encrypted_content'],
      prompt_cache_key: 'thread-1',
      text: { verbosity: 'low' },
    },
    is: {
      model: 'some-model',
      messages: [
        { role: 'system', content: 'You are Codex.' },
        { role: 'system', content: '<permissions>' },
        { role: 'user', content: [{ type: 'text', text: 'Fix it' }, { type: 'image_url', image_url: { url: png } }] },
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            { id: 'c1', type: 'function', function: { name: 'shell_command', arguments: '{"command":"ls"}' } },
            { id: 'c2', type: 'function', function: { name: 'apply_patch', arguments: '{"input":"*** Begin Patch"}' } },
            { id: 'c3', type: 'function', function: { name: 'mcp__files__read', arguments: '' } },
          ],
        },
        { role: 'tool', tool_call_id: 'c1', content: 'a.txt' },
        { role: 'tool', tool_call_id: 'c2', content: 'Done!' },
        { role: 'tool', tool_call_id: 'c3', content: 'x' },
        { role: 'assistant', content: 'Fixed.' },
        { role: 'user', content: 'Thanks' },
      ],
      tools: [
        { type: 'function', function: { name: 'shell_command', description: 'Runs', parameters: weather } },
        { type: 'function', function: { name: 'apply_patch', description: 'Edits files\n\nThe input follows this lark grammar:\nstart: x', parameters: { type: 'object', properties: { input: { type: 'string' } }, required: ['input'], additionalProperties: false } } },
        { type: 'function', function: { name: 'mcp__files__read', description: 'Reads', parameters: weather } },
      ],
      tool_choice: 'auto',
      parallel_tool_calls: true,
      reasoning_effort: 'medium',
      prompt_cache_key: 'thread-1',
      verbosity: 'low',
      stream: true,
      stream_options: { include_usage: true },
    },
    absent: ['store', 'include', 'instructions', 'input', 'max_tokens'],
  },
  {
    what: 'what Codex sends, to Messages',
    from: 'responses',
    to: 'messages',
    body: {
      instructions: 'You are Codex.',
      input: [{ type: 'message', role: 'developer', content: 'Rules' }, { type: 'message', role: 'user', content: 'Fix' }, { type: 'custom_tool_call', name: 'apply_patch', input: 'p', call_id: 'c2' }, { type: 'custom_tool_call_output', call_id: 'c2', output: 'Done' }],
      tools: [{ type: 'custom', name: 'apply_patch' }],
      reasoning: { effort: 'high', summary: 'auto' },
      stream: true,
    },
    model: claude,
    is: {
      system: 'You are Codex.\nRules',
      messages: [{ role: 'user', content: 'Fix' }, { role: 'assistant', content: [{ type: 'tool_use', id: 'c2', name: 'apply_patch', input: { input: 'p' } }] }, { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c2', content: 'Done' }] }],
      thinking: { type: 'adaptive', display: 'summarized' },
      output_config: { effort: 'high' },
      max_tokens: 32_000,
      stream: true,
    },
  },
  {
    what: 'results go to their calls, past what was said meanwhile',
    from: 'responses',
    to: chat,
    body: said,
    is: {
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: null, tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }, { id: 'b', type: 'function', function: { name: 'f', arguments: '{}' } }] },
        { role: 'tool', tool_call_id: 'a', content: 'A' },
        { role: 'tool', tool_call_id: 'b', content: 'B' },
        { role: 'user', content: 'Wait' },
      ],
    },
  },
  {
    what: 'results go to their calls, past what was said meanwhile',
    from: 'responses',
    to: 'messages',
    body: said,
    is: {
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'f', input: {} }, { type: 'tool_use', id: 'b', name: 'f', input: {} }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: 'A' }, { type: 'tool_result', tool_use_id: 'b', content: 'B' }, { type: 'text', text: 'Wait' }] },
      ],
    },
  },
  {
    what: 'chat completions to Responses: nothing is stored, nothing is strict of itself',
    from: chat,
    to: 'responses',
    body: {
      messages: [{ role: 'system', content: 'S' }, { role: 'user', content: [{ type: 'text', text: 'U' }, { type: 'image_url', image_url: { url: png } }] }, { role: 'assistant', content: 'A', tool_calls: [{ id: 'x', type: 'custom', custom: { name: 'patch', input: 'p' } }] }, { role: 'tool', tool_call_id: 'x', content: 'ok' }],
      tools: [{ type: 'custom', custom: { name: 'patch' } }, { type: 'function', function: { name: 'f' } }],
      tool_choice: { type: 'custom', custom: { name: 'patch' } },
      max_tokens: 3,
      response_format: { type: 'json_object' },
      verbosity: 'low',
      reasoning_effort: 'minimal',
      service_tier: 'flex',
      metadata: { a: 'b' },
      logprobs: false,
      n: 1,
    },
    is: {
      input: [
        { type: 'message', role: 'system', content: 'S' },
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'U' }, { type: 'input_image', image_url: png, detail: 'auto' }] },
        { type: 'message', role: 'assistant', content: 'A' },
        { type: 'custom_tool_call', call_id: 'x', name: 'patch', input: 'p' },
        { type: 'custom_tool_call_output', call_id: 'x', output: 'ok' },
      ],
      tools: [{ type: 'custom', name: 'patch', format: { type: 'text' } }, { type: 'function', name: 'f', parameters: { type: 'object', properties: {} }, strict: false }],
      tool_choice: { type: 'custom', name: 'patch' },
      max_output_tokens: 16,
      text: { format: { type: 'json_object' }, verbosity: 'low' },
      reasoning: { effort: 'minimal' },
      service_tier: 'flex',
      metadata: { a: 'b' },
      store: false,
    },
    absent: ['logprobs', 'n', 'verbosity'],
  },
  {
    what: 'Messages to Responses',
    from: 'messages',
    to: 'responses',
    body: {
      system: 'S',
      max_tokens: 100,
      messages: [{ role: 'user', content: [{ type: 'document', source: { type: 'url', url: 'https://a.test/a.pdf' } }] }, { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'f', input: { a: 1 } }] }, { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: [{ type: 'image', source: { type: 'url', url: 'https://a.test/i.png' } }] }] }],
      tools: [{ name: 'f', input_schema: weather }],
      tool_choice: { type: 'any' },
    },
    is: {
      instructions: 'S',
      input: [
        { type: 'message', role: 'user', content: [{ type: 'input_file', file_url: 'https://a.test/a.pdf' }] },
        { type: 'function_call', call_id: 't', name: 'f', arguments: '{"a":1}' },
        { type: 'function_call_output', call_id: 't', output: [{ type: 'input_image', image_url: 'https://a.test/i.png', detail: 'auto' }] },
      ],
      tools: [{ type: 'function', name: 'f', parameters: weather, strict: false }],
      tool_choice: 'required',
      max_output_tokens: 100,
      store: false,
    },
  },
];

/** What is refused before it is sent, and the field the sentence names. */
const refused: readonly [SpokenProtocol, SpokenProtocol, Json, string][] = [
  [chat, 'messages', { ...hi, n: 2 }, '"n"'],
  [chat, 'responses', { ...hi, n: 2 }, '"n"'],
  [chat, 'messages', { ...hi, logprobs: true }, '"logprobs"'],
  [chat, 'messages', { ...hi, modalities: ['text', 'audio'] }, '"modalities"'],
  [chat, 'messages', { ...hi, stop: ['\n'] }, '"stop: white space"'],
  [chat, 'responses', { ...hi, stop: ['END'] }, '"stop"'],
  [chat, 'messages', { ...hi, response_format: { type: 'json_object' } }, '"response_format: json_object"'],
  [chat, 'messages', { ...hi, functions: [{ name: 'f' }] }, '"functions"'],
  [chat, 'messages', { messages: [{ role: 'user', content: [{ type: 'input_audio', input_audio: {} }] }] }, '"messages[0].content[0].type: input_audio"'],
  [chat, 'messages', { messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'f' } }] }] }, '"messages[0].content[0].file.file_id"'],
  [chat, 'messages', { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'file:///a' } }] }] }, '"image_url: file:///a"'],
  [chat, 'messages', { ...hi, tools: [{ type: 'openrouter:web_search' }] }, '"openrouter:web_search"'],
  [chat, 'messages', { messages: [{ role: 'system', content: 'alone' }] }, '"messages"'],
  [chat, 'messages', {}, '"messages"'],
  [chat, 'messages', { messages: [{ role: 'user', content: 7 }] }, '"messages[0].content"'],
  ['responses', chat, { input: 'Hi', previous_response_id: 'resp_1' }, '"previous_response_id"'],
  ['responses', chat, { input: 'Hi', background: true }, '"background"'],
  ['responses', chat, { input: 'Hi', include: ['message.output_text.logprobs'] }, '"include"'],
  ['responses', chat, { input: 'Hi', tools: [{ type: 'web_search', external_web_access: false }] }, '"web_search"'],
  ['responses', chat, { input: 'Hi', tools: [{ type: 'local_shell' }] }, '"local_shell"'],
  ['responses', chat, { input: 'Hi', tools: [{ type: 'namespace', name: 'n'.repeat(40), tools: [{ type: 'function', name: 'f'.repeat(40) }] }] }, `"${'n'.repeat(40)}__${'f'.repeat(40)}"`],
  ['responses', chat, { input: 'Hi', tools: [{ type: 'function', name: 'a__b' }, { type: 'namespace', name: 'a', tools: [{ type: 'function', name: 'b' }] }] }, '"a__b"'],
  ['responses', chat, { input: [{ type: 'item_reference', id: 'x' }] }, '"input[0].type: item_reference"'],
  ['responses', chat, { input: [{ type: 'compaction', encrypted_content: 'x' }] }, '"input[0].type: compaction"'],
  ['responses', chat, { input: [{ role: 'user', content: [{ type: 'input_image', file_id: 'f' }] }] }, '"input[0].content[0].file_id"'],
  ['responses', chat, { input: [{ role: 'user', content: [{ type: 'input_file', file_url: 'https://a.test/a.pdf' }] }] }, '"document: url"'],
  ['responses', 'messages', { input: 'Hi', text: { format: { type: 'json_object' } } }, '"text.format: json_object"'],
  ['responses', 'messages', { input: '' }, '"input"'],
  ['messages', chat, { ...hi, max_tokens: 9, stop_sequences: ['a', 'b', 'c', 'd', 'e'] }, '"stop_sequences"'],
  ['messages', 'responses', { ...hi, max_tokens: 9, stop_sequences: ['a'] }, '"stop_sequences"'],
  ['messages', chat, { ...hi, max_tokens: 0 }, '"max_tokens: 0"'],
  ['messages', chat, { ...hi, max_tokens: 9, tools: [{ type: 'web_search_20250305', name: 'web_search' }] }, '"web_search_20250305"'],
  ['messages', chat, { ...hi, max_tokens: 9, mcp_servers: [{ url: 'https://a.test' }] }, '"mcp_servers"'],
  ['messages', chat, { max_tokens: 9, messages: [{ role: 'assistant', content: [{ type: 'server_tool_use', id: 's' }] }] }, '"messages[0].content[0].type: server_tool_use"'],
  ['messages', chat, { max_tokens: 9, messages: [{ role: 'user', content: [{ type: 'image', source: { type: 'file', file_id: 'f' } }] }] }, '"messages[0].content[0].source.type: file"'],
];

describe('translation of requests', () => {
  for (const { what, from, to, body, model, is, absent } of cases) {
    it(`${from} to ${to}: ${what}`, () => {
      const before = JSON.stringify(body);
      const request = made(from, to, body, model);
      assert.deepEqual(Object.fromEntries(Object.keys(is).map((field) => [field, request[field]])), is);
      for (const field of absent ?? []) assert.equal(field in request, false, field);
      assert.equal(JSON.stringify(body), before, 'the request was changed');
    });
  }

  for (const [from, to, body, field] of refused) {
    it(`${from} to ${to}: refuses ${field} and names it`, () => {
      const result = translation(from, to).request(body, 'some-model');
      assert.ok('impossible' in result, JSON.stringify(result));
      assert.ok(result.impossible.includes(field), result.impossible);
    });
  }

  it('refuses what is no object', () => {
    for (const body of [null, undefined, 'text', 7, []]) assert.ok('impossible' in translation(chat, 'messages').request(body, 'm'));
  });
});
