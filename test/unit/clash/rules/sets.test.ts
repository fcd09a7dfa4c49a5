import assert from 'node:assert/strict';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { hasSuffix, isInPrefix, isLan, parseAddress, parseDestination, parsePrefix } from '../../../../src/clash/rules/address.ts';
import { DomainSearch } from '../../../../src/clash/rules/domain-search.ts';
import { DomainSet } from '../../../../src/clash/rules/domain-set.ts';
import { Hosts } from '../../../../src/clash/rules/hosts.ts';
import { inRanges, parseRanges } from '../../../../src/clash/rules/number-ranges.ts';
import { PrefixSet } from '../../../../src/clash/rules/rule-set.ts';
import { matchesWildcard } from '../../../../src/clash/rules/wildcard.ts';

const address = (text: string): NonNullable<ReturnType<typeof parseDestination>> => parseDestination(text) ?? assert.fail(text);

describe('sets of names', () => {
  const cases: [lines: string[], host: string, expected: boolean | undefined][] = [
    [['a.b'], 'a.b', true],
    [['a.b'], 'A.B', true],
    [['a.b'], 'x.a.b', false],
    [['+.a.b'], 'a.b', true],
    [['+.a.b'], 'x.y.a.b', true],
    [['+.a.b'], 'xa.b', false],
    [['.a.b'], 'a.b', false],
    [['.a.b'], 'x.y.a.b', true],
    [['*.a.b'], 'x.a.b', true],
    [['*.a.b'], 'a.b', false],
    [['*.a.b'], 'y.x.a.b', false],
    [['x.*.b'], 'x.y.b', true],
    [['+.*.b'], 'z.x.y.b', true],
    [['+a.b'], 'a.b', false],
    [['+a.b'], 'xa.b', true],
    [['*a.b'], 'xa.b', true],
    [['*a.b'], 'a.b', false],
    [['*.b', 'zx.b'], 'x.b', undefined],
    [['*.b', 'y.x.b'], 'x.b', undefined],
    [['+', '.', 'a.', 'a/b', ' a', 'a..b', ''], 'a', false],
  ];
  for (const [lines, host, expected] of cases) it(`${JSON.stringify(lines)} ${expected ?? 'may'} hold ${host}`, () => assert.equal(new DomainSet(lines).has(host), expected));

  it('never throw', () => {
    const piece = fc.constantFrom('a', 'b', '.', '+', '*', '+.', '*.', '/', ' ', '🇭🇰', 'A');
    const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
    fc.assert(fc.property(fc.array(text, { maxLength: 8 }), text, (lines, host) => void new DomainSet(lines).has(host)));
  });
});

describe('addresses', () => {
  it('are read strictly', () => {
    for (const text of ['1.2.3', '01.2.3.4', '1.2.3.256', '0x1.2.3.4', '1.2.3.4 ', '', ':', '1::2::3', '12345::', '1:2:3:4:5:6:7:8:9', '::1.2.3', 'fe80::1%0', '[::1]']) assert.equal(parseAddress(text), undefined, text);
    for (const text of ['0.0.0.0', '255.255.255.255', '::', '::1', '1::', '1:2:3:4:5:6:7:8', '::ffff:1.2.3.4', 'FE80::a']) assert.ok(parseAddress(text), text);
    assert.deepEqual(parseDestination('::ffff:1.2.3.4'), parseAddress('1.2.3.4'));
    assert.deepEqual(parseDestination('fe80::1%eth0'), parseAddress('fe80::1'));
  });

  it('are in a prefix where another library says so', () => {
    const v4 = fc.ipV4();
    const v6 = fc.ipV6().filter((text) => !text.includes('.'));
    const pair = fc.oneof(fc.tuple(v4, v4, fc.nat(32)), fc.tuple(v6, v6, fc.nat(128)), fc.tuple(v4, v6, fc.nat(32)));
    fc.assert(
      fc.property(pair, ([one, other, bits]) => {
        const base = parsePrefix(`${other}/${Math.min(bits, other.includes(':') ? 128 : 32)}`) ?? assert.fail(other);
        const asked = parseAddress(one) ?? assert.fail(one);
        const [left, right] = [ipaddr.parse(one), ipaddr.parse(other)];
        const expected = left.kind() === right.kind() && left.match(right, base.bits);
        assert.equal(isInPrefix(asked, base), expected);
        const rest = base.bits;
        const tail = (bytes: readonly number[]): string => bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('').slice(bytes.length * 8 - rest);
        assert.equal(hasSuffix(asked, base), left.kind() === right.kind() && (rest === 0 || tail(left.toByteArray()) === tail(right.toByteArray())));
      }),
    );
  });

  it('are of a local network', () => {
    for (const text of ['10.1.1.1', '172.31.0.1', '192.168.1.1', '127.9.9.9', '169.254.1.1', '224.0.0.1', '0.0.0.0', '::1', 'fd00::1', 'fe80::1', 'ff02::1', '::']) assert.equal(isLan(address(text)), true, text);
    for (const text of ['1.1.1.1', '172.32.0.1', '100.64.0.1', '0.0.0.1', '198.18.0.1', '2001:db8::1']) assert.equal(isLan(address(text)), false, text);
  });

  it('are found in sets of prefixes', () => {
    const set = new PrefixSet(['10.1.2.3/8', '0.0.0.0/0', 'nonsense', '2001:db8::/33']);
    assert.deepEqual([set.has(address('1.2.3.4')), set.has(address('2001:db8:7fff::1')), set.has(address('2001:db8:8000::1'))], [true, true, false]);
  });
});

describe('patterns and numbers', () => {
  it('with stars match whole texts', () => {
    const escaped = (pattern: string): RegExp => new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 });
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?'), maxLength: 6 }), text, (pattern, value) => assert.equal(matchesWildcard(pattern, value), escaped(pattern).test(value))));
  });

  it('in ranges are read as the core reads them', () => {
    const cases: [text: string, bits: 8 | 16 | 32, expected: unknown][] = [
      ['80', 16, [[80, 80]]], ['80/443-400', 16, [[80, 80], [400, 443]]], ['80,443', 16, [[80, 80], [443, 443]]], ['*', 16, []], ['', 16, []], ['/', 16, []],
      ['65616', 16, [[80, 80]]], ['18446744073709551616', 16, undefined], ['a', 16, undefined], ['1-2-3', 16, undefined], ['-1', 16, undefined], [' [80] ', 16, [[80, 80]]], [Array.from({ length: 29 }, () => '1').join('/'), 16, undefined],
    ];
    for (const [text, bits, expected] of cases) assert.deepEqual(parseRanges(text, bits), expected, text);
    assert.deepEqual([inRanges([], 5), inRanges([[1, 4]], 5), inRanges([[1, 5]], 5)], [true, false, true]);
  });
});

describe('hosts of a configuration', () => {
  const hosts = new Hosts({ 'a.test': '1.2.3.4', '*.b.test': '2.2.2.2', '+.c.test': ['3.3.3.3', '3.3.3.4'], 'alias.test': 'a.test', 'far.test': 'elsewhere.example', 'two.test': 'alias.test', 'loop.test': 'loop.test', 'here.test': 'lan', 'x.c.test': '9.9.9.9' });
  const cases: [name: string, asked: string, addresses: readonly string[] | undefined][] = [
    ['a.test', 'a.test', ['1.2.3.4']],
    ['x.b.test', 'x.b.test', ['2.2.2.2']],
    ['y.x.b.test', 'y.x.b.test', []],
    ['c.test', 'c.test', ['3.3.3.3', '3.3.3.4']],
    ['z.y.c.test', 'z.y.c.test', ['3.3.3.3', '3.3.3.4']],
    ['x.c.test', 'x.c.test', ['9.9.9.9']],
    ['alias.test', 'a.test', ['1.2.3.4']],
    ['far.test', 'elsewhere.example', []],
    ['two.test', 'alias.test', ['1.2.3.4']],
    ['here.test', 'here.test', undefined],
    ['LOCALHOST', 'LOCALHOST', ['127.0.0.1']],
    ['none.test', 'none.test', []],
  ];
  for (const [name, asked, addresses] of cases) it(`make ${asked} ${addresses?.join(' ') ?? 'something'} of ${name}`, () => assert.deepEqual(hosts.ask(name), { name: asked, addresses }));

  it('that hold themselves end', () => void hosts.ask('loop.test'));
});

describe('the search of the core', () => {
  it('finds what lines without stars mean', () => {
    const name = fc.array(fc.constantFrom('a', 'b', 'cc', 'x-y'), { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));
    const line = fc.tuple(fc.constantFrom('', '+.', '.'), name);
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), name, (lines, host) => {
        const kept = lines.flatMap(([mark, rest]) => (mark === '' ? [rest] : mark === '.' ? [`+.${rest}`] : [rest, `+.${rest}`]));
        assert.equal(new DomainSearch(kept).has(host), new DomainSet(lines.map((parts) => parts.join(''))).has(host));
      }),
    );
  });

  it('errs where the core was seen to err', () => {
    const seen: [names: string[], host: string, found: boolean][] = [
      [['a.*.a.a', 'b.b.b', '*.a.test.cc', 'x-y.*.test.test.b', '*.test', '*.b', 'test.test'], 'b.b', false],
      [['x-y.*.x-y.cc.test', 'a', 'test.test', '+.test.test', '*.test', 'a.a', '+.a.a'], 'cc.test', false],
      [['ab.a', '*.cc', 'b.ab.ab', '+.b.ab.ab', 'xcc.b', '+.xcc.b', '*cc.xcc', '*.xcc', 'a.a'], 'cc.cc.cc', true],
    ];
    for (const [names, host, found] of seen) assert.equal(new DomainSearch(names).has(host), found, host);
  });

  it('ends', () => {
    const name = fc.array(fc.constantFrom('a', 'b', '*', '+', '.', '*.'), { maxLength: 7 }).map((pieces) => pieces.join(''));
    fc.assert(fc.property(fc.array(name, { maxLength: 8 }), name, (names, host) => void new DomainSearch(names).has(host)));
  });
});
