import assert from 'node:assert/strict';
import { isIPv6 } from 'node:net';
import fc from 'fast-check';
import { parseChatRequest } from '../../../src/lab/chat-request.ts';
import { parseAuthority } from '../../../src/lab/tunnel.ts';
import { knownModel } from './clients.ts';

describe('parsers of the lab', () => {
  it('parseAuthority reads back what it is given', () => {
    const port = fc.integer({ min: 1, max: 65_535 });
    fc.assert(
      fc.property(fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6()), port, (host, number) => {
        const text = isIPv6(host) ? `[${host}]:${number}` : `${host}:${number}`;
        assert.deepEqual(parseAuthority(text), { host, port: number });
      }),
    );
  });

  const noPort = ['', 'host', 'host:', 'host:0', 'host:65536', 'host:4x3', '[::1]'];
  const malformed = [...noPort, ':443', 'a:b:1', '[x]:1', 'u@h:1'];
  for (const text of malformed) {
    it(`parseAuthority takes "${text}" for none`, () => assert.equal(parseAuthority(text), undefined));
  }

  it('parseChatRequest answers every body with a request or a 400', () => {
    const fields = fc.record(
      {
        model: fc.oneof(fc.constant(knownModel), fc.jsonValue()),
        input: fc.oneof(fc.constant('Hi'), fc.jsonValue()),
        tools: fc.jsonValue(),
        tool_choice: fc.jsonValue(),
        reasoning: fc.jsonValue(),
        thinking: fc.jsonValue(),
        messages: fc.oneof(fc.constant([{ role: 'user', content: 'Hi' }]), fc.jsonValue()),
        models: fc.jsonValue(),
        stream: fc.jsonValue(),
        max_tokens: fc.oneof(fc.double(), fc.jsonValue()),
      },
      { requiredKeys: [] },
    );
    const bodies = fc.oneof(
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      fields.map((one) => Buffer.from(JSON.stringify(one))),
    );
    let accepted = 0;
    fc.assert(
      fc.property(bodies, fc.constantFrom('chat-completions', 'messages', 'responses'), (body, protocol) => {
        const result = parseChatRequest(body, protocol);
        if ('status' in result) return assert.equal(result.status, 400);
        accepted += 1;
        assert.ok(result.maxTokens === undefined || (Number.isInteger(result.maxTokens) && result.maxTokens >= 0));
      }),
      { numRuns: 500 },
    );
    assert.ok(accepted > 0, 'some bodies are chat requests');
  });
});
