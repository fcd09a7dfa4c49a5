import assert from 'node:assert/strict';
import type { SpokenProtocol } from '../../../../../src/gateways/gateway.ts';
import { translateError, withoutForeignThoughts } from '../../../../../src/shim/endpoint/translate/index.ts';

const chat = 'chat-completions';

/** OpenRouterTeam/docs, errors-and-debugging.mdx; platform.claude.com/docs/en/api/errors; OpenAI's error codes. */
const cases: readonly [string, SpokenProtocol, SpokenProtocol, number, unknown, unknown][] = [
  [
    'OpenRouter\'s typed code and availability',
    'messages',
    chat,
    404,
    { error: { code: 404, message: 'No endpoints found', metadata: { error_type: 'not_found' }, availability: { code: 'no_endpoints', retryable: false } }, user_id: 'u' },
    { type: 'error', error: { type: 'not_found_error', message: 'No endpoints found', error_type: 'not_found', metadata: { error_type: 'not_found' }, availability: { code: 'no_endpoints', retryable: false } } },
  ],
  [
    'OpenAI\'s own',
    'messages',
    'responses',
    429,
    { error: { message: 'You exceeded your current quota', type: 'insufficient_quota', param: null, code: 'insufficient_quota' } },
    { type: 'error', error: { type: 'rate_limit_error', message: 'You exceeded your current quota' } },
  ],
  [
    'Anthropic\'s own',
    chat,
    'messages',
    529,
    { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' }, request_id: 'req_1' },
    { error: { message: 'Overloaded', type: 'overloaded_error', param: null, code: null } },
  ],
  [
    'a conversation that is too long, which clients act on',
    'responses',
    'messages',
    400,
    { type: 'error', error: { type: 'invalid_request_error', message: 'prompt is too long: 210000 tokens > 200000 maximum' } },
    { error: { message: 'prompt is too long: 210000 tokens > 200000 maximum', type: 'invalid_request_error', param: null, code: 'context_length_exceeded' } },
  ],
  [
    'where Responses has the typed code',
    'responses',
    chat,
    402,
    { error: { code: 402, message: 'No credits', metadata: { error_type: 'payment_required' } } },
    { error: { message: 'No credits', type: 'billing_error', param: null, code: null, metadata: { error_type: 'payment_required' } }, error_type: 'payment_required' },
  ],
  ['a page', 'messages', chat, 502, '<html>\n<title>Bad gateway</title>', { type: 'error', error: { type: 'api_error', message: '<html> <title>Bad gateway</title>' } }],
  ['nothing', chat, 'messages', 503, undefined, { error: { message: 'The gateway answered with HTTP 503 and did not say why.', type: 'overloaded_error', param: null, code: null } }],
  ['a field in question', 'responses', chat, 400, { error: { message: 'Bad', type: 'invalid_request_error', param: 'tools', code: 'unsupported_value' } }, { error: { message: 'Bad', type: 'invalid_request_error', param: 'tools', code: 'unsupported_value' } }],
];

describe('translation of errors', () => {
  for (const [what, from, to, status, body, document] of cases) {
    it(`${to} told in ${from}: ${what}`, () => assert.deepEqual(translateError(from, to, status, body), document));
  }
});

describe('thoughts of another model', () => {
  it('are taken out of a request to Messages, with a turn that has nothing else', () => {
    const own = { type: 'thinking', thinking: 'b', signature: 'sig' };
    const foreign = { type: 'thinking', thinking: 'a', signature: '' };
    const body = {
      model: 'm',
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: [foreign, own, { type: 'text', text: 'x' }] },
        { role: 'assistant', content: [foreign] },
      ],
    };
    assert.deepEqual(withoutForeignThoughts('messages', body), { model: 'm', messages: [body.messages[0], { role: 'assistant', content: [own, { type: 'text', text: 'x' }] }] });
    assert.equal(withoutForeignThoughts(chat, body), body);
  });

  it('are taken out of a request to Responses; sealed and stored ones stay', () => {
    const stay = [{ type: 'reasoning', id: 'rs_1', summary: [] }, { type: 'reasoning', summary: [], encrypted_content: 'x' }, { type: 'message', role: 'user', content: 'Hi' }];
    const body = { input: [{ type: 'reasoning', id: 'rs_gatehouse_gen-1_0', summary: [], encrypted_content: null }, { type: 'reasoning', summary: [], encrypted_content: null }, ...stay] };
    assert.deepEqual(withoutForeignThoughts('responses', body), { input: stay });
    const text = { input: 'Hi' };
    assert.equal(withoutForeignThoughts('responses', text), text);
  });
});
