import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FileLineChange } from '../../../../src/diagnosis/fixes/change.ts';
import { planLine, planLineUndo } from '../../../../src/diagnosis/fixes/line-plan.ts';

const change = (line: number, more: Partial<FileLineChange> = {}): FileLineChange => ({
  kind: 'file-line',
  file: '/home/u/.npmrc',
  line,
  mentions: [],
  ...more,
});

describe('what a fix makes of a line', () => {
  it('removes it and leaves every other byte', () => {
    const plan = planLine(change(2, { mentions: ['strict-ssl'] }), 'a=1\r\nstrict-ssl=false\r\nb=2');
    assert.deepEqual(plan, { before: 'a=1\r\nstrict-ssl=false\r\nb=2', after: 'a=1\r\nb=2', line: 'strict-ssl=false' });
  });
  it('replaces it', () => {
    const plan = planLine(change(1, { text: 'proxy=http://p:1' }), 'proxy=x\n');
    assert.deepEqual(plan, { before: 'proxy=x\n', after: 'proxy=http://p:1\n', line: 'proxy=x' });
  });
  it('touches nothing when another line stands there by now', () => {
    assert.deepEqual(planLine(change(1, { mentions: ['strict-ssl'] }), 'b=2\n'), { refused: 'moved' });
  });
  it('touches nothing when the file has become shorter', () => {
    assert.deepEqual(planLine(change(3), 'a\nb\n'), { refused: 'gone' });
    assert.deepEqual(planLine(change(1), ''), { refused: 'gone' });
  });
  it('does not put a line back over one that was changed since', () => {
    assert.deepEqual(planLineUndo(change(1, { text: 'new' }), 'old', 'theirs\n'), { refused: 'moved' });
  });
  it('puts a removed line at the end of a file that has become shorter', () => {
    const plan = planLineUndo(change(5), 'x', 'a');
    assert.equal('after' in plan && plan.after, 'a\nx');
  });
  it('gives the file back as it was, whatever is in it', () => {
    const text = fc.array(fc.tuple(fc.string().map((line) => line.replace(/[\r\n]/g, '')), fc.constantFrom('\n', '\r\n')), { minLength: 1 });
    fc.assert(
      fc.property(text, fc.nat(), fc.option(fc.constantFrom('new', ''), { nil: undefined }), (lines, at, replacement) => {
        const whole = lines.map(([line, end]) => line + end).join('');
        const one = change((at % lines.length) + 1, replacement === undefined ? {} : { text: replacement });
        const made = planLine(one, whole);
        assert.ok('after' in made);
        const undone = planLineUndo(one, made.line, made.after);
        assert.ok('after' in undone);
        // A file of mixed line ends gets the first one's end back, which no tool minds.
        assert.equal(undone.after.replace(/\r\n/g, '\n'), whole.replace(/\r\n/g, '\n'));
      }),
    );
  });
});
