import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bigBytes, ReadBuffer, smallBytes } from '../../../../src/shim/way/read-buffer.ts';

describe('the memory a socket reads into', () => {
  it('grows when a read fills it, shrinks when reads are small, and is small again when it is given back', () => {
    const buffer = new ReadBuffer();
    assert.equal(buffer.current().length, smallBytes);
    assert.equal(buffer.next(100).length, smallBytes);
    assert.equal(buffer.next(smallBytes).length, bigBytes);
    assert.equal(buffer.next(bigBytes).length, bigBytes);
    assert.equal(buffer.next(10).length, smallBytes);
    buffer.next(smallBytes);
    buffer.release();
    assert.equal(buffer.current().length, smallBytes);
    buffer.release();
    assert.equal(buffer.current().length, smallBytes);
  });

  it('is never that of two sockets at once (property)', () => {
    const step = fc.record({ socket: fc.nat(5), read: fc.constantFrom(1, smallBytes, bigBytes / 16, bigBytes), release: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const all = Array.from({ length: 6 }, () => new ReadBuffer());
        for (const { socket, read, release } of steps) {
          const one = all[socket] as ReadBuffer;
          if (release) one.release();
          else one.next(Math.min(read, one.current().length));
          const held = all.map((other) => other.current());
          assert.equal(new Set(held).size, held.length);
        }
      }),
    );
  });
});
