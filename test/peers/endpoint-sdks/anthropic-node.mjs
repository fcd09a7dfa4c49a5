/** @anthropic-ai/sdk for Node. Usage: node anthropic-node.mjs FOLDER-OF-THE-PACKAGE QUESTIONS-AS-JSON */
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { askAll, picture, report, sunny, texts, weather } from './asking.mjs';

const [folder, questions] = process.argv.slice(2);
const { default: Anthropic } = await import(pathToFileURL(path.join(folder, 'index.mjs')).href);

await askAll(JSON.parse(questions), async ({ url, key, keyIn, way, model, stream, what, helper }) => {
  const client = new Anthropic({ baseURL: url, ...(keyIn === 'bearer' ? { apiKey: null, authToken: key } : { apiKey: key, authToken: null }) });
  if (way === 'models') return { models: (await client.models.list()).data.map(({ id }) => id) };
  if (way === 'model') return { models: [(await client.models.retrieve(model)).id] };
  const image = [{ type: 'text', text: texts.image }, { type: 'image', source: { type: 'base64', media_type: 'image/png', data: picture } }];
  const messages = [{ role: 'user', content: what === 'image' ? image : texts[what] }];
  if (way === 'count') return { tokens: (await client.messages.countTokens({ model, messages })).input_tokens };
  const request = {
    model,
    max_tokens: 4_000,
    messages,
    ...(what === 'tools' && { tools: [{ name: weather.name, description: weather.description, input_schema: weather.schema }] }),
    ...(what === 'reasoning' && { thinking: { type: 'enabled', budget_tokens: 1_024 } }),
    ...(what === 'structured' && { output_config: { format: { type: 'json_schema', schema: report } } }),
  };
  const first = await once(client, request, stream, helper);
  if (what !== 'tools') return first;
  const [call] = first.calls;
  const turns = [...messages, { role: 'assistant', content: first.turn }, { role: 'user', content: [{ type: 'tool_result', tool_use_id: call.id, content: sunny }] }];
  return { ...(await once(client, { ...request, messages: turns }, stream, helper)), calls: first.calls };
});

async function once(client, request, stream, helper) {
  if (helper) return ofMessage(await client.messages.stream(request).finalMessage());
  if (!stream) return ofMessage(request.output_config ? await client.messages.parse(request) : await client.messages.create(request));
  const blocks = [];
  const usage = [0, 0];
  let finish = null;
  for await (const event of await client.messages.create({ ...request, stream: true })) {
    if (event.type === 'message_start') usage[0] = event.message.usage.input_tokens;
    if (event.type === 'content_block_start') blocks[event.index] = { ...event.content_block, ...(event.content_block.type === 'tool_use' && { input: '' }) };
    if (event.type === 'content_block_delta') {
      const block = blocks[event.index];
      const { delta } = event;
      if (delta.type === 'text_delta') block.text += delta.text;
      if (delta.type === 'thinking_delta') block.thinking += delta.thinking;
      if (delta.type === 'signature_delta') block.signature = delta.signature;
      if (delta.type === 'input_json_delta') block.input += delta.partial_json;
    }
    if (event.type === 'message_delta') {
      finish = event.delta.stop_reason;
      usage[1] = event.usage.output_tokens;
      // Whoever translates an answer knows this only at its end.
      if (event.usage.input_tokens) usage[0] = event.usage.input_tokens;
    }
  }
  const content = blocks.map((block) => (block.type === 'tool_use' ? { ...block, input: JSON.parse(block.input) } : block));
  return ofMessage({ content, stop_reason: finish, usage: { input_tokens: usage[0], output_tokens: usage[1] } });
}

function ofMessage({ content, stop_reason: finish, usage, parsed_output: parsed }) {
  const joined = (type, field) => content.filter((block) => block.type === type).map((block) => block[field]).join('');
  return {
    text: joined('text', 'text'),
    thinking: joined('thinking', 'thinking'),
    finish,
    usage: [usage.input_tokens, usage.output_tokens],
    calls: content.filter(({ type }) => type === 'tool_use').map(({ id, name, input }) => ({ id, name, arguments: JSON.stringify(input) })),
    turn: content,
    ...(parsed && { parsed }),
  };
}
