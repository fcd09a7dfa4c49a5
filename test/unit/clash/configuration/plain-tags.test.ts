import assert from 'node:assert/strict';
import fc from 'fast-check';
import { plainTags } from '../../../../src/clash/configuration/plain-tags.ts';
import { readConfiguration } from '../../../../src/clash/configuration/read.ts';
import { readYaml } from '../../../../src/clash/configuration/yaml-text.ts';

const faultsOf = (text: string): string[] => readConfiguration(text, { form: 'configuration' }).faults.map(({ detail }) => detail);

describe('tags with brackets in them', () => {
  // test/peers/clash-lint.test.ts shows these to a core.
  const taken = ['x: !![a]\n', 'x: !![a, b]\n', 'x: ![a]\n', 'x: !y[a]\n', 'x: !![[a]] b\n', 'x: !!]\n', 'x: [!![b] ]\n', 'x:\n  - !![a]\n  - ![b] c\n  - !y[\n', 'x: "!![a]"\ny: a !![b]\n# !![c]\n', '? ![a] b\n: c\n'];
  for (const text of taken) it(`are tags, as for the core: ${JSON.stringify(text)}`, () => assert.deepEqual(faultsOf(`${text}rules: ["MATCH,DIRECT"]\n`), []));

  const refused = ['x: !!["a"]\n', 'x: !!{a: b}\n', 'x: !! [a]\n', 'x: !!\n', 'x: &a[b]\n', 'x: [!![b]]\n'];
  for (const text of refused) it(`are faults where the core takes them for some: ${JSON.stringify(text)}`, () => assert.notDeepEqual(faultsOf(text), []));

  it('hold no list for the keys that need one', () => assert.deepEqual(faultsOf('rules: !![MATCH,DIRECT]\n'), ['rules']));

  it('leave every place where it was', () => {
    const { rules } = readConfiguration('x: !![a, b]\nrules:\n  - MATCH,DIRECT\n', { form: 'configuration' });
    assert.deepEqual(rules.map(({ text, range }) => [text, range.start]), [['MATCH,DIRECT', 23]]);
  });

  it('alone are changed, and to the same length, whatever is written', () => {
    const piece = fc.constantFrom('x: ', '!', '!!', '[', ']', ',', '"', "'", '{', '}', 'a', ' ', '\n', '\n  - ', '&a', '#', ' # ', '%', '!e!', '|', ': ');
    fc.assert(fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const text = pieces.join('');
      const plain = plainTags(text, readYaml(text).faults);
      assert.equal(plain.length, text.length);
      for (const [at, letter] of [...text].entries()) if (plain[at] !== letter) assert.ok('[],'.includes(letter) && /!\S*$/.test(text.slice(0, at)), `${JSON.stringify(text)} at ${at}`);
    }));
  });
});
