import assert from 'node:assert/strict';
import * as path from 'node:path';
import { wholeFiles } from '../docs/generated-files.ts';
import { generatedParts, markdownTable, pages, withPart } from '../docs/generated.ts';

const root = path.resolve(import.meta.dirname, '..', '..');

describe('generated parts of the docs', () => {
  it('have a name each', () => {
    const names = generatedParts.map(({ file, name }) => `${file} ${name}`);
    assert.equal(new Set(names).size, names.length);
    assert.ok(names.length > 0);
  });

  for (const file of new Set(generatedParts.map((part) => part.file))) {
    it(`${file} is what "npm run docs" writes`, () => {
      const page = pages(root).get(file);
      assert.equal(page?.is, page?.should);
    });
  }

  for (const [file, { is, should }] of wholeFiles(root)) {
    it(`${file} is what "npm run docs" writes`, () => assert.equal(is, should));
  }

  it('go between their marks and touch nothing else', () => {
    const part = { file: 'docs/x.md', name: 'x' };
    const page = 'a\n<!-- generated: x -->\nold\n<!-- end: x -->\nb\n';
    const once = withPart(page, part, 'new\n');
    assert.equal(once, 'a\n<!-- generated: x -->\nnew\n<!-- end: x -->\nb\n');
    assert.equal(withPart(once, part, 'new'), once);
    for (const bad of ['', page + page, page.replace('<!-- end: x -->', ''), page.replace('generated: x', 'generated: y')]) {
      assert.throws(() => withPart(bad, part, 'new'), /docs\/x\.md needs the marks/);
    }
  });

  it('keep a cell in its column', () => {
    assert.equal(markdownTable(['a', 'b'], [['1|2', '3']]), '| a | b |\n| --- | --- |\n| 1\\|2 | 3 |');
  });
});
