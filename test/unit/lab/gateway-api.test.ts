import assert from 'node:assert/strict';
import { practiceHeader, practiceKey } from '../../../src/gateways/practice.ts';
import type { Lab, RequestEntry } from '../../../src/lab/lab.ts';
import { startLab } from '../../../src/lab/lab.ts';
import { bearer, chat, chunks, contentChunks, knownModel, receive } from './clients.ts';

interface ErrorBody {
  error: {
    code: number;
    message: string;
    metadata: { error_type: string };
    availability?: { code: string; retryable: boolean; fallback_models: string[]; requested_models: string[] };
  };
  user_id?: string;
}

describe('the practice gateway, healthy', () => {
  let lab: Lab;
  let entries: RequestEntry[] = [];
  before(async () => {
    lab = await startLab({ onRequest: (entry) => entries.push(entry) });
  });
  beforeEach(() => {
    entries = [];
  });
  after(() => lab.close());

  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${lab.baseUrl}${path}`, { headers });
  const document = async <T>(response: Response, status = 200): Promise<T> => {
    assert.equal(response.status, status);
    assert.equal(response.headers.get(practiceHeader), '1');
    assert.match(response.headers.get('content-type') ?? '', /^application\/json/);
    return (await response.json()) as T;
  };
  const chatError = async (fields: object, status: number): Promise<ErrorBody> =>
    document<ErrorBody>(await chat(lab.baseUrl, fields), status);

  it('lists models without a key, with any query', async () => {
    for (const path of ['/models', '/models?category=programming']) {
      const { data } = await document<{ data: Record<string, unknown>[] }>(await get(path));
      const model = data.find((one) => one['id'] === knownModel);
      assert.ok(model);
      const top = model['top_provider'] as Record<string, unknown>;
      assert.equal(model['context_length'], top['context_length']);
      assert.equal(typeof (model['pricing'] as Record<string, unknown>)['prompt'], 'string');
      assert.ok(Array.isArray(model['supported_parameters']));
    }
  });

  it('says how a key stands', async () => {
    const { data } = await document<{ data: Record<string, unknown> }>(await get('/key', bearer));
    assert.equal(data['limit_remaining'], 25);
    assert.equal(Number(data['limit']) - Number(data['usage']), data['limit_remaining']);
    assert.equal(data['is_management_key'], false);
    assert.ok(!JSON.stringify(data).includes(practiceKey));
  });

  for (const path of ['/key', '/credits']) {
    it(`${path} needs a key`, async () => {
      const body = await document<ErrorBody>(await get(path), 401);
      assert.deepEqual(body, {
        error: { code: 401, message: 'No auth credentials found', metadata: { error_type: 'authentication' } },
      });
    });
  }

  it('/credits needs a management key', async () => {
    const refused = await document<ErrorBody>(await get('/credits', bearer), 403);
    assert.equal(refused.error.metadata.error_type, 'permission_denied');
    const management = { authorization: 'Bearer sk-or-v1-management-1' };
    const { data } = await document<{ data: Record<string, number> }>(await get('/credits', management));
    assert.deepEqual(data, { total_credits: 50, total_usage: 25 });
    const key = await document<{ data: Record<string, unknown> }>(await get('/key', management));
    assert.equal(key.data['is_management_key'], true);
  });

  it('lists the endpoints of a model; latency only with a key', async () => {
    interface Endpoints {
      data: { id: string; endpoints: Record<string, unknown>[] };
    }
    const open = await document<Endpoints>(await get(`/models/${knownModel}/endpoints`));
    assert.equal(open.data.id, knownModel);
    assert.equal(open.data.endpoints[0]?.['status'], 0);
    assert.equal(open.data.endpoints[0]?.['provider_name'], 'OpenAI');
    assert.equal(open.data.endpoints[0]?.['latency_last_30m'], null);
    const keyed = await document<Endpoints>(await get(`/models/${knownModel}/endpoints`, bearer));
    assert.equal(typeof (keyed.data.endpoints[0]?.['latency_last_30m'] as { p50: number }).p50, 'number');
    await document<ErrorBody>(await get('/models/nobody/nothing/endpoints'), 404);
  });

  it('answers 404 as JSON where there is nothing, and 405 with the allowed method', async () => {
    for (const path of ['/nothing', '/models/', '/models/a/b', '/chat']) {
      const body = await document<ErrorBody>(await get(path, bearer), 404);
      assert.equal(body.error.code, 404);
    }
    const wrong = await fetch(`${lab.baseUrl}/models`, { method: 'DELETE' });
    assert.equal(wrong.headers.get('allow'), 'GET');
    await document<ErrorBody>(wrong, 405);
    const read = await get('/chat/completions', bearer);
    assert.equal(read.headers.get('allow'), 'POST');
    await document<ErrorBody>(read, 405);
    await document<ErrorBody>(await fetch(new URL('/elsewhere', lab.baseUrl)), 404);
  });

  it('shows a plain page at its root and answers HEAD without a body', async () => {
    const page = await fetch(new URL('/', lab.baseUrl));
    assert.equal(page.status, 200);
    assert.equal(page.headers.get('content-type'), 'text/plain');
    assert.match(await page.text(), /\/api\/v1/);
    const head = await fetch(`${lab.baseUrl}/models`, { method: 'HEAD' });
    assert.equal(head.status, 200);
    assert.equal(await head.text(), '');
  });

  it('streams: comments first, paced chunks, finish reason, usage, [DONE]', async () => {
    const response = await chat(lab.baseUrl);
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
    const id = response.headers.get('x-generation-id') ?? '';
    assert.match(id, /^gen-\d{10}-[0-9a-zA-Z]+$/);
    assert.equal(response.headers.get('x-ratelimit-limit'), null);
    const { text, parts, error } = await receive(response);
    assert.equal(error, undefined);
    assert.ok(text.startsWith(': OPENROUTER PROCESSING\n\n'));
    assert.ok(text.endsWith('data: [DONE]\n\n'));
    const content = contentChunks(text);
    assert.ok(content.length >= 12 && content.length <= 20, `${content.length} content chunks`);
    assert.ok(parts.length >= 8, `arrived in ${parts.length} parts`);
    for (const chunk of chunks(text)) {
      assert.equal(chunk.id, id);
      assert.equal(chunk.object, 'chat.completion.chunk');
      assert.equal(chunk.model, knownModel);
      assert.equal(chunk.provider, 'OpenAI');
    }
    const all = chunks(text);
    assert.equal(all.at(-2)?.choices[0]?.finish_reason, 'stop');
    assert.equal(all.at(-1)?.usage?.completion_tokens, content.length);
    assert.ok(all.slice(0, -1).every((chunk) => chunk.usage === undefined));
  });

  for (const [maxTokens, expected] of [[1, 8], [10, 10]] as const) {
    it(`keeps to max_tokens ${maxTokens} with ${expected} chunks`, async () => {
      const { text } = await receive(await chat(lab.baseUrl, { max_tokens: maxTokens }));
      assert.equal(contentChunks(text).length, expected);
      assert.ok(chunks(text).some((chunk) => chunk.choices[0]?.finish_reason === 'length'));
    });
  }

  it('answers whole when no stream is asked for', async () => {
    const response = await chat(lab.baseUrl, { stream: false });
    assert.match(response.headers.get('x-generation-id') ?? '', /^gen-/);
    interface Completion {
      object: string;
      choices: { message: { role: string; content: string }; finish_reason: string }[];
      usage: { total_tokens: number };
    }
    const body = await document<Completion>(response);
    assert.equal(body.object, 'chat.completion');
    assert.equal(body.choices[0]?.message.role, 'assistant');
    assert.match(body.choices[0]?.message.content ?? '', /practice gateway/);
    assert.equal(body.choices[0]?.finish_reason, 'stop');
    assert.ok(body.usage.total_tokens > 0);
  });

  it('takes routing variants and the fallback list', async () => {
    for (const fields of [{ model: `${knownModel}:nitro` }, { model: 'no/such', models: [knownModel] }]) {
      const response = await chat(lab.baseUrl, { ...fields, stream: false });
      assert.equal(response.status, 200);
      await response.body?.cancel();
    }
  });

  it('refuses a chat without a key', async () => {
    const response = await chat(lab.baseUrl, {}, { headers: {} });
    const body = await document<ErrorBody>(response, 401);
    assert.equal(body.error.message, 'No auth credentials found');
    assert.equal(body.user_id, undefined);
  });

  it('refuses an unknown model and offers others', async () => {
    const { error, user_id: userId } = await chatError({ model: 'nobody/nothing' }, 400);
    assert.equal(error.message, 'nobody/nothing is not a valid model ID');
    assert.equal(error.availability?.code, 'model_not_found');
    assert.equal(error.availability?.retryable, false);
    assert.deepEqual(error.availability?.requested_models, ['nobody/nothing']);
    assert.ok(error.availability?.fallback_models.includes(knownModel));
    assert.equal(typeof userId, 'string');
  });

  it('refuses what is no chat request', async () => {
    const noMessages = [undefined, [], 'Hi', [1]].map((messages) => ({ messages }));
    for (const fields of [...noMessages, { model: '' }]) {
      const { error } = await chatError(fields, 400);
      assert.equal(error.metadata.error_type, 'invalid_request');
    }
    for (const body of ['{"model":', '[]', 'null', Buffer.from([0x22, 0xff, 0xfe, 0x22])]) {
      await document<ErrorBody>(await chat(lab.baseUrl, {}, { body }), 400);
    }
  });

  it('refuses a body that is too large', async () => {
    const response = await chat(lab.baseUrl, { padding: 'x'.repeat(10_000_001) });
    const { error } = await document<ErrorBody>(response, 413);
    assert.equal(error.metadata.error_type, 'payload_too_large');
  });

  it('has its API at /v1 too', async () => {
    const root = lab.baseUrl.replace('/api/v1', '/v1');
    assert.equal((await fetch(`${root}/models`)).status, 200);
    const response = await chat(root, { stream: false });
    assert.equal(response.status, 200);
    await response.body?.cancel();
    await document<ErrorBody>(await fetch(`${root}/nothing`), 404);
  });

  it('takes options for streams, and images', async () => {
    const content = [{ type: 'text', text: 'What is this?' }, { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } }];
    const { text } = await receive(await chat(lab.baseUrl, { messages: [{ role: 'user', content }], stream_options: { include_usage: true } }));
    assert.equal(chunks(text).at(-1)?.usage?.total_tokens, 12 + contentChunks(text).length);
  });

  const post = (path: string, body: unknown, headers: Record<string, string> = bearer): Promise<Response> =>
    fetch(`${lab.baseUrl}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });

  it('turns texts into numbers, the same ones each time, as a list or as base64', async () => {
    interface Embeddings {
      data: { index: number; embedding: number[] | string }[];
      usage: { prompt_tokens: number };
    }
    const model = 'openai/text-embedding-3-small';
    const plain = await document<Embeddings>(await post('/embeddings', { model, input: ['one', 'two', 'one'], dimensions: 16 }));
    const [first, second, third] = plain.data.map(({ embedding }) => embedding as number[]);
    assert.deepEqual([first?.length, first], [16, third]);
    assert.notDeepEqual(first, second);
    assert.ok(plain.usage.prompt_tokens > 0);
    const coded = await document<Embeddings>(await post('/embeddings', { model, input: 'one', dimensions: 16, encoding_format: 'base64' }));
    const bytes = Buffer.from(coded.data[0]?.embedding as string, 'base64');
    assert.deepEqual([...new Float32Array(Uint8Array.from(bytes).buffer)], first);
    for (const body of [{ input: 'x' }, { model: knownModel, input: 'x' }, { model }, { model, input: [] }, { model, input: '' }, [], null]) await document<ErrorBody>(await post('/embeddings', body), 400);
    await document<ErrorBody>(await post('/embeddings', { model, input: 'x' }, {}), 401);
  });

  it('counts tokens', async () => {
    const messages = [{ role: 'user', content: 'Hi' }];
    const { input_tokens: few } = await document<{ input_tokens: number }>(await post('/messages/count_tokens', { model: knownModel, messages }));
    const { input_tokens: many } = await document<{ input_tokens: number }>(await post('/messages/count_tokens', { model: knownModel, messages, system: 'word '.repeat(100) }));
    assert.ok(few > 0 && many > few + 100);
    for (const body of [{ model: knownModel }, { messages }, { model: 'no/such', messages }]) {
      const refused = await document<{ type: string; error: { type: string } }>(await post('/messages/count_tokens', body), 400);
      assert.deepEqual([refused.type, refused.error.type], ['error', 'invalid_request_error']);
    }
    assert.equal((await get('/messages/count_tokens')).status, 405);
  });

  it('reports each request once, without query and without keys', async () => {
    await (await get('/models?secret=1')).text();
    await (await get('/key', bearer)).text();
    await (await get('/key', { authorization: 'Bearer sk-or-v1-mine' })).text();
    assert.deepEqual(entries, [
      { method: 'GET', path: '/api/v1/models', status: 200, authorization: 'none' },
      { method: 'GET', path: '/api/v1/key', status: 200, authorization: 'practice-key' },
      { method: 'GET', path: '/api/v1/key', status: 200, authorization: 'other' },
    ]);
  });
});
