import assert from 'node:assert/strict';
import { readResponseHead } from '../../../../src/shim/http/response-head.ts';
import { runShim, type RunningShim } from '../running-shim.ts';

describe('a hostile host', () => {
  let run: RunningShim;
  beforeEach(async () => (run = await runShim()));
  afterEach(() => run.end());

  async function answered(answer: string): Promise<string> {
    const server = await run.server((host) => void host.hears('\r\n\r\n').then(() => host.say(answer).socket.end()));
    const client = await run.client();
    await client.say(`GET http://127.0.0.1:${server.port}/ HTTP/1.1\r\nHost: x\r\n\r\n`).until((heard) => heard.includes('\r\n\r\n') || client.end !== 'open', 'an answer');
    return client.heard;
  }

  const evil = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil';
  const refused: readonly (readonly [what: string, answer: string])[] = [
    ['a CR in the reason', `HTTP/1.1 200 OK\rSet-Cookie: a=b\r\n\r\n`],
    ['an LF in the reason', `HTTP/1.1 200 OK\nSet-Cookie: a=b\r\n\r\n`],
    ['a NUL in the reason', `HTTP/1.1 200 O\0K\r\n\r\n`],
    ['a CR in a header', `HTTP/1.1 200 OK\r\nA: b\rSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n`],
    ['an LF in a header', `HTTP/1.1 200 OK\r\nA: b\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n`],
    ['a folded header', `HTTP/1.1 200 OK\r\nA: b\r\n c: d\r\nContent-Length: 0\r\n\r\n`],
    ['two lengths', `HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: ${evil.length}\r\n\r\n${evil}`],
    ['length and chunks', `HTTP/1.1 200 OK\r\nContent-Length: ${evil.length}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${evil}`],
    ['another coding', `HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\n${evil}`],
    ['chunks in HTTP/1.0', `HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['an upgrade nobody asked for', `HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n${evil}`],
    ['status 000', `HTTP/1.1 000 No\r\n\r\n${evil}`],
    ['another protocol', 'SSH-2.0-OpenSSH_9\r\n'],
    ['HTTP/0.9', '<html>evil</html>'],
    ['a head without an end', `HTTP/1.1 200 OK\r\n${'A: b\r\n'.repeat(10_000)}`],
  ];
  for (const [what, answer] of refused) {
    it(`is not passed on: ${what}`, async () => {
      const heard = await answered(answer);
      assert.match(heard, /^HTTP\/1\.1 502 Bad Gateway \(http: BAD_RESPONSE\)/);
      assert.doesNotMatch(heard, /evil|Set-Cookie/);
      assert.deepEqual(run.journal.entries[0]?.end, { by: 'upstream', how: 'refused', leg: 'http', code: 'BAD_RESPONSE', status: 502 });
    });
  }

  it('says nothing behind its answer that the client would take for another', async () => {
    for (const answer of [`HTTP/1.1 204 No\r\n\r\n${evil}`, `HTTP/1.1 304 No\r\nContent-Length: ${evil.length}\r\n\r\n${evil}`, `HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1${evil}`, `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${evil}`]) {
      assert.doesNotMatch(await answered(answer), /evil/, answer);
    }
  });

  it('gives the client no other head than one that both read in the same way', async () => {
    const heard = await answered('HTTP/1.1 200 \xff\xfe odd\r\nConnection: close, content-length\r\nContent-Length: 2\r\nX-\x7e: \xe4\r\n\r\nok');
    const head = readResponseHead(Buffer.from(heard, 'latin1'), 65_536, 'GET');
    assert.ok(head && !('code' in head));
    assert.deepEqual(head.framing, { kind: 'length', bytes: 2 });
  });
});
