import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ruleSetLines } from '../../../../src/clash/configuration/rule-set-lines.ts';

describe('lines of a rule set', () => {
  const sets: [text: string, format: 'yaml' | 'text', lines: readonly string[] | undefined][] = [
    ['payload:\n  - \'+.a.com\'\n  - b.com # x\n', 'yaml', ['+.a.com', 'b.com']],
    ['payload: [a.com, "b.com"]', 'yaml', ['a.com', 'b.com']],
    ['+.a.com\n# no\n\n b.com \r\n', 'text', ['+.a.com', 'b.com']],
    ['other: 1', 'yaml', undefined],
    ['payload: {', 'yaml', undefined],
  ];
  for (const [content, format, lines] of sets) it(`${format} ${JSON.stringify(content)}`, () => assert.deepEqual(ruleSetLines(content, format), lines));

  it('reads any rule set without an error', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.constantFrom('yaml' as const, 'text' as const), (content, format) => {
      ruleSetLines(content, format);
      ruleSetLines(`payload:\n - ${content}`, format);
    }));
  });
});
