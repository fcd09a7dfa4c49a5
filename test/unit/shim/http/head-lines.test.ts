import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readHeadLines, tokensOf, valueOf, valuesOf, type HeaderLine } from '../../../../src/shim/http/head-lines.ts';

const read = (text: string, limit = 32_768): ReturnType<typeof readHeadLines> => readHeadLines(Buffer.from(text, 'latin1'), limit);
const codeOf = (text: string, limit?: number): string | undefined => {
  const head = read(text, limit);
  return head && 'code' in head ? head.code : undefined;
};

describe('the lines of a head', () => {
  it('are a start line and headers, without the white space around values', () => {
    assert.deepEqual(read('GET / HTTP/1.1\r\nA: 1\r\nb:\t 2 \t\r\nC:\r\n\r\nrest'), {
      start: 'GET / HTTP/1.1',
      headers: [['A', '1'], ['b', '2'], ['C', '']],
      bytes: 37,
    });
  });

  it('keep bytes above ASCII as they are, and a no-break space is one of them', () => {
    assert.deepEqual(read('S\r\nA: \xa0x\xa0\r\nB: \xff\r\n\r\n'), { start: 'S', headers: [['A', '\xa0x\xa0'], ['B', '\xff']], bytes: 19 });
  });

  it('may have one empty line in front', () => {
    const head = read('\r\nS\r\nA: 1\r\n\r\n');
    assert.ok(head && 'start' in head);
    assert.equal(head.start, 'S');
    assert.equal(head.bytes, 13);
  });

  it('are waited for while they have no end', () => {
    for (const text of ['', 'G', 'GET / HTTP/1.1', 'GET / HTTP/1.1\r', 'GET / HTTP/1.1\r\nA: b', 'GET / HTTP/1.1\r\nA: b\r\n', 'GET / HTTP/1.1\r\nA: b\r\n\r', '\r\n', '\r']) {
      assert.equal(read(text), undefined, JSON.stringify(text));
    }
  });

  const refused: readonly (readonly [what: string, text: string, code: string])[] = [
    ['a bare LF, before the end has come', 'S\nA: 1', 'BAD_LINE_ENDING'],
    ['a bare LF behind a header', 'S\r\nA: 1\nB: 2\r\n\r\n', 'BAD_LINE_ENDING'],
    ['LF LF as the end', 'S\r\nA: 1\n\n', 'BAD_LINE_ENDING'],
    ['a bare CR in a value', 'S\r\nA: 1\rB: 2\r\n\r\n', 'BAD_LINE_ENDING'],
    ['CR CR LF', 'S\r\nA: 1\r\r\n\r\n', 'BAD_LINE_ENDING'],
    ['a NUL', 'S\r\nA: 1\0\r\n\r\n', 'BAD_CHARACTER'],
    ['a vertical tab', 'S\r\nA:\x0b1\r\n\r\n', 'BAD_CHARACTER'],
    ['DEL', 'S\r\nA: \x7f\r\n\r\n', 'BAD_CHARACTER'],
    ['a folded line', 'S\r\nA: 1\r\n 2\r\n\r\n', 'BAD_HEADER'],
    ['a folded line with a tab', 'S\r\nA: 1\r\n\tB: 2\r\n\r\n', 'BAD_HEADER'],
    ['a space before the colon', 'S\r\nA : 1\r\n\r\n', 'BAD_HEADER'],
    ['a tab before the colon', 'S\r\nA\t: 1\r\n\r\n', 'BAD_HEADER'],
    ['no name', 'S\r\n: 1\r\n\r\n', 'BAD_HEADER'],
    ['no colon', 'S\r\nA\r\n\r\n', 'BAD_HEADER'],
    ['a letter above ASCII in a name', 'S\r\n\xc4: 1\r\n\r\n', 'BAD_HEADER'],
    ['a no-break space behind a name', 'S\r\nTransfer-Encoding\xa0: chunked\r\n\r\n', 'BAD_HEADER'],
    ['a header in quotes', 'S\r\n"A": 1\r\n\r\n', 'BAD_HEADER'],
    ['too many headers', `S\r\n${'A: 1\r\n'.repeat(201)}\r\n`, 'HEAD_TOO_LONG'],
  ];
  for (const [what, text, code] of refused) it(`are refused with ${what}`, () => assert.equal(codeOf(text), code));

  it('are refused above the limit, with an end and without one', () => {
    const long = `S\r\nA: ${'x'.repeat(100)}\r\n\r\n`;
    assert.equal(codeOf(long, 50), 'HEAD_TOO_LONG');
    assert.equal(codeOf(long.slice(0, 60), 50), 'HEAD_TOO_LONG');
    assert.equal(codeOf(long, 200), undefined);
  });

  it('take no longer for a long run of blanks: each byte is looked at a few times', () => {
    const heads = [`S\r\nA: x${' '.repeat(30_000)}y\r\n\r\n`, `S\r\nA:${' '.repeat(30_000)}\r\n\r\n`, `S\r\nA: x${'\t '.repeat(15_000)}\r\n\r\n`];
    const begun = process.cpuUsage();
    for (const head of heads) for (let turn = 0; turn < 10; turn++) assert.ok(read(head, 40_000));
    // Half a second for each was what a pattern took that tries the run at each place.
    assert.ok(process.cpuUsage(begun).user < 500_000);
  });

  it('are looked at as a whole and say what each line by itself would (property)', () => {
    const line = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[\t ]*((?:[\t -~\x80-\xff]*[!-~\x80-\xff])?)[\t ]*$/;
    const piece = fc.oneof(fc.constantFrom('\r\n', 'A: b', ':', '\r', '\n', '\0', ' ', '\t', '\xa0', 'a:', '::'), fc.string({ unit: 'binary-ascii', maxLength: 4 }));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const [start = '', ...lines] = `S${pieces.join('')}`.split('\r\n').filter((one) => one !== '');
        const head = read(`${[start, ...lines].join('\r\n')}\r\n\r\n`);
        const found = lines.map((one) => line.exec(one));
        if (found.some((one) => one === null) || /[\r\n]/.test(start)) return assert.ok(head && 'code' in head);
        assert.deepEqual(head && 'headers' in head && [head.start, head.headers], [start, found.map((one) => [one?.[1], one?.[2]])]);
      }),
    );
  });

  it('take no longer for many short lines, good or bad at the end', () => {
    const begun = process.cpuUsage();
    for (const end of ['\r\n\r\n', '\0\r\n\r\n']) for (let turn = 0; turn < 10; turn++) assert.ok(read(`S${'\r\na:'.repeat(10_000)}${end}`, 65_536));
    assert.ok(process.cpuUsage(begun).user < 500_000);
  });

  const token = fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,12}$/);
  const value = fc.stringMatching(/^(?:[!-~\x80-\xff](?:[\t -~\x80-\xff]{0,20}[!-~\x80-\xff])?)?$/);

  it('written out are read back the same, wherever the bytes behind them begin (property)', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(token, value), { maxLength: 10 }), fc.string(), (headers, behind) => {
        const text = `GET / HTTP/1.1\r\n${headers.map(([name, one]) => `${name}: ${one}\r\n`).join('')}\r\n`;
        assert.deepEqual(readHeadLines(Buffer.concat([Buffer.from(text, 'latin1'), Buffer.from(behind)]), 65_536), { start: 'GET / HTTP/1.1', headers, bytes: text.length });
      }),
    );
  });

  it('say the same of the whole as of its beginning, once they say anything (property)', () => {
    const piece = fc.constantFrom('S', ' ', '\r', '\n', '\r\n', ':', 'A: b', '\0', '\t', '\xa0');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 16 }), (pieces) => {
        const text = pieces.join('');
        for (let length = 0; length < text.length; length++) {
          const early = read(text.slice(0, length));
          if (!early) continue;
          // The start line is looked at by who knows its form.
          const whole = read(text);
          if ('code' in early) assert.ok(!whole || 'code' in whole || /[\r\n]/.test(whole.start), `${JSON.stringify(text.slice(0, length))} was refused too early`);
          else assert.deepEqual(read(text), early);
        }
      }),
    );
  });
});

describe('headers by name', () => {
  const headers: HeaderLine[] = [['Via', 'a'], ['VIA', 'b, C ,,'], ['Viaduct', 'x'], ['empty', '']];

  it('are found whatever their case', () => {
    assert.deepEqual(valuesOf(headers, 'via'), ['a', 'b, C ,,']);
    assert.equal(valueOf(headers, 'via'), 'a');
    assert.equal(valueOf(headers, 'empty'), '');
    assert.equal(valueOf(headers, 'absent'), undefined);
  });

  it('have members, lower case, and a no-break space belongs to one', () => {
    assert.deepEqual(tokensOf(headers, 'via'), ['a', 'b', 'c']);
    assert.deepEqual(tokensOf([['c', 'close\xa0,\tx ']], 'c'), ['close\xa0', 'x']);
    assert.deepEqual(tokensOf(headers, 'empty'), []);
  });
});
