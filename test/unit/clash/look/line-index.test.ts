import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LineIndex } from '../../../../src/clash/look/line-index.ts';

describe('lines of a text', () => {
  it('end as an editor ends them', () => {
    const lines = new LineIndex('a\nbc\r\nd\re');
    assert.equal(lines.count, 4);
    assert.deepEqual([0, 1, 2, 3, 4].map((line) => lines.startOf(line)), [0, 2, 6, 8, 9]);
    assert.deepEqual(lines.placeOf(3), { line: 1, character: 1 });
    assert.deepEqual(lines.spanOf({ start: 2, end: 7 }), { start: { line: 1, character: 0 }, end: { line: 2, character: 1 } });
  });

  it('take a place outside for the nearest end', () => {
    const lines = new LineIndex('ab');
    assert.deepEqual([lines.placeOf(-3), lines.placeOf(9)], [{ line: 0, character: 0 }, { line: 0, character: 2 }]);
  });

  it('give back every offset', () => {
    const piece = fc.constantFrom('a', 'é', '𝒳', '\n', '\r\n', '\r', ' ');
    fc.assert(fc.property(fc.array(piece), fc.nat(), (pieces, at) => {
      const text = pieces.join('');
      const offset = at % (text.length + 1);
      const lines = new LineIndex(text);
      const { line, character } = lines.placeOf(offset);
      assert.equal(lines.startOf(line) + character, offset);
      assert.equal(lines.count, text.split(/\r\n|\n|\r/).length);
    }));
  });
});
