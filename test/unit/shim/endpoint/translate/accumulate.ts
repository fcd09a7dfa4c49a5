/** What a client makes of a stream, in each protocol: the whole answer. As the official SDKs accumulate. */
import assert from 'node:assert/strict';
import type { SpokenProtocol } from '../../../../../src/gateways/gateway.ts';
import type { Json } from '../../../../../src/shim/endpoint/translate/json.ts';
import type { StreamEvent } from '../../../../../src/shim/endpoint/translate/translation.ts';

/** The events of a text that is a whole number of them. */
export function eventsOf(text: string): StreamEvent[] {
  assert.ok(text === '' || text.endsWith('\n\n'), 'an event is not whole');
  return text
    .split('\n\n')
    .filter((one) => one !== '')
    .map((one) => {
      const event = /^event: (.*)$/m.exec(one)?.[1];
      const data = /^data: (.*)$/m.exec(one)?.[1];
      assert.ok(data !== undefined, one);
      return { ...(event === undefined ? {} : { event }), data };
    });
}

export function dataOf(text: string): Json[] {
  return eventsOf(text).flatMap(({ data }) => (data === '[DONE]' ? [] : [JSON.parse(data) as Json]));
}

/** Whether the end mark has come. */
export function isWhole(protocol: SpokenProtocol, text: string): boolean {
  const last = eventsOf(text).at(-1);
  if (protocol === 'chat-completions') return last?.data === '[DONE]';
  return protocol === 'messages' ? last?.event === 'message_stop' : last?.event === 'response.completed' || last?.event === 'response.incomplete';
}

export function accumulate(protocol: SpokenProtocol, text: string): Json {
  assert.ok(isWhole(protocol, text), 'the stream has no end mark');
  return { 'chat-completions': accumulatedChat, messages: accumulatedMessage, responses: accumulatedResponse }[protocol](text);
}

/** What a client reads without a doubt. */
type Loose = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any

function accumulatedChat(text: string): Json {
  const answer: Loose = {};
  const message: Loose = { role: 'assistant', content: null, refusal: null };
  let finish: unknown = null;
  for (const chunk of dataOf(text) as Loose[]) {
    assert.equal(chunk['object'], 'chat.completion.chunk');
    Object.assign(answer, { id: chunk['id'], object: 'chat.completion', created: chunk['created'], model: chunk['model'] });
    if (chunk['usage']) answer['usage'] = chunk['usage'];
    const [choice] = chunk['choices'] as Loose[];
    if (!choice) continue;
    finish = choice['finish_reason'] ?? finish;
    for (const field of ['content', 'refusal', 'reasoning_content']) {
      const delta = choice['delta'][field] as string | undefined;
      if (delta) message[field] = (message[field] ?? '') + delta;
    }
    for (const part of (choice['delta'].tool_calls ?? []) as Loose[]) {
      const calls = (message['tool_calls'] ??= []) as Loose[];
      const kind = part['custom'] ? 'custom' : 'function';
      const call = (calls[part['index']] ??= { id: part['id'], type: part['type'], [kind]: { name: part[kind].name, [kind === 'custom' ? 'input' : 'arguments']: '' } });
      if (kind === 'custom') call['custom'].input += part['custom'].input ?? '';
      else call['function'].arguments += part['function'].arguments ?? '';
    }
  }
  answer['choices'] = [{ index: 0, message, logprobs: null, finish_reason: finish }];
  return answer;
}

function accumulatedMessage(text: string): Json {
  let message: Loose = {};
  let open: number | undefined;
  const json: string[] = [];
  for (const { event, data } of eventsOf(text)) {
    const told = JSON.parse(data) as Loose;
    assert.equal(told['type'], event);
    const index = Number(told['index']);
    switch (event) {
      case 'message_start':
        message = told['message'];
        break;
      case 'content_block_start':
        assert.equal(open, undefined, 'a block begins before the other has ended');
        assert.equal(index, message['content'].length);
        open = index;
        json[index] = '';
        message['content'].push(told['content_block']);
        break;
      case 'content_block_delta': {
        assert.equal(index, open);
        const block = message['content'][index];
        if (told['delta'].type === 'text_delta') block.text += told['delta'].text;
        else if (told['delta'].type === 'thinking_delta') block.thinking += told['delta'].thinking;
        else json[index] += told['delta'].partial_json;
        break;
      }
      case 'content_block_stop':
        assert.equal(index, open);
        if (message['content'][index].type === 'tool_use') message['content'][index].input = JSON.parse(json[index] || '{}');
        open = undefined;
        break;
      case 'message_delta':
        Object.assign(message, told['delta']);
        message['usage'] = { ...message['usage'], ...told['usage'] };
        break;
      default:
        assert.equal(event, 'message_stop');
    }
  }
  assert.equal(open, undefined);
  return message;
}

function accumulatedResponse(text: string): Json {
  const items: Loose[] = [];
  const parts: string[] = [];
  let response: Loose = {};
  dataOf(text).forEach((told: Loose, at) => {
    assert.equal(told['sequence_number'], at);
    const type = told['type'] as string;
    if (type === 'response.output_item.added') {
      assert.equal(told['output_index'], items.length);
      items.push(told['item']);
      parts.push('');
    } else if (type.endsWith('.delta')) {
      assert.equal(told['output_index'], items.length - 1);
      assert.equal(told['item_id'], items.at(-1)?.['id']);
      parts[told['output_index']] += told['delta'];
    } else if (/(text|refusal|arguments|input)\.done$/.test(type)) {
      assert.equal(told['text'] ?? told['refusal'] ?? told['arguments'] ?? told['input'], parts[told['output_index']]);
    } else if (type === 'response.output_item.done') {
      assert.equal(told['item'].id, items[told['output_index']]?.['id']);
      items[told['output_index']] = told['item'];
    } else if ('response' in told) response = told['response'];
  });
  assert.deepEqual(response['output'], items);
  return response;
}
