import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compileRegex } from '../../../../src/clash/rules/regex-run.ts';

const ask = (pattern: string, text: string, ignoreCase = true): boolean | undefined | 'fault' => {
  const regex = compileRegex(pattern, ignoreCase);
  return 'fault' in regex ? 'fault' : regex.test(text);
};

const cases: [pattern: string, text: string, expected: boolean | undefined | 'fault'][] = [
  ['^api\\.openrouter\\.ai$', 'api.OpenRouter.ai', true],
  ['openrouter', 'x.openrouter.ai', true],
  ['^(?:.+\\.)?claude\\.(ai|com)$', 'a.b.claude.com', true],
  ['^(?!www\\.).*\\.test$', 'www.a.test', false],
  ['^(?=.*a)b', 'ba', true],
  ['[^a-c]', 'abc', false],
  ['[]a]', ']', true],
  ['[a-]', '-', true],
  ['a{2}', 'aa', true],
  ['a{2,}$', 'baaa', true],
  ['^a{,2}$', 'a{,2}', true],
  ['^\\w+\\b-\\B', 'ab--', true],
  ['(?<name>a)b', 'ab', true],
  ['\\x41\\u0062', 'ab', true],
  ['^$', '', true],
  ['香港|HK', '🇭🇰 香港', true],
  ['(?i)hk', 'HK', true],
  ['(?>a)', 'a', undefined],
  ['(a)\\1', 'aa', undefined],
  ['(?<=a)b', 'ab', undefined],
  ['\\p{L}', 'a', undefined],
  ['[a-z-[b]]', 'b', undefined],
  ['a(?i)b', 'aB', undefined],
  ['é', 'É', undefined],
  ['(?#x)a', 'a', undefined],
  ['a{5000}', 'a', undefined],
  ['(a', 'a', 'fault'],
  ['a)', 'a', 'fault'],
  ['*a', 'a', 'fault'],
  ['a**', 'a', 'fault'],
  ['[a', 'a', 'fault'],
  ['[b-a]', 'a', 'fault'],
  ['a{2,1}', 'a', 'fault'],
  ['\\', 'a', 'fault'],
];

describe('expressions of rules', () => {
  for (const [pattern, text, expected] of cases) it(`${pattern} in ${JSON.stringify(text)}: ${expected ?? 'not known'}`, () => assert.equal(ask(pattern, text), expected));

  it('match as the engine here does, where both read them alike', () => {
    const atom = fc.constantFrom('a', 'b', '\\.', '.', '[ab]', '[^a]', '\\d', '\\w', '^', '$', '\\b', '(?:ab)', '(?=a)', '(?!b)');
    const pattern = fc.array(fc.oneof(atom, atom.chain((one) => fc.constantFrom('*', '+', '?', '{1,2}', '*?').map((count) => (/^(\^|\$|\\b|\(\?[=!])/.test(one) ? one : one + count))), fc.constantFrom('|', '(a|b)+', '(a*)*')), { maxLength: 6 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(pattern, fc.string({ unit: fc.constantFrom('a', 'b', '.', '1', '-', 'A'), maxLength: 8 }), (source, text) => {
        assert.equal(ask(source, text), new RegExp(source, 'i').test(text), `${source} in ${text}`);
      }),
    );
  });

  it('take bounded time, whatever a foreign file asks for', () => {
    const started = performance.now();
    for (const pattern of ['^(a+)+$', '^(a|a)*$', '^(a|aa)+$', '(.*)*x', '^(([a-z])+.)+[A-Z]([a-z])+$', '(x+x+)+y', '(a?){30}a{30}']) ask(pattern, `${'a'.repeat(252)}!`);
    assert.ok(performance.now() - started < 2_000);
  });
});
