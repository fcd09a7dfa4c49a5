import assert from 'node:assert/strict';
import fc from 'fast-check';
import { classifyResponse, classifyStreamEvent } from '../../../../../src/gateways/classify.ts';
import type { SpokenProtocol } from '../../../../../src/gateways/gateway.ts';
import type { EndpointFailure } from '../../../../../src/shim/endpoint/failure.ts';
import { endpointProtocol, endpointProtocols } from '../../../../../src/shim/endpoint/protocols/index.ts';
import type { StreamFollower } from '../../../../../src/shim/endpoint/protocols/protocol.ts';
import { anthropicStream, openrouterChat, responsesStream, spacedChat } from './streams.ts';

function follow(id: SpokenProtocol, ...reads: readonly (string | Buffer)[]): StreamFollower {
  const follower = endpointProtocol(id).follow();
  for (const read of reads) follower.take(Buffer.from(read));
  return follower;
}

const told = (follower: StreamFollower): object => {
  const judgement = follower.judge();
  const { contentEvents, ended, error, finishReason, usage, provider } = follower;
  return { contentEvents, ended, error: error?.kind, finishReason, usage, provider, fault: judgement.fault?.kind ?? null };
};

const streams: readonly { name: string; id: SpokenProtocol; text: string; told: object }[] = [
  {
    name: 'OpenRouter chat',
    id: 'chat-completions',
    text: openrouterChat,
    told: { contentEvents: 3, ended: true, error: undefined, finishReason: 'stop', provider: 'OpenAI', fault: null, usage: { inputTokens: 12, outputTokens: 8, cachedInputTokens: 4, reasoningTokens: 3, costUsd: 0.00042 } },
  },
  {
    name: 'chat with blanks, CR LF and a tool call',
    id: 'chat-completions',
    text: spacedChat,
    told: { contentEvents: 3, ended: true, error: undefined, finishReason: 'tool_calls', provider: undefined, fault: null, usage: { inputTokens: 9, outputTokens: 5 } },
  },
  {
    name: 'messages',
    id: 'messages',
    text: anthropicStream,
    told: { contentEvents: 5, ended: true, error: undefined, finishReason: 'tool_use', provider: undefined, fault: null, usage: { inputTokens: 130, outputTokens: 15, cachedInputTokens: 100 } },
  },
  {
    name: 'responses',
    id: 'responses',
    text: responsesStream,
    told: { contentEvents: 5, ended: true, error: undefined, finishReason: 'completed', provider: undefined, fault: null, usage: { inputTokens: 36, outputTokens: 87, cachedInputTokens: 30, reasoningTokens: 64, costUsd: 0.01 } },
  },
];

/** Each protocol's events with one text, an end that is well, and the errors that stand inside streams. */
const chatData = (fields: object): string => `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 7, model: 'm', ...fields })}\n\n`;
const chatWord = (content = 'x', more: object = {}): string => chatData({ choices: [{ index: 0, delta: { content }, finish_reason: null, ...more }] });
const chatFinish = (reason: unknown = 'stop'): string => chatData({ choices: [{ index: 0, delta: {}, finish_reason: reason }] });
const chatUsage = chatData({ choices: [], usage: { prompt_tokens: 1, completion_tokens: 2 } });
const done = 'data: [DONE]\n\n';
const named = (type: string, fields: object = {}): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
const messageWord = named('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'x' } });
const messageEnd = named('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 3 } });
const responseWord = named('response.output_text.delta', { delta: 'x', sequence_number: 4 });

const endings: readonly [name: string, id: SpokenProtocol, text: string, fault: string | null, contentEvents: number][] = [
  ['nothing at all', 'chat-completions', '', 'truncated', 0],
  ['comments alone', 'chat-completions', ': a\n\n: b\n\n', 'truncated', 0],
  ['words and no end', 'chat-completions', chatWord() + chatWord(), 'truncated', 2],
  ['an empty answer', 'chat-completions', chatWord('') + chatFinish() + done, null, 0],
  ['[DONE] without a blank', 'chat-completions', `${chatWord()}${chatFinish()}data:[DONE]\n\n`, null, 1],
  ['[DONE] without its empty line', 'chat-completions', `${chatWord()}${chatFinish()}data: [DONE]`, null, 1],
  ['[DONE] with one line end', 'chat-completions', `${chatWord()}${chatFinish()}data: [DONE]\n`, null, 1],
  ['half a [DONE]', 'chat-completions', `${chatWord()}${chatFinish()}data: [DO`, 'truncated', 1],
  ['a finish reason and no [DONE]', 'chat-completions', chatWord() + chatFinish(), 'truncated', 1],
  ['a finish reason, usage and no [DONE]', 'chat-completions', chatWord() + chatFinish() + chatUsage, null, 1],
  ['a finish reason, usage and half an event', 'chat-completions', `${chatWord()}${chatFinish()}${chatUsage}data: {`, 'truncated', 1],
  ['usage and no finish reason', 'chat-completions', chatWord() + chatUsage, 'truncated', 1],
  ['[DONE] behind content, without finish reason', 'chat-completions', chatWord() + done, null, 1],
  ['[DONE] and nothing else', 'chat-completions', done, 'truncated', 0],
  ['a limit', 'chat-completions', chatWord() + chatFinish('length') + done, 'length-limit', 1],
  ['a filter', 'chat-completions', chatWord() + chatFinish('content_filter') + done, 'moderation', 1],
  ['the end of one choice of two', 'chat-completions', chatData({ choices: [{ index: 0, delta: { content: 'a' } }, { index: 1, delta: {}, finish_reason: 'stop' }] }) + done, null, 1],
  ['reasoning', 'chat-completions', chatData({ choices: [{ delta: { content: '', reasoning: ' ' } }] }) + chatData({ choices: [{ delta: { reasoning_content: 'x' } }] }) + chatData({ choices: [{ delta: { content: null, reasoning_details: [] } }] }) + chatFinish() + done, null, 2],
  ['images and older completions', 'chat-completions', chatData({ choices: [{ delta: { images: [{}] } }] }) + chatData({ choices: [{ text: 'x' }] }) + chatFinish() + done, null, 2],
  ['what is no JSON', 'chat-completions', `data: <html>\n\n${chatWord()}${chatFinish()}${done}`, null, 1],
  ['something behind the end', 'chat-completions', `${chatWord()}${chatFinish()}${done}${chatData({ error: { code: 502 } })}`, null, 1],
  ["OpenRouter's error chunk", 'chat-completions', chatWord() + chatData({ choices: [{ delta: { content: '' }, finish_reason: 'error' }], error: { code: 'server_error', message: 'Provider disconnected unexpectedly', metadata: { error_type: 'provider_unavailable' } } }), 'provider-error', 1],
  ['choices that are empty, and an error', 'chat-completions', chatWord() + chatData({ choices: [], error: { message: 'Rate limit exceeded', code: 429 } }) + done, 'rate-limited', 1],
  ['network_error without content', 'chat-completions', chatData({ choices: [{ delta: { content: '' }, finish_reason: null, native_finish_reason: 'network_error' }] }) + done, 'provider-error', 0],
  ['an error with a blank', 'chat-completions', `${chatWord()}${chatWord()}${chatWord()}data: {"id":"c","error" : {"code": 503, "message": "overloaded"}}\n\n`, 'provider-overloaded', 3],
  ['an error that is text', 'chat-completions', `${chatWord()}data: {"error":"CUDA out of memory"}\n\n`, 'unknown', 1],
  ['an event named error', 'chat-completions', `${chatWord()}${chatWord()}${chatWord()}event: error\ndata: {"code":429,"message":"Slow down"}\n\n`, 'rate-limited', 3],
  ['an event named error behind its data', 'chat-completions', `${chatWord()}${chatWord()}${chatWord()}${chatWord().slice(0, -1)}event: error\n\n`, 'unknown', 3],
  ['an event named error with words', 'chat-completions', `${chatWord()}event: error\ndata: upstream is overloaded\n\n`, 'provider-overloaded', 1],
  ['an error with escapes in its key', 'chat-completions', `${chatWord()}${chatWord()}${chatWord()}data: {"\\u0065rror":{"code":429,"message":"no"}}\n\n`, 'rate-limited', 3],
  ['message_stop', 'messages', messageWord + messageEnd + named('message_stop'), null, 1],
  ['message_delta and no message_stop', 'messages', messageWord + messageEnd, 'truncated', 1],
  ['an empty message', 'messages', messageEnd + named('message_stop'), null, 0],
  ['message_stop alone behind content', 'messages', messageWord + named('message_stop'), null, 1],
  ['message_stop alone', 'messages', named('message_stop'), 'truncated', 0],
  ['message_stop with its name alone', 'messages', `${messageWord}${messageEnd}event: message_stop\ndata: {}\n\n`, null, 1],
  ['a message without names of events', 'messages', (messageWord + messageEnd + named('message_stop')).replace(/event: .*\n/g, ''), null, 1],
  ['a limit', 'messages', messageWord + named('message_delta', { delta: { stop_reason: 'max_tokens' } }) + named('message_stop'), 'length-limit', 1],
  ['pings', 'messages', named('ping') + named('ping') + messageWord, 'truncated', 1],
  ['an error event', 'messages', messageWord + named('error', { error: { type: 'overloaded_error', message: 'Overloaded' } }), 'provider-overloaded', 1],
  ['an error event without its type', 'messages', `${messageWord}event: error\ndata: {"message":"Overloaded"}\n\n`, 'provider-overloaded', 1],
  ['response.completed', 'responses', responseWord + named('response.completed', { response: { status: 'completed' } }), null, 1],
  ['response.completed by its name', 'responses', `${responseWord}event: response.completed\ndata: {"response":{}}\n\n`, null, 1],
  ['no response.completed', 'responses', responseWord + named('response.output_text.done', { text: 'x' }), 'truncated', 1],
  ['[DONE] without response.completed', 'responses', responseWord + done, 'truncated', 1],
  ['an empty response', 'responses', named('response.output_item.done', { item: { type: 'message', content: [{ type: 'output_text', text: '' }] } }) + named('response.completed', { response: {} }), null, 0],
  ['items that come whole', 'responses', named('response.output_item.done', { item: { type: 'function_call', name: 'x' } }) + named('response.completed', { response: {} }), null, 1],
  ['a limit', 'responses', responseWord + named('response.incomplete', { response: { incomplete_details: { reason: 'max_output_tokens' } } }), 'length-limit', 1],
  ['response.failed', 'responses', responseWord + named('response.failed', { response: { status: 'failed', error: { code: 'rate_limit_exceeded', message: 'no' } } }), 'rate-limited', 1],
  ['response.error', 'responses', responseWord + named('response.error', { error: { code: 'server_is_overloaded', message: 'no' } }), 'provider-overloaded', 1],
  ['error', 'responses', responseWord + named('error', { code: 'server_error', message: 'Our servers are overloaded', param: null, sequence_number: 3 }), 'provider-overloaded', 1],
  ['response.failed by its name', 'responses', `${responseWord}event: response.failed\ndata: {"response":{"error":{"code":"context_length_exceeded","message":""}}}\n\n`, 'context-length', 1],
];

describe('the protocols of the endpoint', () => {
  for (const { name, id, text, told: expected } of streams) {
    describe(name, () => {
      it('is read', () => assert.deepEqual(told(follow(id, text)), expected));

      it('is read the same at every cut, and all of it is handed back', () => {
        const bytes = Buffer.from(text);
        for (let at = 0; at <= bytes.length; at++) {
          const follower = endpointProtocol(id).follow();
          const parts = [bytes.subarray(0, at), bytes.subarray(at)].map((part) => Buffer.from(follower.take(part)));
          assert.deepEqual(Buffer.concat([...parts, follower.rest()]), bytes);
          assert.deepEqual(told(follower), expected, `cut at ${at}`);
        }
        assert.deepEqual(told(follow(id, ...[...bytes].map((byte) => Buffer.from([byte])))), expected, 'byte by byte');
      });

      it('is truncated wherever it is cut off before its end mark', () => {
        const bytes = Buffer.from(text);
        const mark = { 'chat-completions': bytes.lastIndexOf('[DONE]') + 6, messages: bytes.lastIndexOf('}') + 1, responses: bytes.lastIndexOf('}') + 1 }[id];
        const usageEnd = id === 'chat-completions' ? bytes.lastIndexOf('data:') : -9;
        for (let at = 0; at < mark; at++) {
          const { fault } = follow(id, bytes.subarray(0, at)).judge();
          // All has been told, and only the mark is missing.
          if (at === usageEnd || (at === usageEnd - 1 && text.includes('\r'))) continue;
          assert.equal(fault?.kind, 'truncated', `cut at ${at}: ${JSON.stringify(text.slice(at - 20, at))}`);
        }
      });
    });
  }

  for (const [name, id, text, fault, contentEvents] of endings) {
    it(`${id}: ${name} is ${fault ?? 'complete'}`, () => {
      for (const reads of [[text], text.split(/(?<=\n\n)/), [...text]]) {
        const follower = follow(id, ...reads);
        const judged = follower.judge();
        assert.equal(judged.fault?.kind ?? null, fault);
        assert.equal(follower.contentEvents, contentEvents);
        if (judged.fault && contentEvents > 0) assert.equal(judged.fault.retryable, false, 'not to be repeated once content has come');
        assert.deepEqual(follower.judge(), judged, 'asked twice');
      }
    });
  }

  it('read the same whatever is cut off, repeated or mixed, however it comes (property)', () => {
    const pieces = [...streams.flatMap(({ text }) => text.split(/(?<=\n\n|\r\n\r\n)/)), ...endings.flatMap(([, , text]) => text.split(/(?<=\n\n)/)), ': c\n', '\r', '\n', 'data: ', 'x'];
    const made = fc.array(fc.constantFrom(...pieces), { maxLength: 12 });
    fc.assert(
      fc.property(fc.constantFrom(...endpointProtocols), made, fc.array(fc.nat(3_000), { maxLength: 8 }), (protocol, parts, cuts) => {
        const bytes = Buffer.from(parts.join(''));
        const at = [...new Set([0, ...cuts.map((one) => one % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
        const reads = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
        const follower = protocol.follow();
        const out = reads.map((read) => Buffer.from(follower.take(read)));
        const whole = follow(protocol.id, bytes);
        // Every event alone is parsed, for it has no event like it before it.
        assert.deepEqual(told(follower), told(whole));
        assert.deepEqual(Buffer.concat([...out, follower.rest()]), bytes);
      }),
      { numRuns: 2_000 },
    );
  });

  it('count the events of a flood as parsing each would (property)', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 6 }), fc.constantFrom('', 'a', '"', '\n\n', '[DONE]', '"finish_reason":"stop"', '\\'));
    const chunk = fc.oneof(
      { weight: 8, arbitrary: text.map((content) => ({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })) },
      { weight: 2, arbitrary: text.map((reasoning) => ({ choices: [{ index: 0, delta: { content: '', reasoning }, finish_reason: null }] })) },
      { weight: 1, arbitrary: fc.constantFrom({ choices: [] }, { choices: [{ index: 0, delta: {}, finish_reason: 'length' }] }, { choices: [], usage: { prompt_tokens: 5 } }, { choices: [{ index: 0, delta: { content: 'x' }, finish_reason: 'stop' }] }) },
    );
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 40 }), fc.boolean(), (chunks, spaced) => {
        const data = chunks.map((one) => `data: ${spaced ? JSON.stringify(one, null, 1).replace(/\n */g, ' ') : JSON.stringify(one)}\n\n`);
        const follower = follow('chat-completions', data.join(''));
        const parsed = chunks.flatMap((one) => one.choices as { delta: { content?: string; reasoning?: string }; finish_reason: string | null }[]);
        assert.equal(follower.contentEvents, parsed.filter(({ delta }) => (delta.content ?? '') !== '' || (delta.reasoning ?? '') !== '').length);
        assert.equal(follower.finishReason, parsed.map((choice) => choice.finish_reason).findLast((reason) => reason !== null) ?? undefined);
        assert.equal(follower.usage?.inputTokens, chunks.some((one) => 'usage' in one) ? 5 : undefined);
      }),
      { numRuns: 1_000 },
    );
  });

  it('follow a long event that fits a known one in time that grows with its length', function () {
    this.timeout(20_000);
    const follower = follow('chat-completions', chatWord('a') + chatWord('b') + chatWord('c'));
    const long = Buffer.from(chatWord('x'.repeat(400_000)));
    const begun = performance.now();
    for (let at = 0; at < long.length; at += 7) follower.take(long.subarray(at, at + 7));
    assert.ok(performance.now() - begun < 5_000, `${performance.now() - begun} ms`);
    assert.equal(follower.contentEvents, 4);
  });

  describe('an event longer than 1 MiB', () => {
    const image = 'A'.repeat(1_100_000);
    const rows: readonly [name: string, id: SpokenProtocol, text: string, told: object][] = [
      ['an image in a chat', 'chat-completions', chatData({ choices: [{ index: 0, delta: { images: [{ url: image }] }, finish_reason: null }] }) + chatFinish() + done, { contentEvents: 1, ended: true, error: undefined, finishReason: 'stop', usage: undefined, provider: undefined, fault: null }],
      ['a chat in one chunk', 'chat-completions', chatData({ choices: [{ index: 0, delta: { content: image }, finish_reason: 'stop' }], usage: { prompt_tokens: 1, completion_tokens: 2 } }) + done, { contentEvents: 1, ended: true, error: undefined, finishReason: 'stop', usage: { inputTokens: 1, outputTokens: 2 }, provider: undefined, fault: null }],
      ['an answer that repeats itself', 'responses', responseWord + named('response.completed', { response: { status: 'completed', error: null, output: [{ text: image }], usage: { input_tokens: 1, output_tokens: 2 } } }), { contentEvents: 1, ended: true, error: undefined, finishReason: 'completed', usage: { inputTokens: 1, outputTokens: 2 }, provider: undefined, fault: null }],
      ['an error', 'chat-completions', chatWord() + chatData({ error: { message: image } }), { contentEvents: 1, ended: false, error: 'unknown', finishReason: undefined, usage: undefined, provider: undefined, fault: 'unknown' }],
      ['a message', 'messages', named('content_block_delta', { delta: { type: 'text_delta', text: image } }) + messageEnd + named('message_stop'), { contentEvents: 1, ended: true, error: undefined, finishReason: 'end_turn', usage: { outputTokens: 3 }, provider: undefined, fault: null }],
    ];
    for (const [name, id, text, expected] of rows) {
      it(name, () => {
        for (const size of [text.length, 65_536, 1_000]) {
          const reads = Array.from({ length: Math.ceil(text.length / size) }, (_, index) => text.slice(index * size, (index + 1) * size));
          assert.deepEqual(told(follow(id, ...reads)), expected);
        }
      });
    }
  });

  describe('whole answers', () => {
    const rows: readonly [name: string, id: SpokenProtocol, body: unknown, fault: string | null, rest: object][] = [
      ['a completion', 'chat-completions', { object: 'chat.completion', choices: [{ message: { content: 'x' }, finish_reason: 'stop' }], usage: { prompt_tokens: 3, completion_tokens: 4, cost: 0.5 } }, null, { finishReason: 'stop', usage: { inputTokens: 3, outputTokens: 4, costUsd: 0.5 } }],
      ['a completion at its limit', 'chat-completions', { choices: [{ message: { content: 'x' }, finish_reason: 'length' }] }, 'length-limit', { finishReason: 'length' }],
      ['tool calls without finish reason', 'chat-completions', { choices: [{ message: { tool_calls: [{}] }, finish_reason: null }] }, null, {}],
      ['no finish reason', 'chat-completions', { choices: [{ message: { content: 'x' }, finish_reason: null }] }, 'truncated', {}],
      ['an error with status 200', 'chat-completions', { error: { code: 429, message: 'no' } }, 'rate-limited', {}],
      ['a message', 'messages', { type: 'message', content: [], stop_reason: 'end_turn', usage: { input_tokens: 3, output_tokens: 4 } }, null, { finishReason: 'end_turn', usage: { inputTokens: 3, outputTokens: 4 } }],
      ['a response', 'responses', { object: 'response', status: 'completed', usage: { input_tokens: 3, output_tokens: 4 } }, null, { finishReason: 'completed', usage: { inputTokens: 3, outputTokens: 4 } }],
      ['a response at its limit', 'responses', { object: 'response', status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }, 'length-limit', { finishReason: 'max_output_tokens' }],
      ['half a document', 'chat-completions', '{"choices":[', 'truncated', {}],
      ['a web page', 'chat-completions', '<!doctype html><title>Log in</title>', 'not-an-api', {}],
      ['white space before it', 'chat-completions', '   {"choices":[{"finish_reason":"stop"}]}', null, { finishReason: 'stop' }],
    ];
    for (const [name, id, body, fault, rest] of rows) {
      it(name, () => {
        const { fault: found, ...others } = endpointProtocol(id).judgeWhole(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
        assert.equal(found?.kind ?? null, fault);
        assert.deepEqual(others, rest);
      });
    }
  });

  describe('failures', () => {
    const failure: EndpointFailure = { status: 502, leg: 'stream', code: 'stream-cut', message: 'The answer broke off. "Send it again."', shouldRetry: false, target: 'openrouter/openai/gpt-5-mini', attempts: 2 };
    const note = { leg: 'stream', code: 'stream-cut', attempts: 2, target: 'openrouter/openai/gpt-5-mini' };
    const dataOf = (event: string): Record<string, unknown> => JSON.parse(/^data: (.*)$/m.exec(event)?.[1] ?? '') as Record<string, unknown>;

    it('end a chat with a chunk of its own stream, without [DONE]', () => {
      const event = follow('chat-completions', openrouterChat.slice(0, 900)).failureEvent(failure);
      assert.match(event, /^data: .*\n\n$/);
      assert.deepEqual(dataOf(event), {
        id: 'gen-1764000000-AbC',
        object: 'chat.completion.chunk',
        created: 1764000000,
        model: 'openai/gpt-4o-mini',
        error: { code: 502, message: failure.message, type: 'server_error', metadata: { source: 'gatehouse', ...note } },
      });
    });

    it('end a response with response.failed, its id and the next number', () => {
      const upTo = responsesStream.indexOf('event: response.output_text.done');
      for (const reads of [[responsesStream.slice(0, upTo)], [...responsesStream.slice(0, upTo)]]) {
        const event = follow('responses', ...reads).failureEvent({ ...failure, code: 'rate-limited' });
        assert.match(event, /^event: response\.failed\ndata: .*\n\n$/);
        const { type, sequence_number: count, response } = dataOf(event) as { type: string; sequence_number: number; response: Record<string, unknown> };
        assert.deepEqual([type, count, response['id'], response['status'], response['model']], ['response.failed', 8, 'resp_1', 'failed', 'gpt-5-mini']);
        assert.deepEqual(response['error'], { code: 'rate_limit_exceeded', message: failure.message });
      }
      assert.equal((dataOf(follow('responses', responseWord).failureEvent(failure))['response'] as { error: { code: string } }).error.code, 'server_error');
    });

    it('begin a response that they end, where nothing was sent', () => {
      const events = [...follow('responses', '').failureEvent(failure).matchAll(/^event: (.*)\ndata: (.*)\n\n/gm)].map(([, name, data = '']) => [name, JSON.parse(data)] as [string, { type: string; sequence_number: number; response: { id: string; status: string; error: { message: string } | null } }]);
      assert.deepEqual(events.map(([name, { type, sequence_number: count, response }]) => [name, type, count, response.id, response.status, response.error?.message]), [
        ['response.created', 'response.created', 0, 'resp_gatehouse', 'in_progress', undefined],
        ['response.failed', 'response.failed', 1, 'resp_gatehouse', 'failed', failure.message],
      ]);
    });

    it('end a message with an error event', () => {
      const event = follow('messages', anthropicStream.slice(0, 600)).failureEvent({ ...failure, status: 529, code: 'provider-overloaded' });
      assert.match(event, /^event: error\ndata: .*\n\n$/);
      assert.deepEqual(dataOf(event), { type: 'error', error: { type: 'overloaded_error', message: failure.message }, gatehouse: { ...note, code: 'provider-overloaded' } });
    });

    for (const { id, follow: start, failureBody } of endpointProtocols) {
      it(`${id}: fit behind whatever was handed back, and are read as an error`, () => {
        const text = { 'chat-completions': openrouterChat, messages: anthropicStream, responses: responsesStream }[id];
        const bytes = Buffer.from(text);
        for (let at = 0; at < bytes.length - 120; at += 7) {
          const follower = start();
          const sent = Buffer.from(follower.take(bytes.subarray(0, at)));
          const client = start();
          client.take(Buffer.concat([sent, Buffer.from(follower.failureEvent(failure))]));
          if (!follower.ended) assert.ok(client.error, `cut at ${at}`);
        }
      });

      it(`${id}: bodies are known for what they are`, () => {
        for (const [status, code] of [[401, 'bad-key'], [402, 'no-credit'], [429, 'rate-limited'], [503, 'provider-overloaded']] as const) {
          const body = failureBody({ ...failure, status, code, retryAfterMs: 1_500 });
          const read = classifyResponse({ status, headers: { 'content-type': 'application/json' }, bodyText: JSON.stringify(body) });
          assert.equal(read?.kind, code);
          assert.deepEqual((body as { gatehouse: object }).gatehouse, { ...note, code, retry_after_ms: 1_500 });
        }
        assert.ok(classifyStreamEvent(failureBody(failure)));
      });
    }

    it('have the documented shape of OpenAI', () => {
      assert.deepEqual(endpointProtocol('chat-completions').failureBody(failure), { error: { message: failure.message, type: 'server_error', code: 'stream-cut', param: null }, gatehouse: note });
      assert.deepEqual(endpointProtocol('responses').failureBody({ ...failure, status: 400, code: 'context-length' }), { error: { message: failure.message, type: 'invalid_request_error', code: 'context_length_exceeded', param: null }, gatehouse: { ...note, code: 'context-length' } });
    });

    it('have the documented shape of Anthropic', () => {
      assert.deepEqual(endpointProtocol('messages').failureBody({ ...failure, status: 404 }), { type: 'error', error: { type: 'not_found_error', message: failure.message }, gatehouse: note });
    });
  });

  describe('requests', () => {
    const rows: readonly [id: SpokenProtocol, body: string, facts: object][] = [
      ['chat-completions', '{"model":"a/b","messages":[{"model":"no"}]}', { model: 'a/b', stream: false }],
      ['chat-completions', '{"stream":true,"max_tokens":7,"max_completion_tokens":9,"model":"a"}', { model: 'a', stream: true, maxOutputTokens: 9 }],
      ['chat-completions', '{"stream":"true","max_tokens":"7","max_completion_tokens":null,"model":"a"}', { model: 'a', stream: false }],
      ['chat-completions', '{"model":"a","max_tokens":5,"max_completion_tokens":null}', { model: 'a', stream: false, maxOutputTokens: 5 }],
      ['responses', '{"model":"a","max_output_tokens":5,"max_tokens":3}', { model: 'a', stream: false, maxOutputTokens: 5 }],
      ['messages', '{"model":"a","max_tokens":3,"stream":true}', { model: 'a', stream: true, maxOutputTokens: 3 }],
      ['messages', '{"\\u006dodel":"a","model":"b"}', { model: 'b', stream: false }],
      ['messages', '{"model":"b","\\u006dodel":"\\u0061"}', { model: 'a', stream: false }],
    ];
    for (const [id, body, facts] of rows) it(`${id}: ${body}`, () => assert.deepEqual(endpointProtocol(id).facts(Buffer.from(body)), facts));

    for (const body of ['', '[]', 'null', '{', '{}', '{"model":1}', '{"model":""}', '{"model":null}', '{"messages":[{"model":"a"}]}', '\ufeff{"model":"a"}', '{"model":"a"', '{"model":"a"}}', '{"model" "a"}', "{'model':'a'}", '{"model":"a",}', '{"model":"a" "b":1}']) {
      it(`are refused with a sentence: ${JSON.stringify(body)}`, () => {
        const facts = endpointProtocol('chat-completions').facts(Buffer.from(body));
        assert.ok('problem' in facts && /^The .*\. .*\.$/.test(facts.problem), JSON.stringify(facts));
      });
    }
  });
});
