import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import { textDifference } from '../../../src/cli/text-difference.ts';

describe('the difference of two texts', () => {
  const cases: readonly [before: string, after: string, lines: readonly string[]][] = [
    ['a\n', 'a\n', []],
    ['', 'a\n', ['@@ -1 +1 @@', '+a']],
    ['a\nb\nc\nd\ne\n', 'a\nb\nX\nd\ne\n', ['@@ -1 +1 @@', ' a', ' b', '-c', '+X', ' d', ' e']],
    ['a\nb\nc\nd\ne\nf\ng\nh\n', 'A\nb\nc\nd\ne\nf\ng\nH\n', ['@@ -1 +1 @@', '-a', '+A', ' b', ' c', '@@ -6 +6 @@', ' f', ' g', '-h', '+H']],
    ['a\r\n', '\uFEFFa', []],
  ];
  for (const [before, after, lines] of cases) {
    it(`${JSON.stringify(before)} and ${JSON.stringify(after)}`, () => assert.deepEqual(textDifference(before, after), lines));
  }

  it('tells every line that one side alone has', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 }).map((lines) => lines.map((line) => `${line}\n`).join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = textDifference(before, after);
        const count = (sign: string): number => lines.filter((line) => line.startsWith(sign) && !line.startsWith('@')).length;
        const length = (whole: string): number => whole.split('\n').length - 1;
        assert.equal(count('+') - count('-'), length(after) - length(before));
        if (before === after) assert.deepEqual(lines, []);
      }),
    );
  });
});
