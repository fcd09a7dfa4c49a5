import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import { markdownText } from '../../../src/editor/markdown-text.ts';

describe('markdown text', () => {
  const table: [name: string, text: string, expected: string][] = [
    ['plain words', 'It answers', 'It answers'],
    ['a cell border', 'a | b', 'a \\| b'],
    ['a line break', 'a\r\n| b', 'a \\| b'],
    ['an address', 'https://gateway.test/v1', 'https&#58;//gateway.test/v1'],
    ['an address without a scheme', 'www.gateway.test', 'www&#46;gateway.test'],
    ['a mail address', 'a@b.test', 'a&#64;b.test'],
    ['a command link', '[x](command:evil)', '\\[x\\]\\(command:evil\\)'],
    ['an icon', '$(bug)', '\\$\\(bug\\)'],
    ['an entity', '&lt;', '&amp;lt;'],
    ['HTML', '<img src=x onerror=y>', '&lt;img src=x onerror=y&gt;'],
  ];
  for (const [name, text, expected] of table) it(name, () => assert.equal(markdownText(text), expected));

  it('leaves nothing that Markdown acts on, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const safe = markdownText(text);
        assert.doesNotMatch(safe, /[\n\r<>@]/);
        assert.doesNotMatch(safe, /:\/\//);
        // Each special character has its own backslash in front.
        assert.doesNotMatch(safe.replace(/\\[\\`*_{}[\]()#+\-!~|$]/g, '').replace(/&#\d+;/g, ''), /[`*_{}[\]()#+\-!~|$\\]/);
      }),
    );
  });
});
