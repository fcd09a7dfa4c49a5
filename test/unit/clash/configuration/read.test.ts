import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseDocument, isScalar, isSeq } from 'yaml';
import { readConfiguration } from '../../../../src/clash/configuration/read.ts';
import type { ClashConfiguration } from '../../../../src/clash/configuration/model.ts';
import type { TextRange } from '../../../../src/clash/text-edit.ts';

const at = (text: string, { start, end }: TextRange): string => text.slice(start, end);

const sample = `# a comment with\ta tab
mixed-port: 7890
mode: Global
pinned: &pinned { udp: true, server: example.net, port: 1 }
proxies:
  - { name: '🇭🇰 HK 01', type: SS, <<: *pinned }
  - name: "US"   # behind the Pacific
    type: http
    udp: true
  - &named
    name: plain
    type: vless
  - { type: ss }
proxy-groups:
  - name: G
    type: url-test
    proxies: ['🇭🇰 HK 01', US, *other]
    use:
      - sub
      # between
      - second
    interval: 300
  - <<: *named
    name: H
    type: select
    proxies: []
proxy-providers:
  sub: { type: http, url: 'https://example.net/s', path: ./s.yaml }
rule-providers:
  ads:
    type: inline
    behavior: domain
    payload: ['+.a.b', c]
  far: { type: http, behavior: classical, format: text, url: u }
sub-rules:
  s1:
    - DOMAIN,a,G
    - MATCH,DIRECT
rules:
  - DOMAIN-SUFFIX,openrouter.ai,G # kept
  - "SUB-RULE,(NETWORK,tcp),s1"
  - 'MATCH,it''s'
`;

describe('reading a Clash configuration', () => {
  const read = (text: string): ClashConfiguration => readConfiguration(text);

  for (const [name, text] of [['LF', sample], ['CRLF', sample.replaceAll('\n', '\r\n')]] as const) {
    it(`reads every part with its place (${name})`, () => {
      const configuration = read(text);
      assert.equal(configuration.form, 'configuration');
      assert.equal(configuration.mode, 'global');
      assert.deepEqual(configuration.proxies.map(({ name, type, udp }) => [name.value, at(text, name.range), type, udp]), [
        ['🇭🇰 HK 01', "'🇭🇰 HK 01'", 'ss', true],
        ['US', '"US"', 'http', false],
        ['plain', 'plain', 'vless', false],
      ]);
      const [group, merging] = configuration.groups;
      assert.deepEqual(group?.members.map(({ value, range }) => [value, at(text, range)]), [['🇭🇰 HK 01', "'🇭🇰 HK 01'"], ['US', 'US']]);
      assert.deepEqual(group?.uses.map(({ value, range }) => [value, at(text, range)]), [['sub', 'sub'], ['second', 'second']]);
      assert.equal(at(text, group?.map.entries.get('interval')?.range ?? { start: 0, end: 0 }), '300');
      assert.deepEqual([merging?.name.value, merging?.type.value, merging?.map.entries.get('name')?.merged], ['H', 'select', undefined]);
      assert.deepEqual(configuration.ruleProviders.map(({ name, type, behavior, format, payload }) => [name.value, type, behavior, format, payload]), [
        ['ads', 'inline', 'domain', 'yaml', ['+.a.b', 'c']],
        ['far', 'http', 'classical', 'text', undefined],
      ]);
      assert.deepEqual(configuration.proxyProviders.map(({ name, url, path }) => [name.value, url, path]), [['sub', 'https://example.net/s', './s.yaml']]);
      assert.deepEqual(configuration.subRules.get('s1')?.map(({ index, text: line }) => [index, line]), [[0, 'DOMAIN,a,G'], [1, 'MATCH,DIRECT']]);
      assert.deepEqual(configuration.rules.map((line) => [line.index, line.text, at(text, line.range)]), [
        [0, 'DOMAIN-SUFFIX,openrouter.ai,G', 'DOMAIN-SUFFIX,openrouter.ai,G'],
        [1, 'SUB-RULE,(NETWORK,tcp),s1', '"SUB-RULE,(NETWORK,tcp),s1"'],
        [2, "MATCH,it's", "'MATCH,it''s'"],
      ]);
      assert.deepEqual(configuration.faults.map(({ kind, range, detail }) => [kind, at(text, range), detail]), [['yaml', '*other', 'Unresolved alias: other']]);
    });
  }

  it('says of a merged entry that it is merged, at the merge key', () => {
    const udp = read(sample).proxies[0]?.map.entries.get('udp');
    assert.deepEqual([udp?.value, udp?.merged, at(sample, udp?.keyRange ?? { start: 0, end: 0 })], [true, true, '<<']);
  });

  it('names what it could not read', () => {
    const cases: [text: string, faults: [kind: string, detail: RegExp][]][] = [
      ['age-encryption.org/v1\n-> X25519 abc', [['encrypted', /age/]]],
      ['-----BEGIN AGE ENCRYPTED FILE-----\nYWdl', [['encrypted', /age/]]],
      ['- a\n- b\n', [['not-a-map', /^$/]]],
      ['mixed-port: 1\nrules: none\nproxies:\n  a: b\n', [['wrong-shape', /rules/], ['wrong-shape', /proxies/]]],
      ['mixed-port: 1\nrules:\nproxies: []\n', []],
      ['mixed-port: 1\r', []],
      ['mixed-port: 1\nmixed-port: 2\n', [['yaml', /mixed-port/]]],
      ['mixed-port: 1\nrules: [a, b\n', [['yaml', /./]]],
      ['mixed-port: 1\n---\nfoo: bar\n', []],
      ['', []],
      ['\uFEFFmixed-port: 1\n', []],
    ];
    for (const [text, expected] of cases) {
      const { faults } = read(text);
      assert.deepEqual(faults.map(({ kind }) => kind), expected.map(([kind]) => kind), JSON.stringify(text));
      expected.forEach(([, detail], index) => assert.match(faults[index]?.detail ?? '', detail));
    }
  });

  it('reads what stands before a fault', () => {
    const text = "rules:\n  - MATCH,G\nproxy-groups:\n  - {name: G, type: select, proxies: [a]}\nbad: @x\n";
    const { rules, groups, faults } = read(text);
    assert.deepEqual([rules.length, groups.length, faults[0]?.kind], [1, 1, 'yaml']);
  });

  it('leaves out what is null in a list, as the core does', () => {
    assert.deepEqual(read('mixed-port: 1\nrules: [~, "MATCH,G", , null]\n').rules.map(({ index, text }) => [index, text]), [[0, 'MATCH,G']]);
  });

  it('survives aliases that hold themselves, and bombs', () => {
    assert.equal(read('mixed-port: 1\nproxies: &a\n  - *a\n').form, 'configuration');
    assert.equal(read('mixed-port: 1\nx: &a\n  <<: *a\n  b: c\n').top?.entries.get('x')?.merged, undefined);
    const bomb = Array.from({ length: 30 }, (_, level) => `l${level}: &l${level} [${level === 0 ? 'x' : Array.from({ length: 9 }, () => `*l${level - 1}`).join(', ')}]`).join('\n');
    assert.equal(read(`mixed-port: 1\n${bomb}\n`).faults.length, 0);
    const row = Array.from({ length: 2_000 }, (_, index) => `x${index}: &x${index}\n  <<: ${index === 0 ? '{}' : `*x${index - 1}`}\n  k${index}: v`).join('\n');
    assert.equal(read(`mixed-port: 1\n${row}\n`).top?.entries.size, 2_001);
    assert.equal(read(`a: ${'['.repeat(20_000)}`).faults.length > 0, true);
  });

  it('reads the forms that are merged into another text', () => {
    const rules = (text: string, path?: string): [string, (readonly [number, string])[]] => {
      const { form, rules: lines } = readConfiguration(text, path === undefined ? {} : { path });
      return [form, lines.map(({ index, text: line }) => [index, line] as const)];
    };
    assert.deepEqual(rules('prepend:\n  - DOMAIN,a,G\nappend:\n  - MATCH,G\ndelete: []\n'), ['verge-rules', [[0, 'DOMAIN,a,G'], [1, 'MATCH,G']]]);
    assert.deepEqual(rules('+rules:\n  - DOMAIN,a,G\nrules+:\n  - MATCH,G\n'), ['party-override', [[0, 'DOMAIN,a,G'], [1, 'MATCH,G']]]);
    assert.deepEqual(rules('rules:\n  - DOMAIN,a,G\n', '/x/mine.stoverride'), ['stash-override', [[0, 'DOMAIN,a,G']]]);
    assert.deepEqual(rules('payload:\n  - DOMAIN,a\n  - IP-CIDR,1.0.0.0/8,no-resolve\n'), ['rule-set', [[0, 'DOMAIN,a'], [1, 'IP-CIDR,1.0.0.0/8,no-resolve']]]);
    assert.deepEqual(rules('# c\nDOMAIN,a.b\n\n  DOMAIN-SUFFIX,c.d // e\n', 'x.list'), ['rule-set', [[0, 'DOMAIN,a.b'], [1, 'DOMAIN-SUFFIX,c.d // e']]]);
    const groups = readConfiguration('prepend:\n  - name: G\n    type: select\n    include-all: true\nappend: []\n');
    assert.deepEqual([groups.form, groups.groups[0]?.name.value, groups.rules.length], ['verge-groups', 'G', 0]);
  });
});

describe('long lists in a Clash configuration', () => {
  const word = fc.constantFrom('DOMAIN,a.b,G', 'DOMAIN-KEYWORD,x#y,G', 'MATCH,🇭🇰 HK', 'IP-CIDR,1.2.3.4/8,G,no-resolve', 'IP-CIDR6,::1/128,G', '+.a.b', '1', 'true', 'a:b', "it's", '.x');
  const line = fc.oneof(
    { weight: 30, arbitrary: word.map((text) => `- ${text}`) },
    { weight: 5, arbitrary: word.map((text) => `-   '${text.replaceAll("'", "''")}'  `) },
    { weight: 5, arbitrary: word.map((text) => `- "${text}" # c`) },
    { weight: 3, arbitrary: word.map((text) => `- ${text}\t# tab - x`) },
    { weight: 2, arbitrary: fc.constantFrom('', '# - DOMAIN,c,G', '   # deeper', '\t') },
    { weight: 1, arbitrary: fc.constantFrom("- 'two\n    lines'", '- plain\n    goes on', '- &a x', '- *a', '- !!str y', '- [f, g]', '- {h: i}', '- k: v', '- |\n   - DOMAIN,in,block', '-', '- "a\\u0041"', '- - n', '- ~', '-\tx') },
  );
  const lists = fc.array(line, { minLength: 10, maxLength: 80 });

  it('are read as the YAML parser reads them, places and all', () => {
    fc.assert(
      fc.property(lists, lists, fc.constantFrom('', '  '), fc.constantFrom('\n', '\r\n'), fc.boolean(), (first, second, indent, ending, last) => {
        const block = (lines: readonly string[]): string => lines.flatMap((each) => each.split('\n')).map((each) => (each === '' ? '' : indent + each)).join('\n');
        const text = `a: &a z\nrules:\n${block(first)}\nb: |\n  - not\n${Array.from({ length: 20 }, (_, n) => `  - item ${n}`).join('\n')}\nrules2:\n${block(second)}${last ? '\n' : ''}`.replaceAll('\n', ending);
        const document = parseDocument(text, { uniqueKeys: false });
        const list = document.get('rules');
        const expected = isSeq(list) ? list.items.filter((node) => !(isScalar(node) && node.value === null)) : [];
        const { rules, top, faults } = readConfiguration(text, { form: 'configuration' });
        if (document.errors.length > 0) return faults.length > 0;
        assert.equal(rules.length, expected.length);
        rules.forEach((rule, index) => {
          const node = expected[index];
          if (!isScalar(node) || !node.range) return;
          assert.deepEqual(rule.range, { start: node.range[0], end: node.range[1] });
          assert.equal(rule.text, typeof node.value === 'string' ? node.value : (node.source ?? ''));
        });
        const scalars = (value: unknown): unknown => (Array.isArray(value) ? value.map((each) => (typeof each === 'object' && each !== null ? scalars(each) : String(each))) : value);
        const whole = document.toJS() as Record<string, unknown>;
        assert.equal(top?.entries.get('b')?.value, whole['b']);
        assert.deepEqual(scalars(top?.entries.get('rules2')?.value), scalars(whole['rules2']));
        return true;
      }),
    );
  });

  it('are read in a fraction of a second, also while a quote is open', () => {
    const rows = Array.from({ length: 60_000 }, (_, index) => `  - DOMAIN,host${index}.example.com,G\n`);
    const processorMs = (text: string): number => {
      const begun = process.cpuUsage();
      readConfiguration(text);
      const { user, system } = process.cpuUsage(begun);
      return (user + system) / 1_000;
    };
    const whole = `mixed-port: 1\nrules:\n${rows.join('')}`;
    const open = `mixed-port: 1\nrules:\n${rows.slice(0, 100).join('')}  - "DOMAIN,x\n${rows.slice(100).join('')}`;
    for (const text of [whole, open]) {
      processorMs(text);
      const ms = processorMs(text);
      assert.ok(ms < 1_000, `${ms}`);
    }
  });

  it('never throw, whatever the text is', () => {
    const pieces = fc.constantFrom('rules:', '\n', '  ', '- ', 'a', ': ', '&a ', '*a', '<<', '{', '}', '[', ']', "'", '"', '|', '>', '#', '\t', '\r\n', '🇭🇰', '!!x ', '---', '? ', 'DOMAIN,a,G', 'proxies:', 'proxy-groups:', 'name', 'payload:', '%YAML', '\0');
    fc.assert(
      fc.property(fc.oneof(fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join('')), fc.string({ unit: 'binary' })), (text) => {
        const configuration = readConfiguration(text);
        for (const { range } of configuration.rules) assert.ok(range.start >= 0 && range.start <= range.end && range.end <= text.length);
        for (const { range } of configuration.faults) assert.ok(range.start >= 0 && range.start <= range.end && range.end <= text.length, JSON.stringify(range));
      }),
    );
  });
});
