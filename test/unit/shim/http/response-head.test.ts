import assert from 'node:assert/strict';
import { readResponseHead } from '../../../../src/shim/http/response-head.ts';

const read = (text: string, method = 'GET'): ReturnType<typeof readResponseHead> => readResponseHead(Buffer.from(text, 'latin1'), 32_768, method);

describe('the head of a response', () => {
  it('is read with its reason, or without one', () => {
    assert.deepEqual(read('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc'), {
      minor: 1, status: 200, reason: 'OK', headers: [['Content-Length', '3']], framing: { kind: 'length', bytes: 3 }, bytes: 38,
    });
    for (const [text, reason] of [['HTTP/1.1 204', ''], ['HTTP/1.1 204 ', ''], ['HTTP/1.1 404 Nicht gef\xfcnden', 'Nicht gef\xfcnden']] as const) {
      const head = read(`${text}\r\n\r\n`);
      assert.ok(head && !('code' in head));
      assert.equal(head.reason, reason);
    }
  });

  const framings: readonly (readonly [what: string, headers: string, method: string, kind: string])[] = [
    ['a length', '200 OK\r\nContent-Length: 3', 'GET', 'length'],
    ['a length of none', '200 OK\r\nContent-Length: 0', 'GET', 'none'],
    ['chunks', '200 OK\r\nTransfer-Encoding: Chunked', 'GET', 'chunked'],
    ['nothing said', '200 OK', 'GET', 'close'],
    ['HEAD', '200 OK\r\nContent-Length: 3', 'HEAD', 'none'],
    ['204', '204 No\r\nContent-Length: 3', 'GET', 'none'],
    ['304', '304 Not Modified\r\nContent-Length: 3', 'GET', 'none'],
    ['100', '100 Continue', 'POST', 'none'],
  ];
  for (const [what, headers, method, kind] of framings) {
    it(`says how far the body goes: ${what}`, () => {
      const head = read(`HTTP/1.1 ${headers}\r\n\r\n`, method);
      assert.ok(head && !('code' in head));
      assert.equal(head.framing.kind, kind);
    });
  }

  const refused: readonly (readonly [what: string, text: string])[] = [
    ['another protocol', 'SSH-2.0-OpenSSH\r\n\r\n'],
    ['ICY', 'ICY 200 OK\r\n\r\n'],
    ['HTTP/2', 'HTTP/2 200\r\n\r\n'],
    ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
    ['a status of four digits', 'HTTP/1.1 2000 OK\r\n\r\n'],
    ['status 000, which would pass for an answer before the answer', 'HTTP/1.1 000 OK\r\n\r\n'],
    ['status 099', 'HTTP/1.1 099 OK\r\n\r\n'],
    ['a CR in the reason', 'HTTP/1.1 200 O\rSet-Cookie: a\r\n\r\n'],
    ['an LF in the reason', 'HTTP/1.1 200 O\nSet-Cookie: a\r\n\r\n'],
    ['a NUL in the reason', 'HTTP/1.1 200 O\0K\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n'],
    ['the same length twice', 'HTTP/1.1 200 OK\r\nContent-Length: 3, 3\r\n\r\n'],
    ['a length below zero', 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n'],
    ['length and chunks', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n'],
    ['chunks inside another coding', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n'],
    ['chunks in HTTP/1.0', 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'],
  ];
  for (const [what, text] of refused) {
    it(`is refused: ${what}`, () => {
      const head = read(text);
      assert.ok(head && 'code' in head, JSON.stringify(head));
    });
  }

  it('is waited for byte by byte', () => {
    const text = 'HTTP/1.1 200 OK\r\nA: b\r\n\r\n';
    for (let length = 0; length < text.length; length++) assert.equal(read(text.slice(0, length)), undefined, String(length));
    assert.ok(read(text));
  });
});
