import assert from 'node:assert/strict';
import fc from 'fast-check';
import { KnownHeads } from '../../../../src/shim/http/known-heads.ts';
import { readRequestHead } from '../../../../src/shim/http/request-head.ts';
import { corpus } from '../security/smuggling-corpus.ts';

const limitBytes = 4_096;
const connect = (host: string, ...headers: string[]): Buffer => Buffer.from(`${[`CONNECT ${host}:443 HTTP/1.1`, 'Host: x', ...headers].join('\r\n')}\r\n\r\n`, 'latin1');

describe('heads that were read before', () => {
  it('are known again, to the letter', () => {
    const heads = new KnownHeads(limitBytes);
    const first = heads.read(connect('a.example'));
    assert.ok(first && !('code' in first));
    assert.equal(heads.read(connect('a.example')), first);
    for (const other of [connect('b.example'), connect('A.example'), connect('a.example', 'X: 1'), Buffer.concat([connect('a.example'), Buffer.from('x')])]) {
      assert.notEqual(heads.read(other), first);
      assert.deepEqual(heads.read(other), readRequestHead(other, limitBytes));
    }
  });

  it('are those of CONNECT alone, whole and short', () => {
    const heads = new KnownHeads(limitBytes);
    for (const bytes of [Buffer.from('GET http://a.example/ HTTP/1.1\r\nHost: x\r\n\r\n'), Buffer.concat([connect('a.example'), Buffer.from([0x16, 3, 1])]), connect('a.example', `X: ${'x'.repeat(1_024)}`)]) {
      const first = heads.read(bytes);
      assert.ok(first && !('code' in first));
      assert.notEqual(heads.read(bytes), first);
    }
  });

  it('do not let more through, however often they come', () => {
    const heads = new KnownHeads(limitBytes);
    for (let time = 0; time < 3; time++) {
      for (const { what, text } of corpus) {
        const input = Buffer.from(text.replaceAll('AUTH', 'a.example:80'), 'latin1');
        assert.deepEqual(heads.read(input), readRequestHead(input, limitBytes), what);
      }
    }
  });

  it('are read as every other one (property)', () => {
    const piece = fc.oneof(fc.constantFrom('CONNECT ', 'a.example:443', ' HTTP/1.1', '\r\n', '\n', 'Host: x', 'Content-Length: 5', 'Transfer-Encoding: chunked', ' ', '\0', '\r\n\r\n'), fc.string({ maxLength: 5 }));
    const heads = new KnownHeads(limitBytes);
    fc.assert(
      fc.property(fc.oneof(fc.array(piece, { maxLength: 12 }), fc.array(piece, { maxLength: 4 }).map((more) => ['CONNECT a.example:443 HTTP/1.1\r\nHost: x\r\n', ...more, '\r\n\r\n'])), (pieces) => {
        const input = Buffer.from(pieces.join(''), 'latin1');
        const expected = readRequestHead(input, limitBytes);
        for (let time = 0; time < 2; time++) assert.deepEqual(heads.read(input), expected);
      }),
    );
  });

  it('do not pile up', () => {
    const heads = new KnownHeads(limitBytes);
    const first = heads.read(connect('a.example'));
    for (let index = 0; index < 256; index++) heads.read(connect(`h${index}.example`));
    assert.notEqual(heads.read(connect('a.example')), first);
  });
});
