import assert from 'node:assert/strict';
import fc from 'fast-check';
import { deepestCode, deepestMessage, errorChain, networkFailure, plainText } from '../../../src/path/network-failure.ts';

function coded(code: string, message = code, more: object = {}): Error {
  return Object.assign(new Error(message), { code }, more);
}

describe('a network failure', () => {
  const reset = coded('ECONNRESET', 'read ECONNRESET');
  const cases: readonly { what: string; error: unknown; code: string; message: string; chain: string[] }[] = [
    { what: 'of a plain error', error: reset, code: 'ECONNRESET', message: 'read ECONNRESET', chain: ['ECONNRESET'] },
    { what: 'of "fetch failed"', error: new TypeError('fetch failed', { cause: reset }), code: 'ECONNRESET', message: 'read ECONNRESET', chain: ['ECONNRESET'] },
    {
      what: 'of happy eyeballs, whose own message is empty',
      error: Object.assign(new AggregateError([coded('ENETUNREACH', 'no v6'), coded('ECONNREFUSED', 'no v4')], ''), { code: 'ENETUNREACH' }),
      code: 'ECONNREFUSED',
      message: 'no v4',
      chain: ['ENETUNREACH', 'ENETUNREACH', 'ECONNREFUSED'],
    },
    {
      what: 'nested several levels deep',
      error: new Error('outer', { cause: coded('UND_ERR_SOCKET', 'other side closed', { cause: new AggregateError([new Error('', { cause: coded('EPIPE', '') })]) }) }),
      code: 'EPIPE',
      message: 'other side closed',
      chain: ['UND_ERR_SOCKET', 'EPIPE'],
    },
    { what: 'without any code', error: new RangeError('too far'), code: 'RangeError', message: 'too far', chain: [] },
    { what: 'of an undici parser error, which has lost its code', error: Object.assign(new Error('Response does not match'), { name: 'HTTPParserError' }), code: 'HPE_UNPARSABLE', message: 'Response does not match', chain: [] },
    { what: 'of a chunked body that just ends', error: Object.assign(new Error('Response does not match the HTTP/1.1 protocol (Invalid EOF state)'), { name: 'HTTPParserError' }), code: 'HPE_INVALID_EOF_STATE', message: 'Response does not match the HTTP/1.1 protocol (Invalid EOF state)', chain: [] },
    { what: 'of a number as a code', error: Object.assign(new Error('odd'), { code: 42 }), code: 'Error', message: 'odd', chain: [] },
    { what: 'of a text', error: 'just text', code: 'UNKNOWN', message: 'just text', chain: [] },
    { what: 'of nothing', error: undefined, code: 'UNKNOWN', message: 'undefined', chain: [] },
  ];
  for (const { what, error, code, message, chain } of cases) {
    it(what, () => {
      assert.deepEqual(networkFailure('http', 'http', error), { leg: 'http', step: 'http', code, message, chain });
    });
  }

  it('ends with errors that contain themselves, and with very many of them', () => {
    const loop = new Error('loop');
    loop.cause = loop;
    assert.deepEqual(errorChain(loop), [loop]);
    let deep: Error = coded('EDEEP');
    for (let level = 0; level < 5_000; level += 1) deep = new Error(String(level), { cause: deep });
    assert.ok(errorChain(deep).length < 40);
    assert.ok(errorChain(new AggregateError(Array.from({ length: 1_000 }, () => new Error()))).length < 40);
  });

  it('bounds and cleans what an error says', () => {
    const said = deepestMessage(new Error(`\u001b[31m${'x'.repeat(10_000)}\n\u202eevil`));
    assert.equal(said.length, 500);
    assert.ok(said.startsWith('[31mxxx'));
    assert.equal(deepestCode(null), 'UNKNOWN');
  });
});

describe('plain text', () => {
  it('is one line without control, invisible and bidirectional characters, whatever comes in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 1, max: 100 }), (text, max) => {
        const plain = plainText(text, max);
        assert.ok(plain.length <= max);
        assert.equal(plain, plain.trim());
        assert.doesNotMatch(plain, /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
        assert.equal(plainText(plain, max), plain, 'cleaning twice changes nothing');
      }),
      { numRuns: 500 },
    );
  });

  const cases: readonly [string, number, string][] = [
    ['as it is', 20, 'as it is'],
    ['  a\r\n\tb  ', 20, 'a b'],
    ['a\u0000b\u001b[31mc\u0085d\u2028e', 40, 'a b [31mc d e'],
    ['zero\u200bwidth\ufeff and \u202eright to left', 60, 'zero width  and  right to left'],
    ['exactly', 7, 'exactly'],
    ['cut here', 4, 'cut…'],
    ['ab🙂', 4, 'ab🙂'],
    ['ab🙂🙂', 4, 'ab…'],
    ['<b>"&', 20, '<b>"&'],
  ];
  for (const [text, max, expected] of cases) {
    it(`makes ${JSON.stringify(expected)} of ${JSON.stringify(text)}`, () => assert.equal(plainText(text, max), expected));
  }
});
