import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as net from 'node:net';
import { Recorder } from '../../../../src/path/measured/recorder.ts';

/** Sends pieces, each after an answer to the one before, and gives all that came back. */
async function speak(port: number, pieces: readonly (string | readonly number[])[]): Promise<string> {
  const socket = net.connect(port, '127.0.0.1');
  const closed = once(socket, 'close');
  socket.on('error', () => undefined);
  let answer = '';
  for (const [index, piece] of pieces.entries()) {
    socket.write(typeof piece === 'string' ? piece : Buffer.from(piece));
    const [data] = (await Promise.race([once(socket, 'data'), closed])) as [Buffer | boolean];
    if (typeof data !== 'boolean') answer += data.toString('latin1');
    if (index === pieces.length - 1) await closed;
  }
  return answer;
}

describe('The recorder', () => {
  let recorder: Recorder;
  beforeEach(() => (recorder = new Recorder()));
  afterEach(() => recorder.close());

  const cases: readonly [title: string, pieces: readonly (string | readonly number[])[], asked: string, destination: string, answer: RegExp][] = [
    ['CONNECT and refuses', ['CONNECT a.example:443 HTTP/1.1\r\n\r\n'], 'connect', 'a.example:443', /^HTTP\/1\.1 502 /],
    ['an absolute form', ['GET http://a.example/ HTTP/1.1\r\n\r\n'], 'absolute', 'a.example', /^HTTP\/1\.1 404 /],
    ['SOCKS 5 with a password', [[5, 2, 0, 2], [1, 1, 117, 1, 112], [5, 1, 0, 3, 1, 97, 0, 80]], 'socks5-name', 'a:80', /^\u0005\u0002\u0001\u0000\u0005\u0002/],
    ['SOCKS 5 without one', [[5, 1, 0], [5, 1, 0, 1, 198, 51, 100, 1, 1, 187]], 'socks5-ip', '198.51.100.1:443', /^\u0005\u0000\u0005\u0002/],
    ['SOCKS 4a', [[4, 1, 0, 80, 0, 0, 0, 1, 0, 97, 0]], 'socks4a-name', 'a:80', /^\u0000\u005b/],
  ];
  for (const [title, pieces, asked, destination, answer] of cases) {
    it(`writes down ${title}`, async () => {
      const { port } = await recorder.open('p', 'proxy');
      assert.match(await speak(port, pieces), answer);
      assert.deepEqual(await recorder.taken(), [{ place: 'p', asked, destination }]);
      assert.deepEqual(await recorder.taken(), []);
    });
  }

  it('keeps nothing of what is sent but where it wants to go', async () => {
    const { port } = await recorder.open('origin', 'origin');
    await speak(port, ['GET /v1?key=sesame HTTP/1.1\r\nHost: a.example\r\nAuthorization: Bearer sesame\r\n\r\n']);
    const arrivals = await recorder.taken();
    assert.deepEqual(arrivals, [{ place: 'origin', asked: 'request', destination: 'a.example' }]);
    assert.doesNotMatch(JSON.stringify(arrivals), /sesame/);
  });
});
