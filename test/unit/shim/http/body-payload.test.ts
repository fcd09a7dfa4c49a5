import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BodyPayload } from '../../../../src/shim/http/body-payload.ts';

/** As it comes in reads of these sizes; each read's memory is used again. */
function read(payload: BodyPayload, bytes: Buffer, sizes: readonly number[]): { payload: Buffer; behind: Buffer } {
  const out: Buffer[] = [];
  let behind = Buffer.alloc(0);
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const part = Buffer.from(bytes.subarray(at, at + (sizes[turn % sizes.length] ?? 1)));
    at += part.length;
    if (payload.done) behind = Buffer.concat([behind, part]);
    else {
      out.push(Buffer.from(payload.take(part)));
      if (payload.done) behind = Buffer.from(payload.behind);
    }
    part.fill(0);
  }
  return { payload: Buffer.concat(out), behind };
}

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });

describe('what a body carries', () => {
  it('is the same however its chunks and its reads are cut, and what comes behind it is kept', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 60 }), { maxLength: 12 }), fc.uint8Array({ maxLength: 20 }), sizes, fc.boolean(), (chunks, more, cut, trailer) => {
        const coded = chunks.flatMap((chunk) => [Buffer.from(`${chunk.length.toString(16)}\r\n`), Buffer.from(chunk), Buffer.from('\r\n')]);
        const bytes = Buffer.concat([...coded, Buffer.from(`0\r\n${trailer ? 'x-end: 1\r\n' : ''}\r\n`), Buffer.from(more)]);
        const payload = new BodyPayload({ kind: 'chunked' });
        const got = read(payload, bytes, cut);
        assert.ok(payload.done);
        assert.deepEqual(got.payload, Buffer.concat(chunks));
        assert.deepEqual(got.behind, Buffer.from(more));
      }),
    );
  });

  it('is as long as it was said to be', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.uint8Array({ maxLength: 20 }), sizes, (body, more, cut) => {
        const payload = new BodyPayload({ kind: 'length', bytes: body.length });
        const got = read(payload, Buffer.concat([body, more]), cut);
        assert.deepEqual([got.payload, got.behind], [Buffer.from(body), Buffer.from(more)]);
      }),
    );
  });

  it('ends with its connection where nothing else ends it', () => {
    const payload = new BodyPayload({ kind: 'close' });
    assert.equal(payload.take(Buffer.from('some')).toString(), 'some');
    assert.ok(payload.endsWithConnection && !payload.done);
  });

  for (const [what, text, bare] of [
    ['a size that is none', 'x\r\n', false],
    ['data that is longer than its size', '1\r\nab\r\n', false],
    ['a line feed alone', '1\na\r\n0\r\n\r\n', false],
    ['an extension in a request', '1;a=b\r\na\r\n0\r\n\r\n', true],
    ['a trailer that says how far it goes', '0\r\ncontent-length: 4\r\n\r\n', false],
  ] as const) {
    it(`is not read on behind ${what}`, () => {
      const payload = new BodyPayload({ kind: 'chunked' }, bare);
      read(payload, Buffer.from(text), [text.length]);
      assert.ok(payload.broken);
    });
  }
});
