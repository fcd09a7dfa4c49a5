import assert from 'node:assert/strict';
import fc from 'fast-check';
import { endpointPath } from '../../../../src/shim/endpoint/base-paths.ts';

const chat = { kind: 'protocol', protocol: 'chat-completions', path: '/chat/completions', query: '' };
const messages = { kind: 'protocol', protocol: 'messages', path: '/messages', query: '' };
const responses = { kind: 'protocol', protocol: 'responses', path: '/responses', query: '' };
const models = { kind: 'models', path: '/models', query: '' };
const other = (path: string, query = ''): object => ({ kind: 'other', path, query });

const rows: readonly [method: string, target: string, meaning: object | undefined][] = [
  ...['/v1/chat/completions', '/chat/completions', '//v1/chat/completions', '//chat/completions', '/v1//chat/completions', '/v1/v1/chat/completions', '/api/v1/chat/completions', '/api/v1/v1/chat/completions', '/v1/api/v1/chat/completions', '/openai/v1/chat/completions', '/openai/chat/completions', '/api/chat/completions', '/v1/chat/completions/'].map(
    (target): [string, string, object] => ['POST', target, chat],
  ),
  ...['/v1/messages', '/messages', '/api/v1/messages', '/api/messages', '/v1/v1/messages', '//v1/messages', '/anthropic/v1/messages'].map((target): [string, string, object] => ['POST', target, messages]),
  ...['/v1/responses', '/responses', '/v1/v1/responses', '/api/v1/responses', '/openai/v1/responses'].map((target): [string, string, object] => ['POST', target, responses]),
  ['POST', '/v1/messages?beta=true', { ...messages, query: '?beta=true' }],
  ['POST', '/v1/chat/completions?api-version=2024-10-21&x=..%2f', { ...chat, query: '?api-version=2024-10-21&x=..%2f' }],
  ['POST', '/v1/messages/count_tokens?beta=true', { kind: 'count-tokens', path: '/messages/count_tokens', query: '?beta=true' }],
  ['POST', '/api/v1/messages/count_tokens', { kind: 'count-tokens', path: '/messages/count_tokens', query: '' }],
  ['GET', '/v1/models', models],
  ['GET', '/models', models],
  ['GET', '/api/v1/models/', models],
  ['HEAD', '/v1/models', models],
  ['GET', '/v1/models?limit=1000', { ...models, query: '?limit=1000' }],
  ['GET', '/v1/models/gatehouse/fast', { kind: 'models', id: 'gatehouse/fast', path: '/models/gatehouse/fast', query: '' }],
  ['GET', '/v1/models/openai%2Fgpt-4o:free', { kind: 'models', id: 'openai/gpt-4o:free', path: '/models/openai/gpt-4o%3Afree', query: '' }],
  ['GET', '/models/claude-sonnet-4-5', { kind: 'models', id: 'claude-sonnet-4-5', path: '/models/claude-sonnet-4-5', query: '' }],
  ['GET', '/v1/models/a/b/endpoints', other('/models/a/b/endpoints')],
  ['DELETE', '/v1/models/ft:x', other('/models/ft:x')],
  ['POST', '/v1/embeddings', { kind: 'embeddings', path: '/embeddings', query: '' }],
  ['POST', '/embeddings', { kind: 'embeddings', path: '/embeddings', query: '' }],
  ['POST', '/v1/completions', other('/completions')],
  ['GET', '/v1/chat/completions', other('/chat/completions')],
  ['GET', '/v1/responses/resp_1', other('/responses/resp_1')],
  ['POST', '/responses/resp_1/cancel', other('/responses/resp_1/cancel')],
  ['POST', '/v1/messages/batches', other('/messages/batches')],
  ['POST', '/v1/images/generations', other('/images/generations')],
  ['GET', '/v1/files/', other('/files/')],
  ['GET', '/v1/files/report.pdf?x', other('/files/report.pdf', '?x')],
  ['GET', '/v1', other('/')],
  ['GET', '/api/v1/', other('/')],
  ['GET', '/v1/metrics', other('/metrics')],
  ['GET', '/v1/openai/x', other('/openai/x')],
  ['GET', '/metrics', undefined],
  ['GET', '/', undefined],
  ['GET', '', undefined],
  ['GET', '/api', undefined],
  ['GET', '/api/metrics', undefined],
  ['GET', '/status', undefined],
  ['GET', '/chat', undefined],
  ['GET', '/v1beta/models', undefined],
  ['GET', '/V1/models', undefined],
  ['POST', '/messagesx', undefined],
  ['GET', '/modelsx', undefined],
  ['GET', 'http://h/v1/models', undefined],
  ['GET', '*', undefined],
  ['GET', '/v1/models#x', undefined],
  ['GET', '/v1/../metrics', undefined],
  ['GET', '/v1/./models', undefined],
  ['POST', '/v1/chat/completions/..', undefined],
  ['GET', '/v1/%2e%2e/admin', undefined],
  ['GET', '/v1/.%2E/admin', undefined],
  ['GET', '/v1/%252e%252e/admin', undefined],
  ['GET', '/v1/a%2fb', undefined],
  ['GET', '/v1/a%252Fb', undefined],
  ['GET', '/v1%2fmodels', undefined],
  ['GET', '/v1/models/%2e%2e%2fadmin', undefined],
  ['GET', '/v1/models/a%2F..%2Fadmin', undefined],
  ['GET', '/v1/models/..', undefined],
  ['GET', '/v1/models/a%2F%2Fb', undefined],
  ['GET', '/v1/models/a%3Fb', other('/models/a%3Fb')],
  ['GET', '/v1/a%5cb', undefined],
  ['GET', '/v1/a\\b', undefined],
  ['GET', '/v1/a%00', undefined],
  ['GET', '/v1/a%0d%0ab', undefined],
  ['GET', '/v1/a%zz', undefined],
  ['GET', '/v1/a b', undefined],
  ['GET', '/v1/\xfc', undefined],
];

describe('the paths of the endpoint', () => {
  for (const [method, target, meaning] of rows) it(`${method} ${JSON.stringify(target)}`, () => assert.deepEqual(endpointPath(method, target), meaning));

  it('never leave the root of the gateway they are put behind (property)', () => {
    const piece = fc.constantFrom('/', '//', 'v1', 'api', 'models', 'chat', 'completions', 'messages', '..', '.', '%2e', '%2E%2e', '%2f', '%5c', '\\', '%25', '2e', '?', '#', 'a', ';', ':', '@', '%00', '%0d', ' ', 'endpoints');
    fc.assert(
      fc.property(fc.constantFrom('GET', 'POST'), fc.array(piece, { maxLength: 14 }), (method, parts) => {
        const request = endpointPath(method, `/v1/${parts.join('')}`);
        if (!request) return;
        const { path, query } = request;
        const url = new URL(`https://h.example/root${path}${query}`);
        assert.equal(url.pathname, `/root${path}`, 'it is the same to a URL parser');
        assert.equal(url.search, query === '?' ? '' : query);
        let decoded = path;
        for (let time = 0; time < 3; time++) decoded = decoded.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
        assert.doesNotMatch(decoded, /(^|\/)\.{1,2}(\/|$)|\\|\/\//);
      }),
      { numRuns: 5_000 },
    );
  });
});
