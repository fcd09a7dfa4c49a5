import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'yaml';
import { deleteItem, insertAbove, insertBelow, moveAbove, moveBelow } from '../../../../../src/clash/lint/edits/list-item.ts';
import { replaceScalar } from '../../../../../src/clash/lint/edits/scalar.ts';
import { applyEdits, type TextEdit } from '../../../../../src/clash/text-edit.ts';
import { listText, words } from './texts.ts';

type Made = { text: string; values: string[]; ranges: readonly { start: number; end: number }[] };

/** The list below `rules` after edits, as a YAML reader of another's making sees it. */
function after({ text }: Made, edits: readonly TextEdit[]): { rules: unknown; before: unknown; behind: unknown } {
  const value = parse(applyEdits(text, edits)) as { rules: unknown; before: unknown; behind: unknown };
  return value;
}

/** What stands outside the edited lines is still there, in the same order. */
function keepsTheRest({ text }: Made, edits: readonly TextEdit[]): void {
  const edited = applyEdits(text, edits);
  const first = Math.min(...edits.map(({ start }) => start));
  const last = Math.max(...edits.map(({ end }) => end));
  assert.equal(edited.slice(0, first), text.slice(0, first));
  assert.ok(edited.endsWith(text.slice(last)));
}

describe('edits of list items', () => {
  const pick = fc.tuple(listText(), fc.nat(), fc.nat());

  it('put a string above or below an item', () => {
    fc.assert(
      fc.property(pick, words(), fc.boolean(), ([made, at], word, below) => {
        const index = at % made.values.length;
        const range = made.ranges[index];
        assert.ok(range);
        const edit = (below ? insertBelow : insertAbove)(made.text, range, word);
        assert.ok(edit);
        assert.equal(edit.start, edit.end);
        assert.deepEqual(after(made, [edit]), { before: 'b: 1', rules: made.values.toSpliced(index + (below ? 1 : 0), 0, word), behind: [1, 2] });
        keepsTheRest(made, [edit]);
      }),
    );
  });

  it('take an item out', () => {
    fc.assert(
      fc.property(pick, ([made, at]) => {
        fc.pre(made.values.length > 1);
        const index = at % made.values.length;
        const range = made.ranges[index];
        assert.ok(range);
        const edit = deleteItem(made.text, range);
        assert.ok(edit);
        assert.equal(edit.text, '');
        assert.deepEqual(after(made, [edit]), { before: 'b: 1', rules: made.values.toSpliced(index, 1), behind: [1, 2] });
        keepsTheRest(made, [edit]);
      }),
    );
  });

  it('move an item up and down', () => {
    fc.assert(
      fc.property(pick, ([made, one, other]) => {
        fc.pre(made.values.length > 1);
        const [high, low] = [one % made.values.length, other % made.values.length].sort((a, b) => a - b);
        assert.ok(high !== undefined && low !== undefined);
        fc.pre(high !== low);
        const [above, item] = [made.ranges[high], made.ranges[low]];
        assert.ok(above && item);
        const up = moveAbove(made.text, item, above);
        assert.ok(up);
        const moved = made.values.toSpliced(low, 1).toSpliced(high, 0, made.values[low] ?? '');
        assert.deepEqual(after(made, up), { before: 'b: 1', rules: moved, behind: [1, 2] });
        const down = moveBelow(made.text, above, item);
        assert.ok(down);
        const lowered = made.values.toSpliced(high, 1).toSpliced(low, 0, made.values[high] ?? '');
        assert.deepEqual(after(made, down), { before: 'b: 1', rules: lowered, behind: [1, 2] });
        // A moved line takes its comment along, and no byte is lost or made but a line break at the end of a text.
        if (made.text.includes('\n- ') || made.text.includes('  - ')) {
          assert.equal([...applyEdits(made.text, up)].sort().join(''), [...made.text].sort().join(''));
        }
      }),
    );
  });

  it('write another string in the place of an item', () => {
    fc.assert(
      fc.property(pick, words(), ([made, at], word) => {
        const index = at % made.values.length;
        const range = made.ranges[index];
        assert.ok(range);
        const edit = replaceScalar(made.text, range, word, 'flow');
        assert.deepEqual(after(made, [edit]), { before: 'b: 1', rules: made.values.with(index, word), behind: [1, 2] });
      }),
    );
  });

  const refused: readonly (readonly [what: string, text: string, item: string])[] = [
    ['an item of a list within a list on one line', 'x:\n  - - a\n    - b\n', 'a'],
    ['a value of a map', 'x: a\n', 'a'],
  ];
  for (const [what, text, item] of refused) {
    it(`leave ${what} alone`, () => {
      const start = text.indexOf(item, 2);
      assert.equal(deleteItem(text, { start, end: start + item.length }), undefined);
    });
  }

  it('move no alias above its anchor', () => {
    const text = 'x:\n  - &a one\n  - *a\n';
    const [alias, first] = [text.indexOf('*a'), text.indexOf('&a')];
    assert.equal(moveAbove(text, { start: alias, end: alias + 2 }, { start: first, end: first + 6 }), undefined);
  });
});
