import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readConfiguration } from '../../../../src/clash/configuration/read.ts';
import { foldsOf } from '../../../../src/clash/look/folds.ts';
import { LineIndex } from '../../../../src/clash/look/line-index.ts';

const foldsIn = (text: string): ReturnType<typeof foldsOf> => foldsOf(readConfiguration(text), new LineIndex(text));

describe('folding of a Clash file', () => {
  const text = `dns:
  enable: true
  nameserver:
    - 1.1.1.1
    - 8.8.8.8

proxy-groups:
- name: A
  type: select
  proxies:
  - DIRECT
rules:
# gateways
# (mine)
- DOMAIN,a,A
- DOMAIN,b,A

# the rest
- DOMAIN,c,A
- MATCH,DIRECT
# only one
hosts: {}
`;
  for (const [name, content] of [['lines that end as on Linux', text], ['lines that end as on Windows', text.replaceAll('\n', '\r\n')]] as const) {
    it(`is by keys, by what is indented, and by comments in lists of rules: ${name}`, () => {
      assert.deepEqual(foldsIn(content).map(({ startLine, endLine, kind }) => `${startLine}-${endLine} ${kind}`), [
        '0-4 block', '2-4 block', '6-10 block', '7-10 block', '11-19 block', '12-15 section', '17-19 section',
      ]);
    });
  }

  it('is within the lines there are, and each begins once', () => {
    const piece = fc.constantFrom('rules:\n', '- MATCH,A\n', '  - DOMAIN,a,A\n', '# c\n', '  # c\n', '\n', 'a:\n', '  b: 1\n', '\t', '{', '\r\n');
    fc.assert(fc.property(fc.array(piece), (pieces) => {
      const any = pieces.join('');
      const lines = new LineIndex(any);
      const folds = foldsIn(any);
      assert.equal(new Set(folds.map(({ startLine }) => startLine)).size, folds.length);
      for (const { startLine, endLine } of folds) assert.ok(startLine >= 0 && startLine < endLine && endLine < lines.count);
    }));
  });

  it('of a hundred thousand rules takes no time that is seen', () => {
    const long = `rules:\n${Array.from({ length: 100_000 }, (_, index) => (index % 100 === 0 ? `  # part ${index}\n` : '') + `  - DOMAIN,h${index},A\n`).join('')}`;
    const configuration = readConfiguration(long);
    const began = performance.now();
    const folds = foldsOf(configuration, new LineIndex(long));
    assert.ok(performance.now() - began < 1_000);
    assert.equal(folds.filter(({ kind }) => kind === 'section').length, 1_000);
  });
});
