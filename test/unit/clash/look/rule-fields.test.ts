import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fieldsOf, fieldsOfLine, nestedRuleSets } from '../../../../src/clash/look/rule-fields.ts';

const told = (rule: string): string[] => fieldsOf(rule).map(({ kind, value }) => `${kind}=${value}`);

describe('fields of a rule', () => {
  const cases: [string, string[]][] = [
    ['DOMAIN-SUFFIX, openrouter.ai ,PROXY', ['type=DOMAIN-SUFFIX', 'payload=openrouter.ai', 'target=PROXY']],
    ['GEOIP,CN,DIRECT,no-resolve', ['type=GEOIP', 'payload=CN', 'target=DIRECT', 'param=no-resolve']],
    ['match,🇺🇸 US', ['type=match', 'target=🇺🇸 US']],
    ['AND,((NETWORK,UDP),(DST-PORT,443)),REJECT', ['type=AND', 'payload=((NETWORK,UDP),(DST-PORT,443))', 'target=REJECT']],
    ['DOMAIN-REGEX,^a{1,2}$,A', ['type=DOMAIN-REGEX', 'payload=^a{1,2}$', 'target=A']],
    ['SUB-RULE,(NETWORK,TCP),list', ['type=SUB-RULE', 'payload=(NETWORK,TCP)', 'target=list']],
    ['NOT,((DOMAIN', ['type=NOT', 'payload=((DOMAIN']],
    ['DOMA', ['type=DOMA']],
    ['DOMAIN,', ['type=DOMAIN', 'payload=']],
    ['', ['type=']],
  ];
  for (const [rule, expected] of cases) it(rule || 'none', () => assert.deepEqual(told(rule), expected));

  it('stand where they are said to stand', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('MATCH', 'AND', ',', ' ', 'a.b', '(', ')', 'é')), (pieces) => {
      const rule = pieces.join('');
      for (const { value, start, end } of fieldsOf(rule)) assert.equal(rule.slice(start, end), value);
    }));
  });

  it('are found in the document behind quotes, and nowhere behind escapes', () => {
    const text = 'rules:\n  - "MATCH,A"\n';
    const range = { start: 11, end: 20 };
    const line = (written: string) => ({ index: 0, text: written, range, rule: { fault: 'type' as const, detail: '' } });
    assert.deepEqual(fieldsOfLine(line('MATCH,A'), text).map(({ start, end }) => text.slice(start, end)), ['MATCH', 'A']);
    assert.deepEqual(fieldsOfLine(line('MATCH,é'), text), []);
  });

  it('of logic rules name rule sets inside', () => {
    const payload = '((RULE-SET,ai),(NOT,((RULE-SET, cn ,no-resolve))))';
    assert.deepEqual(nestedRuleSets(payload).map(({ name, start, end }) => [name, payload.slice(start, end)]), [['ai', 'ai'], ['cn', 'cn']]);
    assert.deepEqual(nestedRuleSets('((RULE-SET,RULE-SET),(DOMAIN,x))').map(({ name, start }) => [name, start]), [['RULE-SET', 11]]);
  });
});
