import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readConfiguration } from '../../../../src/clash/configuration/read.ts';
import type { ClashForm } from '../../../../src/clash/configuration/model.ts';
import { lintRules } from '../../../../src/clash/lint/catalogue.ts';
import { readIgnored } from '../../../../src/clash/lint/ignore-comments.ts';
import { lintConfiguration } from '../../../../src/clash/lint/lint.ts';
import { nearestName } from '../../../../src/clash/lint/nearest-name.ts';
import type { LintRule } from '../../../../src/clash/lint/problem.ts';
import { surroundings } from './surroundings.ts';

function idsIn(text: string, form: ClashForm = 'configuration'): string[] {
  return lintConfiguration(readConfiguration(text, { form }), surroundings).map(({ id }) => id);
}

const shadowed = (line: string, above = ''): string => `rules:\n  - DOMAIN-SUFFIX,example.com,REJECT\n${above}  - DOMAIN,a.example.com,DIRECT${line}\n  - MATCH,DIRECT\n`;

describe('comments that switch rules off', () => {
  const cases: readonly (readonly [what: string, text: string, silent: boolean])[] = [
    ['none', shadowed(''), false],
    ['at the end of the line, by id', shadowed(' # gatehouse-ignore shadowed-row'), true],
    ['by code, in any case', shadowed(' # gatehouse-ignore r5'), true],
    ['without a blank behind the hash', shadowed(' #gatehouse-ignore shadowed-row'), true],
    ['several', shadowed(' # gatehouse-ignore no-match-row, shadowed-row'), true],
    ['with a reason', shadowed(' # gatehouse-ignore shadowed-row -- the old router'), true],
    ['an id in the reason', shadowed(' # gatehouse-ignore no-match-row -- not shadowed-row'), false],
    ['another id', shadowed(' # gatehouse-ignore redundant-row'), false],
    ['above', shadowed('', '  # gatehouse-ignore shadowed-row\n'), true],
    ['above, past a blank line and a comment', shadowed('', '  # gatehouse-ignore shadowed-row\n\n  # more\n'), true],
    ['at the end of the line above', shadowed('', '  - DOMAIN,b.example,DIRECT # gatehouse-ignore shadowed-row\n'), false],
    ['with CRLF', shadowed(' # gatehouse-ignore shadowed-row').replaceAll('\n', '\r\n'), true],
    ['of another word', shadowed(' # gatehouse-ignored shadowed-row'), false],
  ];
  for (const [what, text, silent] of cases) {
    it(what, () => assert.equal(idsIn(text).includes('shadowed-row'), !silent));
  }

  it('silence nothing but what they name, in any text', () => {
    const rule = { id: 'some-rule', code: 'R1' };
    fc.assert(
      fc.property(fc.array(fc.constantFrom('# gatehouse-ignore some-rule', 'a: 1 # gatehouse-ignore R1', 'b: 2', '', '# c', '\r'), { maxLength: 8 }), (lines) => {
        const text = lines.join('\n');
        const ignored = readIgnored(text);
        for (let offset = 0; offset <= text.length; offset++) {
          assert.equal(ignored(offset, { id: 'other', code: 'G1' }), false);
          const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1).split('\n')[0] ?? '';
          if (offset > 0 && line.endsWith('gatehouse-ignore R1')) assert.equal(ignored(offset, rule), true);
        }
      }),
    );
  });
});

describe('what the lint lists', () => {
  it('is in the order of the text', () => {
    const text = 'allow-lan: true\nexternal-controller: 0.0.0.0:9090\ndisable-keep-alive: true\nrules:\n  - MATCH,DIRECT\n  - DOMAIN,x.example,DIRECT\n';
    const starts = lintConfiguration(readConfiguration(text, {}), surroundings).map(({ start }) => start);
    assert.ok(starts.length > 3);
    assert.deepEqual(starts, starts.toSorted((a, b) => a - b));
  });

  it('is cut where one rule has very much to say, and says so', () => {
    const noisy: LintRule = {
      id: 'noisy',
      code: 'R1',
      severity: 'info',
      fixable: false,
      *check() {
        for (let index = 0; index < 1_000; index++) yield { start: index, end: index, id: 'noisy', severity: 'info', message: 'Noise.', fixes: [] };
      },
    };
    const problems = lintConfiguration(readConfiguration(' '.repeat(2_000), {}), surroundings, [noisy]);
    assert.equal(problems.length, 200);
    assert.equal(problems.at(-1)?.message, 'Noise. More of this kind are not listed.');
  });

  it('in what is merged into a configuration is about itself alone', () => {
    const parts: readonly (readonly [ClashForm, string])[] = [
      ['verge-rules', 'prepend:\n  - DOMAIN-SUFFIX,openrouter.ai,not here\nappend: []\ndelete: []\n'],
      ['verge-groups', 'prepend:\n  - { name: OR, type: select, proxies: [not here] }\n'],
      ['verge-merge', 'rules:\n  - DOMAIN-SUFFIX,openrouter.ai,not here\ndns: { enable: true }\n'],
      ['party-override', '+rules:\n  - DOMAIN-SUFFIX,openrouter.ai,not here\n'],
      ['stash-override', 'rules:\n  - DOMAIN-SUFFIX,openrouter.ai,not here\n'],
      ['rule-set', 'payload:\n  - DOMAIN-SUFFIX,openrouter.ai\n'],
      ['proxy-set', 'proxies:\n  - { name: a, type: http, server: 127.0.0.1, port: 1 }\n'],
    ];
    for (const [form, text] of parts) assert.deepEqual(idsIn(text, form), [], form);
  });

  it('in what is merged still tells of a row that no core reads', () => {
    assert.deepEqual(idsIn('prepend:\n  - DOMAN,openrouter.ai,PROXY\n', 'verge-rules'), ['bad-row']);
    assert.deepEqual(idsIn('+rules:\n  - DOMAIN-SUFFIX,.openrouter.ai,PROXY\n', 'party-override'), ['leading-dot-suffix']);
  });

  it('is an error of the text alone where the text could not be read as a whole', () => {
    const ids = idsIn('rules:\n  - MATCH,nowhere\nproxy-groups: [{ name: g, type: select }]\nmode: rule\nmode: direct\n');
    const errors = new Set(lintRules.filter(({ severity }) => severity === 'error').map(({ id }) => id));
    assert.deepEqual(ids.filter((id) => errors.has(id)), ['unreadable-text']);
  });
});

describe('the nearest name', () => {
  const cases: readonly (readonly [written: string, names: readonly string[], nearest: string | undefined])[] = [
    ['Proxy', ['DIRECT', 'PROXY'], 'PROXY'],
    ['节点选择', ['🚀 节点选择', '自动选择'], '🚀 节点选择'],
    ['wrok', ['work', 'home'], 'work'],
    ['nowhere', ['PROXY', 'DIRECT'], undefined],
    ['x', [], undefined],
    ['🚀', ['✈️'], undefined],
  ];
  for (const [written, names, nearest] of cases) {
    it(`of "${written}" among ${names.join(', ') || 'none'} is ${nearest ?? 'none'}`, () => assert.equal(nearestName(written, names), nearest));
  }

  it('is always one of them, and itself where it is there', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (written, names) => {
        const near = nearestName(written, names);
        if (near !== undefined) assert.ok(names.includes(near));
        if (written.length <= 60 && names.includes(written)) assert.notEqual(near, undefined);
      }),
    );
  });
});
