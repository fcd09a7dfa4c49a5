import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readProxyReply } from '../../../../src/shim/way/proxy-reply.ts';

const read = (text: string): ReturnType<typeof readProxyReply> => readProxyReply(Buffer.from(text, 'latin1'));

describe('a proxy\'s answer to CONNECT', () => {
  const cases: readonly (readonly [text: string, expected: ReturnType<typeof readProxyReply>])[] = [
    ['HTTP/1.1 200 Connection established\r\n\r\n', { kind: 'reply', status: 200, bytes: 39 }],
    ['HTTP/1.0 200\r\n\r\nSSH-2.0', { kind: 'reply', status: 200, bytes: 16 }],
    ['HTTP/1.1 200 OK\nServer: x\n\nrest', { kind: 'reply', status: 200, bytes: 27 }],
    ['HTTP/1.1 407 Proxy\r\nProxy-Authenticate: Basic\r\nContent-Length: 3\r\n\r\nabc', { kind: 'reply', status: 407, bytes: 68 }],
    ['', { kind: 'more' }],
    ['HTT', { kind: 'more' }],
    ['HTTP/1.1 200 OK\r\n', { kind: 'more' }],
    ['HTTP/1.1 200 OK\r\n\r', { kind: 'more' }],
    ['X', { kind: 'bad', code: 'PROXY_NOT_HTTP' }],
    ['\r\n', { kind: 'bad', code: 'PROXY_NOT_HTTP' }],
    ['HTTP/1.1 OK\r\n\r\n', { kind: 'bad', code: 'PROXY_NOT_HTTP' }],
    ['HTTP/1.1 20 OK\r\n\r\n', { kind: 'bad', code: 'PROXY_NOT_HTTP' }],
    ['HTTP/1.1 2000 OK\r\n\r\n', { kind: 'bad', code: 'PROXY_NOT_HTTP' }],
    ['HTTP/1.1 200OK\r\n\r\n', { kind: 'bad', code: 'PROXY_NOT_HTTP' }],
    ['http/1.1 200 OK\r\n\r\n', { kind: 'bad', code: 'PROXY_NOT_HTTP' }],
    [`HTTP/1.1 200 OK\r\nA: ${'x'.repeat(70_000)}`, { kind: 'bad', code: 'PROXY_REPLY_TOO_LONG' }],
  ];
  for (const [text, expected] of cases) it(`is ${JSON.stringify(expected)}: ${JSON.stringify(text.slice(0, 40))}`, () => assert.deepEqual(read(text), expected));

  it('ends where the tunnel begins, however little of it has come (property)', () => {
    const eol = fc.constantFrom('\r\n', '\n');
    fc.assert(
      fc.property(eol, fc.array(fc.stringMatching(/^[A-Za-z]{1,8}: [ -~]{0,8}$/), { maxLength: 4 }), fc.stringMatching(/^[!-~]{0,9}$/), (end, headers, tunnel) => {
        const head = ['HTTP/1.1 200 OK', ...headers, '', ''].join(end);
        for (let length = 0; length < head.length; length++) assert.equal(read(head.slice(0, length)).kind, 'more');
        assert.deepEqual(read(head + tunnel), { kind: 'reply', status: 200, bytes: head.length });
      }),
    );
  });
});
