import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readVergeProfile } from '../../../../src/clash/fragment/verge-profile.ts';

const profiles = (file: string, option = '{ merge: mA, rules: rA, groups: gA }'): string => `current: LA
items:
- { uid: Merge, type: merge, file: Merge.yaml }
- { uid: Script, type: script, file: Script.js }
- { uid: LA, type: remote, name: 我的订阅, file: LA.yaml, option: ${option} }
- { uid: rA, type: rules, file: ${file} }
- { uid: gA, type: groups, file: gA.yaml }
`;

describe('the profile that is active in Clash Verge', () => {
  it('has files of its own', () => {
    assert.deepEqual(readVergeProfile(profiles('rA.yaml')), { name: '我的订阅', rules: 'rA.yaml', groups: 'gA.yaml', script: 'Script.js' });
  });
  it('has none where it names none', () => {
    assert.deepEqual(readVergeProfile(profiles('rA.yaml', '{}')), { name: '我的订阅', rules: undefined, groups: undefined, script: 'Script.js' });
  });
  it('leads nowhere out of its folder', () => {
    for (const file of ['../../.bashrc', '/etc/passwd', '..', "'a\\b.yaml'"]) assert.equal(readVergeProfile(profiles(file))?.rules, undefined, file);
  });
  it('is none in what is no such file', () => {
    for (const text of ['', 'current: 1', 'items: []', 'current: x\nitems: []', '- a', 'a: [', 'current: LA\nitems: [null, 1]']) assert.equal(readVergeProfile(text), undefined, text);
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('current: ', 'items:', '\n', '- ', '{ uid: a }', 'a', '&x ', '*x', '[', '!!') }), (text) => void readVergeProfile(text)));
  });
  it('is told quickly where maps stand in each other for keys', () => {
    const begun = performance.now();
    for (const text of ['{ '.repeat(400), `${'{ '.repeat(400)}${'}'.repeat(400)}`]) readVergeProfile(`current: LA\nitems: ${text}`);
    assert.ok(performance.now() - begun < 3_000);
  });
});
