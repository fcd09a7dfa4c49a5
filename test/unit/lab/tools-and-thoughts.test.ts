import assert from 'node:assert/strict';
import type { SpokenProtocol } from '../../../src/gateways/gateway.ts';
import { startLab, type Lab } from '../../../src/lab/lab.ts';
import { bearer, knownModel, receive } from './clients.ts';

const schema = { type: 'object', properties: { question: { type: 'string' }, count: { type: 'integer' }, kind: { enum: ['a', 'b'] }, no: { type: 'string' } }, required: ['question', 'count', 'kind'] };
const args = { question: 'what the practice gateway says', count: 1, kind: 'a' };

/** How each protocol writes the same request. */
const protocols: readonly {
  id: SpokenProtocol;
  path: string;
  request(text: string): object;
  tools: object;
  forced: object;
  none: object;
  thinking: object;
  notThinking: object;
  /** The conversation after the tool was called. */
  answered: object;
  /** A document of the schema is wanted. */
  document: object;
}[] = [
  {
    id: 'chat-completions',
    path: '/chat/completions',
    request: (content) => ({ messages: [{ role: 'user', content }] }),
    tools: { tools: [{ type: 'function', function: { name: 'look', parameters: schema } }] },
    forced: { tool_choice: { type: 'function', function: { name: 'look' } } },
    none: { tool_choice: 'none' },
    thinking: { reasoning_effort: 'high' },
    notThinking: { reasoning: { enabled: false } },
    answered: { messages: [{ role: 'user', content: 'use the tool' }, { role: 'assistant', content: null, tool_calls: [] }, { role: 'tool', tool_call_id: 'x', content: 'seen' }] },
    document: { response_format: { type: 'json_schema', json_schema: { name: 'look', schema } } },
  },
  {
    id: 'messages',
    path: '/messages',
    request: (text) => ({ max_tokens: 100, messages: [{ role: 'user', content: [{ type: 'text', text }, { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AA==' } }] }] }),
    tools: { tools: [{ type: 'web_search_20250305', name: 'web_search' }, { name: 'look', input_schema: schema }] },
    forced: { tool_choice: { type: 'tool', name: 'look' } },
    none: { tool_choice: { type: 'none' } },
    thinking: { thinking: { type: 'enabled', budget_tokens: 1024 } },
    notThinking: { thinking: { type: 'disabled' } },
    answered: { messages: [{ role: 'user', content: 'use the tool' }, { role: 'assistant', content: [] }, { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'x', content: 'seen' }] }] },
    document: { output_config: { format: { type: 'json_schema', schema } } },
  },
  {
    id: 'responses',
    path: '/responses',
    request: (input) => ({ input }),
    tools: { tools: [{ type: 'web_search' }, { type: 'function', name: 'look', parameters: schema }] },
    forced: { tool_choice: { type: 'function', name: 'look' } },
    none: { tool_choice: 'none' },
    thinking: { reasoning: { effort: 'low', summary: 'auto' } },
    notThinking: { reasoning: { effort: 'none' } },
    answered: { input: [{ role: 'user', content: 'use the tool' }, { type: 'function_call', call_id: 'x', name: 'look', arguments: '{}' }, { type: 'function_call_output', call_id: 'x', output: 'seen' }] },
    document: { text: { format: { type: 'json_schema', name: 'look', schema } } },
  },
];

/** What a stream or a document says, in one form. */
interface Read {
  text: string;
  thinking: string;
  tool: string | undefined;
  pieces: string[];
  finish: string | undefined;
}

type Json = Record<string, never>;

function readStream(id: SpokenProtocol, body: string): Read {
  const read: Read = { text: '', thinking: '', tool: undefined, pieces: [], finish: undefined };
  for (const [, data = ''] of body.matchAll(/^data: (\{.*)$/gm)) {
    const event = JSON.parse(data) as { type: string; delta: string & Json; choices: Json[]; content_block: Json; item: Json; response: Json };
    if (id === 'chat-completions') {
      const { delta = {}, finish_reason: finish } = (event.choices[0] ?? {}) as { delta?: { content?: string; reasoning?: string; tool_calls?: { function: { name?: string; arguments: string } }[] }; finish_reason?: string };
      read.text += delta.content ?? '';
      read.thinking += delta.reasoning ?? '';
      const call = delta.tool_calls?.[0]?.function;
      read.tool ??= call?.name;
      if (call && call.arguments !== '') read.pieces.push(call.arguments);
      read.finish = finish ?? read.finish;
    } else if (id === 'messages') {
      const delta = (event.delta ?? {}) as { text?: string; thinking?: string; partial_json?: string; stop_reason?: string };
      read.text += delta.text ?? '';
      read.thinking += delta.thinking ?? '';
      if (delta.partial_json) read.pieces.push(delta.partial_json);
      read.finish = delta.stop_reason ?? read.finish;
      if (event.type === 'content_block_start') read.tool ??= event.content_block['name'];
    } else {
      if (event.type === 'response.output_text.delta') read.text += event.delta;
      if (event.type === 'response.reasoning_summary_text.delta') read.thinking += event.delta;
      if (event.type === 'response.function_call_arguments.delta') read.pieces.push(event.delta);
      if (event.type === 'response.output_item.added') read.tool ??= event.item['name'];
      if (event.type === 'response.completed') read.finish = event.response['status'];
    }
  }
  return read;
}

function readWhole(id: SpokenProtocol, body: string): Read {
  const json = JSON.parse(body) as { choices: { message: { content: string | null; reasoning?: string; tool_calls?: { function: { name: string; arguments: string } }[] }; finish_reason: string }[]; content: { type: string; text?: string; thinking?: string; name?: string; input?: object }[]; stop_reason: string; output: { type: string; name?: string; arguments?: string; content?: { text: string }[]; summary?: { text: string }[] }[]; status: string };
  if (id === 'chat-completions') {
    const [choice] = json.choices;
    const call = choice?.message.tool_calls?.[0]?.function;
    return { text: choice?.message.content ?? '', thinking: choice?.message.reasoning ?? '', tool: call?.name, pieces: call ? [call.arguments] : [], finish: choice?.finish_reason };
  }
  if (id === 'messages') {
    const of = (type: string): (typeof json.content)[number] | undefined => json.content.find((block) => block.type === type);
    const tool = of('tool_use');
    return { text: of('text')?.text ?? '', thinking: of('thinking')?.thinking ?? '', tool: tool?.name, pieces: tool ? [JSON.stringify(tool.input)] : [], finish: json.stop_reason };
  }
  const of = (type: string): (typeof json.output)[number] | undefined => json.output.find((item) => item.type === type);
  const tool = of('function_call');
  return { text: of('message')?.content?.[0]?.text ?? '', thinking: of('reasoning')?.summary?.[0]?.text ?? '', tool: tool?.name, pieces: tool?.arguments === undefined ? [] : [tool.arguments], finish: json.status };
}

describe('tools and thoughts of the practice gateway', () => {
  let lab: Lab;
  before(async () => {
    lab = await startLab();
  });
  after(() => lab.close());

  for (const { id, path, request, tools, forced, none, thinking, notThinking, answered, document } of protocols) {
    for (const stream of [false, true]) {
      const ask = async (fields: object): Promise<Read> => {
        const response = await fetch(`${lab.baseUrl}${path}`, { method: 'POST', headers: bearer, body: JSON.stringify({ model: knownModel, stream, ...request('Please use the tool.'), ...fields }) });
        const { text } = await receive(response);
        assert.equal(response.status, 200, text);
        return (stream ? readStream : readWhole)(id, text);
      };
      describe(`${id}, ${stream ? 'stream' : 'whole'}`, () => {
        it('calls the tool with arguments that fit it', async () => {
          const read = await ask(tools);
          assert.deepEqual([read.tool, read.text, read.thinking], ['look', '', '']);
          assert.deepEqual(JSON.parse(read.pieces.join('')), args);
          if (stream) assert.ok(read.pieces.length >= 4, `${read.pieces.length} pieces`);
          assert.equal(read.finish, { 'chat-completions': 'tool_calls', messages: 'tool_use', responses: 'completed' }[id]);
        });

        it('writes a document that fits the schema', async () => {
          const read = await ask(document);
          assert.deepEqual([read.tool, JSON.parse(read.text)], [undefined, args]);
        });

        it('calls it where it is told to, and not where it may not', async () => {
          assert.equal((await ask({ ...tools, ...request('Hi'), ...forced })).tool, 'look');
          for (const fields of [{ ...tools, ...none }, { ...tools, ...request('Hi') }, {}, { ...tools, ...answered }]) {
            const read = await ask(fields);
            assert.deepEqual([read.tool, read.pieces], [undefined, []], JSON.stringify(fields));
            assert.match(read.text, /practice gateway/);
          }
        });

        it('thinks where it is asked to', async () => {
          const read = await ask({ ...request('Hi'), ...thinking });
          assert.match(read.thinking, /pretends to\.$/);
          assert.match(read.text, /^This answer comes/);
          const both = await ask({ ...tools, ...thinking });
          assert.match(both.thinking, /pretends to\.$/);
          assert.equal(both.tool, 'look');
          for (const fields of [notThinking, {}]) assert.equal((await ask({ ...request('Hi'), ...fields })).thinking, '');
        });
      });
    }
  }
});
