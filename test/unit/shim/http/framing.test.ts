import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BodyEnd, requestFraming, type Framing } from '../../../../src/shim/http/framing.ts';
import type { HeaderLine } from '../../../../src/shim/http/head-lines.ts';

/** What a decoder makes of the whole, written to be read beside RFC 9112, 7.1, and not to be fast. */
function reference(framing: Framing, text: string, bare = false): { end: number } | 'more' | 'bad' {
  if (framing.kind === 'none') return { end: 0 };
  if (framing.kind === 'bad') return 'bad';
  if (framing.kind === 'close') return 'more';
  if (framing.kind === 'length') return text.length >= framing.bytes ? { end: framing.bytes } : 'more';
  let at = 0;
  /** The line that begins at `at`; `more` where it has no end yet. */
  const line = (allowed: RegExp, beginning: RegExp): string | 'more' | 'bad' => {
    const end = text.indexOf('\r', at);
    const whole = end === -1 ? text.slice(at) : text.slice(at, end);
    if (whole.length > 8 * 1024) return 'bad';
    if (end === -1) return beginning.test(whole) ? 'more' : 'bad';
    if (end - at + 1 > 8 * 1024) return 'bad';
    if (!beginning.test(whole)) return 'bad';
    if (end + 1 === text.length) return 'more';
    if (text[end + 1] !== '\n' || !allowed.test(whole)) return 'bad';
    at = end + 2;
    return whole;
  };
  const noControl = '[\\t\\x20-\\x7e\\x80-\\xff]*';
  const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]";
  for (;;) {
    const size = bare ? line(/^[0-9A-Fa-f]{1,13}$/, /^[0-9A-Fa-f]{0,13}$/) : line(new RegExp(`^[0-9A-Fa-f]{1,13}(?:[; \\t]${noControl})?$`), new RegExp(`^(?:[0-9A-Fa-f]{0,13}|[0-9A-Fa-f]{1,13}[; \\t]${noControl})$`));
    if (size === 'more' || size === 'bad') return size;
    const bytes = Number.parseInt(size, 16);
    if (bytes === 0) break;
    if (text.length < at + bytes) return 'more';
    at += bytes;
    const empty = line(/^$/, /^$/);
    if (empty !== '') return empty as 'more' | 'bad';
  }
  for (;;) {
    const allowed = `(?!(?:content-length|transfer-encoding|host):)${token}+:${noControl}`;
    const trailer = line(new RegExp(`^(?:${allowed})?$`, 'i'), new RegExp(`^(?:${token}*|${allowed})$`, 'i'));
    if (trailer === '') return { end: at };
    if (trailer === 'more' || trailer === 'bad') return trailer;
  }
}

function follow(framing: Framing, text: string, cuts: readonly number[], bare = false): { end: number } | 'more' | 'bad' {
  const body = new BodyEnd(framing, bare);
  const bytes = Buffer.from(text, 'latin1');
  const at = [...new Set([...cuts.map((cut) => cut % (bytes.length + 1)), 0, bytes.length])].sort((a, b) => a - b);
  let taken = 0;
  for (let index = 1; index < at.length; index++) {
    const piece = bytes.subarray(at[index - 1], at[index]);
    const now = body.take(piece);
    taken += now;
    if (body.broken) return 'bad';
    if (body.done) return { end: taken };
    assert.equal(now, piece.length, 'all of it, unless it ended');
  }
  return body.broken ? 'bad' : body.done ? { end: taken } : 'more';
}

const chunk = fc.tuple(fc.string({ minLength: 1, maxLength: 40 }).map((text) => Buffer.from(text).toString('latin1')), fc.constantFrom('', ';a', ';a="b"', ' ;x', '\t'), fc.boolean(), fc.integer({ min: 0, max: 3 }));
const trailers = fc.array(fc.constantFrom('A: b\r\n', 'X-Sum:\r\n', 'c:\td\r\n'), { maxLength: 3 });
const chunked = fc.tuple(fc.array(chunk, { maxLength: 6 }), trailers).map(
  ([chunks, last]) =>
    `${chunks.map(([data, extension, upper, zeros]) => `${'0'.repeat(zeros)}${upper ? data.length.toString(16).toUpperCase() : data.length.toString(16)}${extension}\r\n${data}\r\n`).join('')}0\r\n${last.join('')}\r\n`,
);
const cuts = fc.array(fc.nat(400), { maxLength: 12 });

describe('the end of a body', () => {
  it('is where a reference decoder sees it, however it is cut: chunks (property)', () => {
    fc.assert(
      fc.property(chunked, fc.string({ maxLength: 20 }), cuts, (body, behind, where) => {
        const text = body + Buffer.from(behind).toString('latin1');
        assert.deepEqual(reference({ kind: 'chunked' }, text), { end: body.length });
        assert.deepEqual(follow({ kind: 'chunked' }, text, where), { end: body.length });
      }),
      { numRuns: 1_000 },
    );
  });

  it('is where a reference decoder sees it, however it is cut: damaged chunks (property)', () => {
    const damage = fc.tuple(fc.nat(300), fc.nat(3), fc.constantFrom('', '\r', '\n', '\r\n', '\0', '0', 'f', ';', ' ', ':', 'Host:', 'content-LENGTH: 1\r\n', '0\r\n\r\n', '\x7f', '\xa0', '\t', '-', '0x', 'ffffffffffffff'));
    fc.assert(
      fc.property(chunked, fc.array(damage, { maxLength: 3 }), cuts, fc.boolean(), (body, all, where, bare) => {
        let text = body;
        for (const [at, drop, piece] of all) text = text.slice(0, at % (text.length + 1)) + piece + text.slice((at % (text.length + 1)) + drop);
        assert.deepEqual(follow({ kind: 'chunked' }, text, where, bare), reference({ kind: 'chunked' }, text, bare), JSON.stringify(text));
      }),
      { numRuns: 5_000 },
    );
  });

  it('is where a reference decoder sees it: a length (property)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.string({ maxLength: 80 }), cuts, (bytes, text, where) => {
        const latin = Buffer.from(text).toString('latin1');
        assert.deepEqual(follow({ kind: 'length', bytes }, latin, where), reference({ kind: 'length', bytes }, latin));
      }),
    );
  });

  it('is the end of the connection where nothing else is', () => {
    const body = new BodyEnd({ kind: 'close' });
    assert.equal(body.take(Buffer.from('abc')), 3);
    assert.ok(body.endsWithConnection && !body.done && !body.broken);
  });

  it('is at once where there is no body', () => assert.ok(new BodyEnd({ kind: 'none' }).done));

  it('does not come for a line without an end', () => {
    for (const begun of ['1;', '0\r\nA: ']) {
      const body = new BodyEnd({ kind: 'chunked' });
      body.take(Buffer.from(begun));
      body.take(Buffer.alloc(9_000, 'x'));
      assert.ok(body.broken, begun);
    }
  });

  it('takes a size of thirteen digits and none of fourteen', () => {
    const longest = new BodyEnd({ kind: 'chunked' });
    longest.take(Buffer.from('fffffffffffff\r\n'));
    assert.ok(!longest.broken);
    const over = new BodyEnd({ kind: 'chunked' });
    over.take(Buffer.from('10000000000000'));
    assert.ok(over.broken);
  });
});

describe('the framing of a request', () => {
  const cases: readonly (readonly [what: string, headers: readonly HeaderLine[], minor: 0 | 1, kind: Framing['kind']])[] = [
    ['nothing', [], 1, 'none'],
    ['a length', [['content-LENGTH', '12']], 1, 'length'],
    ['a length of 0', [['Content-Length', '0']], 1, 'none'],
    ['leading zeros', [['Content-Length', '0005']], 1, 'length'],
    ['chunks', [['Transfer-Encoding', 'chunked']], 1, 'chunked'],
    ['chunks, other case', [['TRANSFER-encoding', 'cHuNkEd']], 1, 'chunked'],
    ['both', [['Content-Length', '5'], ['Transfer-Encoding', 'chunked']], 1, 'bad'],
    ['a length of 0 and chunks', [['Content-Length', '0'], ['Transfer-Encoding', 'chunked']], 1, 'bad'],
    ['chunks in HTTP/1.0', [['Transfer-Encoding', 'chunked']], 0, 'bad'],
    ['two lengths', [['Content-Length', '5'], ['Content-Length', '6']], 1, 'bad'],
    ['the same length twice', [['Content-Length', '5'], ['Content-Length', '5']], 1, 'bad'],
    ['a list of lengths', [['Content-Length', '5, 5']], 1, 'bad'],
    ['an empty length', [['Content-Length', '']], 1, 'bad'],
    ['a sign', [['Content-Length', '+5']], 1, 'bad'],
    ['below zero', [['Content-Length', '-5']], 1, 'bad'],
    ['hexadecimal', [['Content-Length', '0x5']], 1, 'bad'],
    ['a fraction', [['Content-Length', '5.0']], 1, 'bad'],
    ['a blank inside', [['Content-Length', '5 6']], 1, 'bad'],
    ['a number too large', [['Content-Length', '9'.repeat(16)]], 1, 'bad'],
    ['digits of another alphabet', [['Content-Length', '\xb2']], 1, 'bad'],
    ['chunked twice', [['Transfer-Encoding', 'chunked'], ['Transfer-Encoding', 'chunked']], 1, 'bad'],
    ['chunked, chunked', [['Transfer-Encoding', 'chunked, chunked']], 1, 'bad'],
    ['identity', [['Transfer-Encoding', 'identity']], 1, 'bad'],
    ['chunked, identity', [['Transfer-Encoding', 'chunked, identity']], 1, 'bad'],
    ['gzip, chunked', [['Transfer-Encoding', 'gzip, chunked']], 1, 'bad'],
    ['xchunked', [['Transfer-Encoding', 'xchunked']], 1, 'bad'],
    ['chunked;q=1', [['Transfer-Encoding', 'chunked;q=1']], 1, 'bad'],
    ['"chunked"', [['Transfer-Encoding', '"chunked"']], 1, 'bad'],
    ['a comma before', [['Transfer-Encoding', ', chunked']], 1, 'bad'],
    ['a comma behind', [['Transfer-Encoding', 'chunked,']], 1, 'bad'],
    ['a no-break space behind', [['Transfer-Encoding', 'chunked\xa0']], 1, 'bad'],
    ['a no-break space before', [['Transfer-Encoding', '\xa0chunked']], 1, 'bad'],
    ['an empty coding', [['Transfer-Encoding', '']], 1, 'bad'],
    ['an underscore for the hyphen, which is another header', [['Transfer_Encoding', 'chunked']], 1, 'none'],
  ];
  for (const [what, headers, minor, kind] of cases) it(`of ${what} is ${kind}`, () => assert.equal(requestFraming(headers, minor).kind, kind));
});
