import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as der from '../../../src/lab/der.ts';

const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex');

describe('DER of the lab', () => {
  for (const [what, value, expected] of [
    // Examples of X.690 and of RFC 5280 in their written form.
    ['zero', der.integer(Uint8Array.of(0)), '020100'],
    ['no digits', der.integer(Uint8Array.of()), '020100'],
    ['127', der.integer(Uint8Array.of(0x7f)), '02017f'],
    ['128, which is not negative', der.integer(Uint8Array.of(0x80)), '02020080'],
    ['leading zeros', der.integer(Uint8Array.of(0, 0, 1, 0)), '02020100'],
    ['true', der.boolean(true), '0101ff'],
    ['false', der.boolean(false), '010100'],
    ['bits', der.bitString(Uint8Array.of(0x0a, 0x3b)), '0303000a3b'],
    ['the first named bit', der.namedBits(0), '03020780'],
    ['two named bits', der.namedBits(5, 6), '03020106'],
    ['a named bit of the second byte', der.namedBits(8), '0303070080'],
    ['no named bits', der.namedBits(), '030100'],
    ['an OID', der.objectIdentifier('1.2.840.113549'), '06062a864886f70d'],
    ['an OID with a joined first byte of two', der.objectIdentifier('2.999.3'), '0603883703'],
    ['an OID whose arc is above 32 bits', der.objectIdentifier('1.3.4294967296'), '06062b9080808000'],
    ['text', der.utf8String('é\u0000'), '0c03c3a900'],
    ['half a surrogate pair', der.utf8String('\ud800'), '0c03efbfbd'],
    ['a sequence', der.sequence(der.boolean(true), der.boolean(false)), '30060101ff010100'],
    ['a set, in the order of bytes', der.setOf(der.boolean(true), der.boolean(false)), '3106010100' + '0101ff'],
    ['an explicit tag', der.explicit(3, der.boolean(true)), 'a3030101ff'],
    ['an implicit tag', der.implicit(7, Uint8Array.of(127, 0, 0, 1)), '87047f000001'],
  ] as const) {
    it(`writes ${what}`, () => assert.equal(hex(value), expected));
  }

  for (const [bytes, header] of [
    [127, '047f'],
    [128, '048180'],
    [255, '0481ff'],
    [256, '04820100'],
    [65_536, '0483010000'],
  ] as const) {
    it(`writes a length of ${bytes} bytes`, () => {
      const written = hex(der.octetString(new Uint8Array(bytes)));
      assert.equal(written, header + '00'.repeat(bytes));
    });
  }

  for (const [iso, tag, text] of [
    ['1949-12-31T23:59:59.999Z', 0x18, '19491231235959Z'],
    ['1950-01-01T00:00:00.000Z', 0x17, '500101000000Z'],
    ['1999-12-31T23:59:59.000Z', 0x17, '991231235959Z'],
    ['2000-02-29T01:02:03.004Z', 0x17, '000229010203Z'],
    ['2049-12-31T23:59:59.999Z', 0x17, '491231235959Z'],
    ['2050-01-01T00:00:00.000Z', 0x18, '20500101000000Z'],
    ['9999-12-31T23:59:59.000Z', 0x18, '99991231235959Z'],
    ['0000-01-01T00:00:00.000Z', 0x18, '00000101000000Z'],
  ] as const) {
    it(`writes the date ${iso}`, () => {
      const written = der.time(new Date(iso));
      assert.deepEqual([written[0], written[1], written.toString('latin1', 2)], [tag, text.length, text]);
    });
  }

  for (const date of [new Date(Number.NaN), new Date('+010000-01-01T00:00:00Z'), new Date('-000001-12-31T00:00:00Z')]) {
    it(`refuses the date ${date.getTime()}`, () => assert.throws(() => der.time(date), RangeError));
  }

  it('writes integers that read back as the same number, in the fewest bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const written = der.integer(bytes);
        const length = written.readUInt8(1) < 0x80 ? 2 : 2 + (written.readUInt8(1) & 0x7f);
        const content = written.subarray(length);
        assert.equal(BigInt(`0x${hex(content)}`), BigInt(`0x0${hex(bytes)}`));
        assert.ok(content.readUInt8(0) < 0x80, 'it is negative');
        if (content.length > 1) assert.ok(content.readUInt16BE(0) >= 0x80, 'it has a zero too many');
      }),
    );
  });
});
