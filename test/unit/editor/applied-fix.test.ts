import * as assert from 'node:assert/strict';
import type { NewFileChange } from '../../../src/diagnosis/fixes/change.ts';
import { readAppliedFixes } from '../../../src/editor/fixes/applied-fix.ts';
import { changeWords, newFileText } from '../../../src/editor/fixes/change-words.ts';

const unplaced: NewFileChange = {
  kind: 'new-file',
  ref: 'roots',
  name: 'acme.pem',
  certificates: [{ name: 'Acme\u001b[31m', fingerprint256: 'AA:BB', pem: 'its PEM' }],
  keeps: [],
};
const file: NewFileChange = { ...unplaced, file: '/home/a/acme.pem' };
const fix = { id: '1', title: 'a', findingId: 'b', findingTitle: 'c', appliedAt: 'd', outcome: 'checking' };

describe('applied fixes, read back', () => {
  const written: readonly [what: string, written: object, wanted: boolean][] = [
    ['a setting', { change: { kind: 'setting', id: 'http.proxy', target: 'user' } }, true],
    ['a line', { change: { kind: 'file-line', file: '/a', line: 1, mentions: [] }, line: 'x' }, true],
    ['a new file with what was written', { change: file, sha256: 'ab' }, true],
    ['a new file that nobody could know again', { change: file }, false],
    ['a new file of no place', { change: { ...file, file: undefined }, sha256: 'ab' }, false],
    ['a kind of another version', { change: { kind: 'registry', id: 'x' } }, false],
  ];
  for (const [what, one, wanted] of written) {
    it(`${wanted ? 'keep' : 'leave out'} ${what}`, () => {
      const stored: unknown = JSON.parse(JSON.stringify([{ ...fix, written: [one] }]));
      assert.deepEqual(readAppliedFixes(stored).map(({ outcome }) => outcome), wanted ? ['unchecked'] : []);
    });
  }
});

describe('a new file in words', () => {
  it('is named by its place, or by its name before it has one', () => {
    assert.equal(changeWords(file), 'the new file /home/a/acme.pem');
    assert.equal(changeWords(unplaced), 'the new file acme.pem');
  });

  it('is told by what is in it, in comments, without the certificates', () => {
    const text = newFileText(file, 144);
    assert.equal(text, '// /home/a/acme.pem holds:\n// the root "Acme [31m", SHA-256 AA:BB\n// and 144 roots that programs of this machine have already\n');
    assert.equal(newFileText(file), '// /home/a/acme.pem is not there\n');
    assert.doesNotMatch(newFileText(file, 0), /roots that/);
  });
});
