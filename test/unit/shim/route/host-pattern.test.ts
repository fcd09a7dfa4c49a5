import assert from 'node:assert/strict';
import fc from 'fast-check';
import { matchesHost, meansEverything, readHostPattern } from '../../../../src/shim/route/host-pattern.ts';

describe('a host of a rule', () => {
  const cases: readonly (readonly [pattern: string, host: string, port: number, matches: boolean])[] = [
    ['example.com', 'example.com', 443, true],
    ['EXAMPLE.com.', 'example.com', 443, true],
    ['example.com', 'api.example.com', 443, false],
    ['example.com', 'notexample.com', 443, false],
    ['.example.com', 'example.com', 443, true],
    ['.example.com', 'a.b.example.com', 443, true],
    ['.example.com', 'notexample.com', 443, false],
    ['*.example.com', 'example.com', 443, false],
    ['*.example.com', 'api.example.com', 443, true],
    ['example.com:443', 'example.com', 443, true],
    ['example.com:443', 'example.com', 80, false],
    ['10.1.2.3', '10.1.2.3', 80, true],
    ['10.1.2.3', '::ffff:10.1.2.3', 80, true],
    ['::ffff:10.1.2.3', '10.1.2.3', 80, true],
    ['10.1.2.3:80', '10.1.2.3', 81, false],
    ['10.0.0.0/8', '10.255.0.1', 80, true],
    ['10.0.0.0/8', '11.0.0.1', 80, false],
    ['10.0.0.0/8', 'ten.example', 80, false],
    ['::1', '::1', 80, true],
    ['[::1]', '0:0:0:0:0:0:0:1', 80, true],
    ['[::1]:80', '::1', 81, false],
    ['2001:db8::/32', '2001:db8::5', 80, true],
    ['2001:db8::/32', '10.0.0.1', 80, false],
    ['*', 'anything.example', 1, true],
    ['*:443', 'anything.example', 80, false],
  ];
  for (const [pattern, host, port, matches] of cases) {
    it(`${pattern} ${matches ? 'means' : 'does not mean'} ${host} ${port}`, () => {
      const read = readHostPattern(pattern);
      assert.ok(read);
      assert.equal(matchesHost(read, host, port), matches);
    });
  }

  const none = ['', ' ', 'a b', 'http://a', 'a/b', '*x', 'x.*', '*.', '.', '..', 'a..b', '1.2.3', '999.1.1.1', '10.0.0.0/33', '2001:db8::/129', 'a:0', 'a:65536', 'a:x', '[::1', '::1]', '[a]', 'u@h', 'b\u00fccher.example', 'a\0b', '*.*.example', ':'.repeat(4_000), 'a'.repeat(300)];
  for (const text of none) it(`is not ${JSON.stringify(text.slice(0, 40))}`, () => assert.equal(readHostPattern(text), undefined));

  it('means everything where it has no host in mind', () => {
    for (const [text, all] of [['*', true], ['0.0.0.0/0', true], ['::/0', true], ['10.0.0.0/8', false], ['.com', false], ['a', false]] as const) {
      assert.equal(meansEverything(readHostPattern(text)?.pattern as never), all, text);
    }
  });

  it('means its own name and no other (property)', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}(\.[a-z][a-z0-9-]{0,8}){0,3}$/);
    fc.assert(
      fc.property(name, name, (one, other) => {
        const exact = readHostPattern(one);
        const below = readHostPattern(`*.${one}`);
        assert.ok(exact && below);
        assert.equal(matchesHost(exact, other, 1), one === other);
        assert.ok(matchesHost(below, `${other}.${one}`, 1));
        assert.ok(!matchesHost(below, `${other}${one}`, 1) || other.endsWith('.'));
      }),
    );
  });

  it('is read or refused, whatever was written (property)', () => {
    const text = fc.array(fc.constantFrom('a', '.', '*', ':', '[', ']', '/', '8', '443', '::', ' ', '-', '10.0.0.1', '%', '@', '\n'), { maxLength: 10 }).map((all) => all.join(''));
    fc.assert(
      fc.property(text, (one) => {
        const read = readHostPattern(one);
        if (read) for (const host of ['a', 'a.a', '10.0.0.1', '::1', '']) matchesHost(read, host, 443);
      }),
      { numRuns: 3_000 },
    );
  });
});
