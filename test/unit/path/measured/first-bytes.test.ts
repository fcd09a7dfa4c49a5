import assert from 'node:assert/strict';
import fc from 'fast-check';
import { maxFirstBytes, readFirstBytes, readSocks5Request, type FirstBytes } from '../../../../src/path/measured/first-bytes.ts';

/** A ClientHello with these extensions, in one record. */
function clientHello(...extensions: readonly number[][]): number[] {
  const list = extensions.flat();
  const body = [3, 3, ...Array<number>(32).fill(7), 2, 9, 9, 0, 2, 0x13, 1, 1, 0, list.length >> 8, list.length & 255, ...list];
  const message = [1, 0, body.length >> 8, body.length & 255, ...body];
  return [0x16, 3, 1, message.length >> 8, message.length & 255, ...message];
}
function serverName(name: string): number[] {
  const bytes = [...Buffer.from(name)];
  return [0, 0, 0, bytes.length + 5, 0, bytes.length + 3, 0, 0, bytes.length, ...bytes];
}
const text = (value: string): number[] => [...Buffer.from(value, 'latin1')];

const cases: readonly [title: string, bytes: readonly number[], expected: FirstBytes][] = [
  ['CONNECT', text('CONNECT api.example.com:443 HTTP/1.1\r\n'), { kind: 'connect', authority: 'api.example.com:443' }],
  ['an absolute form', text('GET http://user:pw@api.example.com:8080/v1?q HTTP/1.1\r\n'), { kind: 'absolute', authority: 'api.example.com:8080' }],
  ['a request to the server itself', text('GET /v1 HTTP/1.1\r\nA: b\r\nHost: api.example.com\r\n\r\n'), { kind: 'request', host: 'api.example.com' }],
  ['a request without Host', text('GET / HTTP/1.0\r\n\r\n'), { kind: 'request', host: '' }],
  ['SOCKS 5', [5, 2, 0, 2], { kind: 'socks5', methods: [0, 2] }],
  ['SOCKS 4', [4, 1, 1, 187, 198, 51, 100, 1, ...text('me'), 0], { kind: 'socks4', named: false, destination: '198.51.100.1:443' }],
  ['SOCKS 4a', [4, 1, 1, 187, 0, 0, 0, 1, 0, ...text('api.example.com'), 0], { kind: 'socks4', named: true, destination: 'api.example.com:443' }],
  ['TLS with a name', clientHello([0, 23, 0, 0], serverName('api.example.com')), { kind: 'tls', serverName: 'api.example.com' }],
  ['TLS without a name', clientHello([0, 23, 0, 0]), { kind: 'tls', serverName: '' }],
  ['TLS whose lengths lie', [0x16, 3, 1, 0, 4, 1, 0, 255, 255], { kind: 'tls', serverName: '' }],
  ['something else', text('\u0000\u0001hello'), { kind: 'other' }],
  ['another protocol that is text', text('SSH-2.0-x\r\n'), { kind: 'other' }],
];

describe('The first bytes of a connection', () => {
  for (const [title, bytes, expected] of cases) {
    it(`say ${title}`, () => assert.deepEqual(readFirstBytes(Buffer.from(bytes)), expected));

    it(`say ${title} as soon as they are all there, and nothing else before`, () => {
      for (let length = 0; length < bytes.length; length++) {
        const sofar = readFirstBytes(Buffer.from(bytes.slice(0, length)));
        if (sofar !== undefined) assert.deepEqual(sofar, expected, `after ${length} bytes`);
      }
    });
  }

  it('are never waited for without end', () => {
    for (const byte of [0x04, 0x05, 0x16, 0x41]) assert.ok(readFirstBytes(Buffer.alloc(maxFirstBytes, byte)), String(byte));
  });

  it('never make it fail, whatever they are', () => {
    fc.assert(
      fc.property(fc.constantFrom([], [4], [5], [0x16, 3, 1], text('CONNECT ')), fc.uint8Array({ maxLength: 300 }), (start, rest) => {
        const bytes = Buffer.from([...start, ...rest]);
        readFirstBytes(bytes);
        readSocks5Request(bytes);
      }),
    );
  });

  it('of a SOCKS 5 request give the destination and who resolves its name', () => {
    const table: readonly [readonly number[], ReturnType<typeof readSocks5Request>][] = [
      [[5, 1, 0, 1, 198, 51, 100, 1, 1, 187], { named: false, destination: '198.51.100.1:443' }],
      [[5, 1, 0, 3, 3, ...text('a.b'), 0, 80], { named: true, destination: 'a.b:80' }],
      [[5, 1, 0, 4, ...Array<number>(15).fill(0), 1, 0, 80], { named: false, destination: '[0000:0000:0000:0000:0000:0000:0000:0001]:80' }],
      [[5, 1, 0, 3, 9, ...text('a.b')], undefined],
      [[5, 1], undefined],
    ];
    for (const [bytes, expected] of table) assert.deepEqual(readSocks5Request(Buffer.from(bytes)), expected);
  });
});
