import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SpokenProtocol } from '../../../../../src/gateways/gateway.ts';
import { readChatRequest } from '../../../../../src/shim/endpoint/translate/chat/read-request.ts';
import { joinedText, type Conversation } from '../../../../../src/shim/endpoint/translate/conversation.ts';
import { translateError, translation, withoutForeignThoughts } from '../../../../../src/shim/endpoint/translate/index.ts';
import type { Json } from '../../../../../src/shim/endpoint/translate/json.ts';
import { readMessagesRequest } from '../../../../../src/shim/endpoint/translate/messages/read-request.ts';
import { readResponsesRequest } from '../../../../../src/shim/endpoint/translate/responses/read-request.ts';
import { accumulate, isWhole } from './accumulate.ts';
import { answers, conversations, directions, documentOf, looseJson, requestOf, streamOf } from './made-up.ts';

const caller = { stream_options: { include_usage: true } };

/** What a request means, however its system prompt is told. */
function meaning(protocol: SpokenProtocol, body: Json, model: string): unknown {
  const read = { 'chat-completions': readChatRequest, responses: readResponsesRequest, messages: readMessagesRequest }[protocol];
  const conversation: Conversation = read(body, model, protocol === 'messages' ? 'chat-completions' : 'messages');
  const isSystem = (item: Conversation['items'][number]): boolean => item.kind === 'message' && item.role === 'system';
  const system = [conversation.instructions ?? '', ...conversation.items.filter(isSystem).map((item) => (item.kind === 'message' ? joinedText(item.parts, '\n') : ''))];
  return { ...conversation, instructions: system.filter((one) => one !== '').join('\n'), items: conversation.items.filter((item) => !isSystem(item)), shared: {} };
}

describe('translation of anything', () => {
  for (const [from, to] of directions) {
    it(`keeps the meaning of a conversation: ${from} to ${to} and back`, () => {
      fc.assert(
        fc.property(conversations, (conversation) => {
          const sent = requestOf(from, conversation);
          const there = translation(from, to).request(sent, 'm/one');
          assert.ok('body' in there, JSON.stringify(there));
          const back = translation(to, from).request(there.body, 'm/one');
          assert.ok('body' in back, JSON.stringify(back));
          assert.deepEqual(meaning(from, back.body, 'm/one'), meaning(from, sent, 'm/one'));
        }),
      );
    });

    it(`makes the same of a stream as of the whole answer: ${to} told in ${from}`, () => {
      fc.assert(
        fc.property(answers, fc.array(fc.nat(5), { minLength: 1, maxLength: 6 }), fc.boolean(), (answer, pieces, mixed) => {
          const { whole, stream } = translation(from, to, 7);
          const translator = stream(caller);
          const written = streamOf(to, answer, pieces, mixed).map((event) => translator.take(event)).join('');
          assert.deepEqual(accumulate(from, written), whole(documentOf(to, answer), caller));
        }),
      );
    });

    it(`ends no stream that has not ended: ${to} told in ${from}`, () => {
      fc.assert(
        fc.property(answers, fc.nat(), fc.boolean(), (answer, cut, mixed) => {
          const events = streamOf(to, answer, [2], mixed);
          const translator = translation(from, to).stream(caller);
          const written = events.slice(0, cut % events.length).map((event) => translator.take(event)).join('');
          assert.equal(isWhole(from, written), false);
        }),
      );
    });

    it(`takes any JSON: ${from} to ${to}`, () => {
      fc.assert(
        fc.property(looseJson, fc.array(looseJson, { maxLength: 6 }), fc.string(), (body, events, model) => {
          const { request, whole, stream } = translation(from, to);
          const made = request(body, model);
          assert.ok('body' in made ? Array.isArray(made.body['messages'] ?? made.body['input']) : made.impossible !== '');
          assert.equal(typeof JSON.stringify(whole(body, events[0])), 'string');
          const translator = stream(body);
          for (const event of events) assert.equal(typeof translator.take({ data: JSON.stringify(event) }), 'string');
          assert.ok(translateError(from, to, 400, body)['error']);
        }),
        { numRuns: 400 },
      );
    });

    it(`takes any conversation that was cut to pieces: ${from} to ${to}`, () => {
      fc.assert(
        fc.property(conversations, looseJson, fc.nat(), (conversation, other, at) => {
          const body = requestOf(from, conversation);
          const fields = Object.keys(body);
          const made = translation(from, to).request({ ...body, [fields[at % fields.length] ?? '']: other }, 'm/one');
          assert.ok('body' in made || made.impossible !== '');
        }),
      );
    });
  }

  it('takes no thoughts out of what has none of another model', () => {
    fc.assert(
      fc.property(conversations, (conversation) => {
        for (const protocol of ['messages', 'responses', 'chat-completions'] as const) {
          const body = requestOf(protocol, conversation);
          assert.equal(withoutForeignThoughts(protocol, body), body);
        }
      }),
    );
  });
});
