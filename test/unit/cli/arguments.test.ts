import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { nearest, parseArguments, UsageError, type OptionTable } from '../../../src/cli/arguments.ts';
import { alignColumns } from '../../../src/cli/columns.ts';
import { displayWidth, wrapText } from '../../../src/diagnosis/render/wrap.ts';
import { chosenLocale } from '../../../src/cli/language.ts';

const table: OptionTable = {
  json: { type: 'boolean', about: () => '' },
  env: { type: 'string', value: 'KEY=VALUE', about: () => '' },
};

describe('arguments', () => {
  it('gives options and what is left', () => {
    const parsed = parseArguments(['a', '--env', 'A=1', '--json', '--env=B=--x', '--', '--c'], table);
    assert.deepEqual(parsed.positionals, ['a', '--c']);
    assert.ok(parsed.has('json'));
    assert.deepEqual(parsed.values('env'), ['A=1', 'B=--x']);
    assert.equal(parsed.value('env'), 'B=--x');
    assert.equal(parsed.value('json'), undefined);
  });

  const wrong: readonly [args: string[], message: RegExp][] = [
    [['--jsn'], /--jsn.*--json/],
    [['--nothing-like-it'], /no option --nothing-like-it/],
    [['-j'], /no option -j/],
    [['--env'], /--env needs a value/],
    [['--env', '--json'], /--env needs a value/],
    [['--json=yes'], /--json takes no value/],
    [['--__proto__=x'], /no option/],
  ];
  for (const [args, message] of wrong) {
    it(`${args.join(' ')} is wrong usage`, () => {
      assert.throws(() => parseArguments(args, table), (error: unknown) => error instanceof UsageError && message.test(error.message));
    });
  }

  it('only ever throws usage errors', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom('--json', '--env', '--', '-', '--env=', '-xyz', '--no-json'))), (args) => {
        try {
          parseArguments(args, table);
        } catch (error) {
          assert.ok(error instanceof UsageError);
        }
      }),
    );
  });

  it('finds the word that was meant', () => {
    assert.equal(nearest('docter', ['doctor', 'lab']), 'doctor');
    assert.equal(nearest('res', ['doctor', 'resolve']), 'resolve');
    assert.equal(nearest('banana', ['doctor', 'lab']), undefined);
  });
});

describe('columns', () => {
  it('are aligned, wide characters counted as two', () => {
    assert.equal(displayWidth('a中b'), 4);
    assert.deepEqual(alignColumns([['a', 'b'], ['中文', 'c']]), ['a     b', '中文  c']);
  });

  it('no line of a wrapped text is wider than the terminal unless it is one long word, and no word is lost', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom(...'ab中,.'), minLength: 1, maxLength: 60 })), fc.integer({ min: 24, max: 100 }), (words, width) => {
        const lines = wrapText(words.join(' '), width, '  ');
        for (const line of lines) assert.ok(displayWidth(line) <= width || /^ *[^ 中]+$/.test(line), line);
        assert.equal(lines.join('').replace(/\s/g, ''), words.join(''));
      }),
    );
  });
});

describe('language', () => {
  it('is Chinese when the environment says so', () => {
    assert.equal(chosenLocale({ LANG: 'zh_CN.UTF-8' }), 'zh-cn');
    assert.equal(chosenLocale({ LC_ALL: 'en_US.UTF-8', LANG: 'zh_CN.UTF-8' }), undefined);
    assert.equal(chosenLocale({ GATEHOUSE_LANG: 'zh-cn', LC_ALL: 'C' }), 'zh-cn');
    assert.equal(chosenLocale({ LC_ALL: '', LC_MESSAGES: 'zh' }), 'zh-cn');
    assert.equal(chosenLocale({}), undefined);
  });
});
