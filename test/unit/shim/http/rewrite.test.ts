import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { HeaderLine } from '../../../../src/shim/http/head-lines.ts';
import { readRequestHead, type RequestHead } from '../../../../src/shim/http/request-head.ts';
import { readResponseHead, type ResponseHead } from '../../../../src/shim/http/response-head.ts';
import { keepsAlive, requestHeadBytes, responseHeadBytes, wantsUpgrade } from '../../../../src/shim/http/rewrite.ts';

function request(start: string, ...headers: string[]): RequestHead {
  const head = readRequestHead(Buffer.from(`${[start, 'Host: h', ...headers].join('\r\n')}\r\n\r\n`, 'latin1'), 65_536);
  assert.ok(head && !('code' in head), JSON.stringify(head));
  return head;
}

function response(start: string, ...headers: string[]): ResponseHead {
  const head = readResponseHead(Buffer.from(`${[start, ...headers].join('\r\n')}\r\n\r\n`, 'latin1'), 65_536, 'GET');
  assert.ok(head && !('code' in head), JSON.stringify(head));
  return head;
}

const sent = (head: RequestHead, as = { absolute: false } as Parameters<typeof requestHeadBytes>[1]): string[] => requestHeadBytes(head, as).toString('latin1').split('\r\n');

describe('a request head that is sent on', () => {
  it('names the host of the URL, whatever Host said', () => {
    assert.deepEqual(sent(request('GET http://real.example/p?q HTTP/1.1', 'Accept: */*')), ['GET /p?q HTTP/1.1', 'Host: real.example', 'Accept: */*', 'Connection: keep-alive', '', '']);
    assert.equal(sent(request('GET http://[::1]:8080/ HTTP/1.1'))[1], 'Host: [::1]:8080');
  });

  it('keeps the whole URL before another proxy, with that proxy\'s credentials', () => {
    const lines = sent(request('GET http://real.example:81/ HTTP/1.1', 'Proxy-Authorization: Basic b3VyczpzZWNyZXQ='), { absolute: true, proxyAuthorization: 'Basic dGhlaXJz' });
    assert.deepEqual(lines, ['GET http://real.example:81/ HTTP/1.1', 'Host: real.example:81', 'Connection: keep-alive', 'Proxy-Authorization: Basic dGhlaXJz', '', '']);
  });

  it('leaves out what was between the client and the shim, and what Connection names', () => {
    const lines = sent(request('GET http://a/ HTTP/1.1', 'Connection: keep-alive, X-Mine, Content-Length', 'X-Mine: 1', 'Proxy-Connection: keep-alive', 'Keep-Alive: timeout=5', 'TE: trailers', 'Proxy-Authorization: Basic x', 'Content-Length: 3', 'Trailer: X'));
    assert.deepEqual(lines, ['GET / HTTP/1.1', 'Host: a', 'Content-Length: 3', 'Trailer: X', 'Connection: keep-alive', '', '']);
  });

  it('asks to change the protocol where the client did', () => {
    const head = request('GET http://a/ HTTP/1.1', 'Connection: keep-alive, Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Key: k');
    assert.ok(wantsUpgrade(head));
    assert.deepEqual(sent(head), ['GET / HTTP/1.1', 'Host: a', 'Sec-WebSocket-Key: k', 'Upgrade: websocket', 'Connection: Upgrade', '', '']);
    assert.ok(!wantsUpgrade(request('GET http://a/ HTTP/1.1', 'Upgrade: websocket')), 'Connection does not name it');
    assert.ok(!wantsUpgrade(request('GET http://a/ HTTP/1.0', 'Connection: upgrade', 'Upgrade: websocket')), 'HTTP/1.0 has none');
    assert.equal(sent(request('GET http://a/ HTTP/1.1', 'Upgrade: websocket')).join('\n').includes('Upgrade'), false);
  });

  const open: readonly (readonly [start: string, header: string, keeps: boolean])[] = [
    ['1.1', 'Accept: a', true],
    ['1.1', 'Connection: close', false],
    ['1.1', 'Proxy-Connection: close', false],
    ['1.1', 'Connection: Keep-Alive, CLOSE', false],
    ['1.0', 'Accept: a', false],
    ['1.0', 'Connection: keep-alive', true],
    ['1.0', 'Proxy-Connection: Keep-Alive', true],
  ];
  for (const [minor, header, keeps] of open) {
    it(`keeps the connection ${keeps ? 'open' : 'for one'}: HTTP/${minor}, ${header}`, () => {
      const head = request(`GET http://a/ HTTP/${minor}`, header);
      assert.equal(keepsAlive(head), keeps);
      assert.ok(sent(head).includes(`Connection: ${keeps ? 'keep-alive' : 'close'}`));
    });
  }

  const name = fc.stringMatching(/^[A-Za-z-]{1,12}$/).filter((one) => !['host', 'content-length', 'transfer-encoding', 'upgrade', 'connection'].includes(one.toLowerCase()));
  const value = fc.stringMatching(/^[!-~]{0,12}$/);

  it('is read back as one request to the same host with the same framing, and has no credentials (property)', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.tuple(name, value), fc.tuple(fc.constantFrom('Connection', 'Proxy-Authorization', 'Upgrade', 'TE'), fc.constantFrom('close', 'upgrade, content-length', 'Basic c2VjcmV0', 'transfer-encoding', 'host'))), { maxLength: 8 }),
        fc.constantFrom('Content-Length: 7', 'Transfer-Encoding: chunked', 'X: y'),
        fc.boolean(),
        (headers: HeaderLine[], framing, absolute) => {
          const head = request('POST http://a.example:81/p HTTP/1.1', ...headers.map(([one, text]) => `${one}: ${text}`), framing);
          const bytes = requestHeadBytes(head, { absolute });
          assert.ok(!bytes.includes('c2VjcmV0') || headers.some(([one, text]) => one.toLowerCase() !== 'proxy-authorization' && text.includes('c2VjcmV0')));
          const text = bytes.toString('latin1').replace(' /p ', ' http://a.example:81/p ');
          const again = readRequestHead(Buffer.from(text, 'latin1'), 65_536);
          assert.ok(again && !('code' in again));
          assert.deepEqual([again.target, again.framing, again.method, again.bytes], [head.target, head.framing, head.method, text.length]);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('a response head as the client gets it', () => {
  const got = (head: ResponseHead, keep: boolean): string[] => responseHeadBytes(head, keep).toString('latin1').split('\r\n');

  it('leaves out what was between the host and the shim, and says what becomes of the connection', () => {
    const head = response('HTTP/1.1 200 OK', 'Connection: close, X-Mine', 'X-Mine: 1', 'Keep-Alive: x', 'Proxy-Authenticate: Basic', 'Content-Length: 3', 'Set-Cookie: a', 'Set-Cookie: b');
    assert.deepEqual(got(head, true), ['HTTP/1.1 200 OK', 'Content-Length: 3', 'Set-Cookie: a', 'Set-Cookie: b', 'Connection: keep-alive', '', '']);
    assert.ok(got(head, false).includes('Connection: close'));
  });

  it('never loses its framing to Connection', () => {
    assert.ok(got(response('HTTP/1.1 200 OK', 'Connection: transfer-encoding', 'Transfer-Encoding: chunked'), true).includes('Transfer-Encoding: chunked'));
  });

  it('changes the protocol, or says that more is to come', () => {
    assert.deepEqual(got(response('HTTP/1.1 101 S', 'Connection: Upgrade', 'Upgrade: websocket'), true), ['HTTP/1.1 101 S', 'Upgrade: websocket', 'Connection: Upgrade', '', '']);
    assert.deepEqual(got(response('HTTP/1.1 103 Early Hints', 'Link: a'), true), ['HTTP/1.1 103 Early Hints', 'Link: a', '', '']);
    assert.deepEqual(got(response('HTTP/1.1 426 U', 'Upgrade: h2c', 'Content-Length: 0'), true), ['HTTP/1.1 426 U', 'Content-Length: 0', 'Connection: keep-alive', '', '']);
  });
});
