/** The AI SDK of Vercel. Usage: node vercel-ai.mjs FOLDER-OF-ITS-PACKAGES QUESTIONS-AS-JSON */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { askAll, picture, report, sunny, texts, weather } from './asking.mjs';

const [folder, questions] = process.argv.slice(2);
const load = async (name) => {
  const entry = JSON.parse(fs.readFileSync(path.join(folder, name, 'package.json'), 'utf8')).exports['.'];
  return import(pathToFileURL(path.join(folder, name, entry.import?.default ?? entry.import ?? entry.default)).href);
};
const { embedMany, generateText, isStepCount, jsonSchema, Output, streamText, tool } = await load('ai');
const { createOpenAI } = await load('@ai-sdk/openai');
const { createOpenAICompatible } = await load('@ai-sdk/openai-compatible');
const { createAnthropic } = await load('@ai-sdk/anthropic');

/** What it warns of is of no interest here. */
globalThis.AI_SDK_LOG_WARNINGS = false;

const providers = {
  openai: ({ url: baseURL, key: apiKey }) => createOpenAI({ baseURL, apiKey }),
  compatible: ({ url: baseURL, key: apiKey }) => createOpenAICompatible({ name: 'gatehouse', baseURL, apiKey, includeUsage: true, supportsStructuredOutputs: true }),
  anthropic: ({ url: baseURL, key, keyIn }) => createAnthropic({ baseURL, ...(keyIn === 'bearer' ? { authToken: key } : { apiKey: key }) }),
};

await askAll(JSON.parse(questions), async (question) => {
  const { model: id, way, stream, what, provider } = question;
  const made = providers[provider](question);
  if (way === 'embeddings') {
    const { embeddings } = await embedMany({ model: made.embeddingModel(id), values: ['one', 'two'] });
    return { numbers: embeddings.map(({ length }) => length) };
  }
  const model = way === 'responses' ? made.responses(id) : way === 'chat' && provider === 'openai' ? made.chat(id) : made(id);
  const image = [{ type: 'text', text: texts.image }, { type: 'file', mediaType: 'image/png', data: picture }];
  const request = {
    model,
    messages: [{ role: 'user', content: what === 'image' ? image : texts[what] }],
    ...(what === 'tools' && {
      tools: { [weather.name]: tool({ description: weather.description, inputSchema: jsonSchema(weather.schema), execute: async () => sunny }) },
      stopWhen: isStepCount(3),
    }),
    // The models' names are the user's own, so nothing tells it that they think.
    ...(what === 'reasoning' && { providerOptions: { openai: { reasoningEffort: 'low', reasoningSummary: 'auto', forceReasoning: true }, gatehouse: { reasoningEffort: 'low' }, anthropic: { thinking: { type: 'enabled', budgetTokens: 1_024 } } } }),
    ...(what === 'structured' && { output: Output.object({ schema: jsonSchema(report) }) }),
  };
  if (!stream) return ofResult(await generateText(request), what);
  let failed;
  const result = streamText({ ...request, onError: ({ error }) => void (failed ??= error) });
  let text = '';
  for await (const part of result.stream) if (part.type === 'text-delta') text += part.text;
  if (failed) throw failed;
  const [steps, reasoningText, finishReason, totalUsage, output] = await Promise.all([result.steps, result.reasoningText, result.finishReason, result.totalUsage, what === 'structured' ? result.output : undefined]);
  return ofResult({ steps, text, reasoningText, finishReason, totalUsage, output }, what);
});

function ofResult(result, what) {
  const { steps, text, finishReason: finish, totalUsage: usage } = result;
  return {
    text,
    thinking: result.reasoningText ?? '',
    finish,
    usage: [usage.inputTokens, usage.outputTokens],
    calls: steps.flatMap(({ toolCalls }) => toolCalls).map(({ toolCallId: id, toolName: name, input }) => ({ id, name, arguments: JSON.stringify(input) })),
    ...(what === 'structured' && { parsed: result.output }),
  };
}
