import assert from 'node:assert/strict';
import { documentOf, eventsOf, pieces } from '../../../../bench/endpoint-faults/answer.ts';
import { endpointProtocol } from '../../../../../src/shim/endpoint/protocols/index.ts';
import { streamOf } from '../../../../../src/shim/endpoint/translate/index.ts';

const answer = { request: 7, gateway: 1, attempt: 2, words: 5 };

describe('a document for whoever asked for a stream', () => {
  for (const id of ['chat-completions', 'responses', 'messages'] as const) {
    it(`is a whole stream of ${id}, with its text and its usage`, () => {
      const protocol = endpointProtocol(id);
      const follower = protocol.follow();
      const events = Buffer.from(streamOf(id, documentOf(id, answer)) ?? '');
      assert.deepEqual(follower.take(events), events);
      const told = protocol.follow();
      const { opening, content, closing } = eventsOf(id, answer);
      told.take(Buffer.from([...opening, ...content, ...closing].join('')));
      const { fault, usage } = follower.judge();
      assert.equal(fault, null);
      assert.equal(usage?.inputTokens, told.judge().usage?.inputTokens);
      assert.equal(usage?.outputTokens, told.judge().usage?.outputTokens);
      assert.ok(events.includes(JSON.stringify(pieces(answer).join('')).slice(1, -1)));
    });

    it(`is nothing where the document is no answer of ${id}`, () => {
      assert.equal(streamOf(id, { error: { message: 'no' } }), undefined);
      assert.equal(streamOf(id, 'text'), undefined);
    });
  }
});
