import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mergedRows, readAppliedRows, withStanding, withWritten, type AppliedRows } from '../../../../src/editor/clash-fragment/applied-rows.ts';
import { wishFor } from '../../clash/fragment/wishes.ts';

const rows: AppliedRows = {
  id: '1', appliedAt: '2026-01-01T00:00:00.000Z', form: 'plain', wish: wishFor(),
  files: [{ file: '/x/config.yaml', sha256: 'ab', inverse: [{ start: 1, end: 2, text: '' }] }, { file: '/x/new.yaml', sha256: 'cd' }],
};

describe('Clash rows that are remembered', () => {
  it('are read back as they were stored', () => {
    assert.deepEqual(readAppliedRows(JSON.parse(JSON.stringify([rows]))), JSON.parse(JSON.stringify([rows])));
  });
  const broken: [what: string, stored: unknown][] = [
    ['nothing', undefined],
    ['no list', { rows }],
    ['no wish', [{ ...rows, wish: undefined }]],
    ['a host without a name', [{ ...rows, wish: { ...rows.wish, hosts: [{}] } }]],
    ['a file without its hash', [{ ...rows, files: [{ file: '/x' }] }]],
    ['an edit without its place', [{ ...rows, files: [{ file: '/x', sha256: 'a', inverse: [{ text: '' }] }] }]],
  ];
  for (const [what, stored] of broken) it(`are left out: ${what}`, () => assert.deepEqual(readAppliedRows(stored), []));
  it('keep whether the core had them, and lose that alone where it can not be read', () => {
    const seen = withStanding([rows, { ...rows, id: '2' }], '1', { problems: ['nodes-dead'] });
    assert.deepEqual(seen, [{ ...rows, inForce: { problems: ['nodes-dead'] } }, { ...rows, id: '2' }]);
    assert.deepEqual(readAppliedRows(JSON.parse(JSON.stringify(seen))), JSON.parse(JSON.stringify(seen)));
    assert.deepEqual(withStanding(seen, '1', undefined), [rows, { ...rows, id: '2' }]);
    for (const inForce of [true, {}, { problems: 1 }, { problems: [1] }, null]) assert.deepEqual(readAppliedRows([{ ...rows, inForce }]), [rows], JSON.stringify(inForce));
  });
  it('never keep the window from starting', () => {
    fc.assert(fc.property(fc.anything(), (stored) => void readAppliedRows(stored)));
    fc.assert(fc.property(fc.array(fc.anything()), (stored) => void readAppliedRows(stored)));
  });
  it('take the place of a record of the same group in the same files, and of no other', () => {
    const fresh: AppliedRows = { ...rows, id: '2' };
    const otherGroup: AppliedRows = { ...rows, id: '3', wish: { ...rows.wish, group: 'OTHER' } };
    const otherFile: AppliedRows = { ...rows, id: '4', files: [{ file: '/x/elsewhere.yaml', sha256: 'ef' }] };
    assert.deepEqual(withWritten([rows, otherGroup, otherFile], fresh).map(({ id }) => id), ['2', '3', '4']);
    assert.equal(withWritten(Array.from({ length: 30 }, (_, index) => ({ ...otherFile, id: `old ${index}`, files: [{ file: `/x/${index}.yaml`, sha256: 'a' }] })), fresh).length, 20);
  });
  it('that are put right keep their id, and the files that were left alone', () => {
    const fresh: AppliedRows = { ...rows, id: '2', files: [{ file: '/x/config.yaml', sha256: 'new' }] };
    assert.deepEqual(mergedRows(rows, fresh), { ...fresh, id: '1', files: [{ file: '/x/config.yaml', sha256: 'new' }, { file: '/x/new.yaml', sha256: 'cd' }] });
  });
});
