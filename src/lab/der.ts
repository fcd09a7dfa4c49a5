/** Writes the Distinguished Encoding Rules of ITU-T X.690, as far as a certificate needs them. */

/** One value with its tag and length, ready to be put into another. */
export type Der = Buffer<ArrayBuffer>;

/** @param bytes an unsigned number, highest byte first; leading zeros don't count. */
export function integer(bytes: Uint8Array): Der {
  const first = bytes.findIndex((byte) => byte !== 0);
  const digits = first < 0 ? [0] : [...bytes.subarray(first)];
  // A set top bit would make it negative (X.690, 8.3).
  return tagged(0x02, Buffer.from((digits[0] ?? 0) > 0x7f ? [0, ...digits] : digits));
}

export function boolean(value: boolean): Der {
  return tagged(0x01, Buffer.from([value ? 0xff : 0]));
}

/** Whole bytes, as keys and signatures are. */
export function bitString(bytes: Uint8Array): Der {
  return tagged(0x03, Buffer.concat([Buffer.from([0]), bytes]));
}

/** Named bits, such as key usages: bit 0 is the highest of the first byte, zeros at the end are left out (11.2.2). */
export function namedBits(...bits: readonly number[]): Der {
  if (bits.length === 0) return tagged(0x03, Buffer.from([0]));
  const highest = Math.max(...bits);
  const bytes = Buffer.alloc((highest >> 3) + 1);
  for (const bit of bits) bytes.writeUInt8(bytes.readUInt8(bit >> 3) | (0x80 >> (bit & 7)), bit >> 3);
  return tagged(0x03, Buffer.concat([Buffer.from([7 - (highest & 7)]), bytes]));
}

export function octetString(bytes: Uint8Array): Der {
  return tagged(0x04, bytes);
}

/** @param dotted for example `2.5.29.17`. */
export function objectIdentifier(dotted: string): Der {
  const [root = 0, second = 0, ...arcs] = dotted.split('.').map(Number);
  return tagged(0x06, Buffer.from([root * 40 + second, ...arcs].flatMap(base128)));
}

/** Any text; half of a surrogate pair becomes U+FFFD. */
export function utf8String(text: string): Der {
  return tagged(0x0c, Buffer.from(text, 'utf8'));
}

/**
 * A date of a certificate, to the second: UTCTime from 1950 through 2049, GeneralizedTime otherwise.
 * Source: RFC 5280, 4.1.2.5.
 *
 * @throws RangeError for a date that is none, or whose year has not four digits.
 */
export function time(date: Date): Der {
  const digits = date.toISOString().replace(/\.\d+Z$|[-:T]/g, '');
  const year = date.getUTCFullYear();
  if (year < 0 || year > 9999) throw new RangeError(`A certificate can't name the year ${year}.`);
  if (year < 1950 || year > 2049) return tagged(0x18, Buffer.from(`${digits}Z`, 'latin1'));
  return tagged(0x17, Buffer.from(`${digits.slice(2)}Z`, 'latin1'));
}

export function sequence(...parts: readonly Uint8Array[]): Der {
  return tagged(0x30, Buffer.concat(parts));
}

/** SET OF: its parts are in the order of their bytes, whatever order they are given in (11.6). */
export function setOf(...parts: readonly Uint8Array[]): Der {
  return tagged(0x31, Buffer.concat([...parts].sort(Buffer.compare)));
}

/** `[number] EXPLICIT`: a tag of its own around a whole value. */
export function explicit(number: number, value: Der): Der {
  return tagged(0xa0 | number, value);
}

/** `[number] IMPLICIT` of a type that has no parts: a tag in place of the value's own. */
export function implicit(number: number, content: Uint8Array): Der {
  return tagged(0x80 | number, content);
}

function tagged(tag: number, content: Uint8Array): Der {
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content.length)]), content]);
}

/** One byte below 128; else the count of the bytes that follow, and the length in them (8.1.3). */
function lengthOf(length: number): number[] {
  if (length < 0x80) return [length];
  const digits: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 0x100)) digits.unshift(rest % 0x100);
  return [0x80 | digits.length, ...digits];
}

/** Seven bits a byte, the top bit set in all but the last (8.19.2). */
function base128(arc: number): number[] {
  const digits = [arc % 0x80];
  for (let rest = Math.floor(arc / 0x80); rest > 0; rest = Math.floor(rest / 0x80)) digits.unshift(0x80 | rest % 0x80);
  return digits;
}
