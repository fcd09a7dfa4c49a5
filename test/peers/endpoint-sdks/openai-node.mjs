/** openai for Node. Usage: node openai-node.mjs FOLDER-OF-THE-PACKAGE QUESTIONS-AS-JSON */
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { askAll, picture, report, sunny, texts, weather } from './asking.mjs';

const [folder, questions] = process.argv.slice(2);
const { default: OpenAI } = await import(pathToFileURL(path.join(folder, 'index.mjs')).href);

await askAll(JSON.parse(questions), async (question) => {
  const { url, key, way } = question;
  const client = new OpenAI({ apiKey: key, baseURL: url });
  if (way === 'models') return { models: (await client.models.list()).data.map(({ id }) => id) };
  if (way === 'model') return { models: [(await client.models.retrieve(question.model)).id] };
  if (way === 'embeddings') {
    const { data } = await client.embeddings.create({ model: question.model, input: ['one', 'two'] });
    return { numbers: data.map(({ embedding }) => embedding.length) };
  }
  return way === 'chat' ? chat(client, question) : responses(client, question);
});

async function chat(client, { model, stream, what, helper }) {
  const image = [{ type: 'text', text: texts.image }, { type: 'image_url', image_url: { url: `data:image/png;base64,${picture}` } }];
  const messages = [{ role: 'user', content: what === 'image' ? image : texts[what] }];
  const request = {
    model,
    messages,
    ...(what === 'tools' && { tools: [{ type: 'function', function: { name: weather.name, description: weather.description, parameters: weather.schema } }] }),
    ...(what === 'reasoning' && { reasoning_effort: 'low' }),
    ...(what === 'structured' && { response_format: { type: 'json_schema', json_schema: { name: 'report', schema: report, strict: true } } }),
  };
  const first = await chatOnce(client, request, stream, helper);
  if (what !== 'tools') return first;
  const [call] = first.calls;
  const second = await chatOnce(client, { ...request, messages: [...messages, first.turn, { role: 'tool', tool_call_id: call.id, content: sunny }] }, stream, helper);
  return { ...second, calls: first.calls };
}

async function chatOnce(client, request, stream, helper) {
  if (helper) {
    const runner = client.chat.completions.stream({ ...request, stream_options: { include_usage: true } });
    return ofCompletion(await runner.finalChatCompletion());
  }
  if (!stream) {
    const parses = request.response_format !== undefined;
    const answer = parses ? await client.chat.completions.parse(request) : await client.chat.completions.create(request);
    return ofCompletion(answer);
  }
  const seen = { text: '', thinking: '', finish: null, usage: null, calls: [] };
  for await (const { choices: [choice], usage } of await client.chat.completions.create({ ...request, stream: true, stream_options: { include_usage: true } })) {
    if (usage) seen.usage = [usage.prompt_tokens, usage.completion_tokens];
    seen.text += choice?.delta.content ?? '';
    seen.thinking += choice?.delta.reasoning ?? choice?.delta.reasoning_content ?? '';
    seen.finish = choice?.finish_reason ?? seen.finish;
    for (const { index, id, function: called } of choice?.delta.tool_calls ?? []) {
      const one = (seen.calls[index] ??= { id: '', name: '', arguments: '' });
      one.id = id ?? one.id;
      one.name += called?.name ?? '';
      one.arguments += called?.arguments ?? '';
    }
  }
  const tool_calls = seen.calls.map(({ id, name, arguments: text }) => ({ id, type: 'function', function: { name, arguments: text } }));
  return { ...seen, turn: { role: 'assistant', content: seen.text || null, ...(tool_calls.length > 0 && { tool_calls }) } };
}

function ofCompletion({ choices: [{ message, finish_reason: finish }], usage }) {
  const { content, tool_calls: called } = message;
  return {
    text: content ?? '',
    thinking: message.reasoning ?? message.reasoning_content ?? '',
    finish,
    usage: usage ? [usage.prompt_tokens, usage.completion_tokens] : null,
    calls: (called ?? []).map(({ id, function: one }) => ({ id, name: one.name, arguments: one.arguments })),
    turn: message,
    ...(message.parsed && { parsed: message.parsed }),
  };
}

async function responses(client, { model, stream, what, helper }) {
  const image = [{ type: 'input_text', text: texts.image }, { type: 'input_image', detail: 'auto', image_url: `data:image/png;base64,${picture}` }];
  const input = [{ role: 'user', content: what === 'image' ? image : texts[what] }];
  const request = {
    model,
    input,
    ...(what === 'tools' && { tools: [{ type: 'function', name: weather.name, description: weather.description, parameters: weather.schema, strict: true }] }),
    ...(what === 'reasoning' && { reasoning: { effort: 'low', summary: 'auto' } }),
    ...(what === 'structured' && { text: { format: { type: 'json_schema', name: 'report', schema: report, strict: true } } }),
  };
  const first = await responsesOnce(client, request, stream, helper);
  if (what !== 'tools') return first;
  const [call] = first.calls;
  const second = await responsesOnce(client, { ...request, input: [...input, ...first.turn, { type: 'function_call_output', call_id: call.id, output: sunny }] }, stream, helper);
  return { ...second, calls: first.calls };
}

async function responsesOnce(client, request, stream, helper) {
  if (helper) return ofResponse(await client.responses.stream(request).finalResponse());
  if (!stream) return ofResponse(request.text ? await client.responses.parse(request) : await client.responses.create(request));
  let text = '';
  let thinking = '';
  let last;
  for await (const event of await client.responses.create({ ...request, stream: true })) {
    if (event.type === 'response.output_text.delta') text += event.delta;
    if (event.type === 'response.reasoning_summary_text.delta' || event.type === 'response.reasoning_text.delta') thinking += event.delta;
    if (event.type === 'response.completed' || event.type === 'response.incomplete' || event.type === 'response.failed') last = event.response;
  }
  // A program that goes by the last event alone.
  if (!last) return { text, thinking, finish: null, usage: null, calls: [] };
  return { ...ofResponse({ ...last, output_text: text }), thinking };
}

function ofResponse(response) {
  const { output, usage, status } = response;
  // The helper resolves then, and says it by the status.
  if (status === 'failed') throw Object.assign(new Error(response.error.message), { name: 'failed' });
  const items = output ?? [];
  return {
    text: response.output_text ?? '',
    thinking: items.filter(({ type }) => type === 'reasoning').flatMap(({ summary = [], content = [] }) => [...(summary ?? []), ...(content ?? [])]).map(({ text }) => text).join(''),
    finish: status,
    usage: usage ? [usage.input_tokens, usage.output_tokens] : null,
    calls: items.filter(({ type }) => type === 'function_call').map(({ call_id: id, name, arguments: text }) => ({ id, name, arguments: text })),
    turn: items,
    ...(response.output_parsed && { parsed: response.output_parsed }),
  };
}
