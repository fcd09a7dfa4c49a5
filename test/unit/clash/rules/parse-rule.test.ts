import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isRule, parseCondition, parseRule, parseSetLine } from '../../../../src/clash/rules/parse-rule.ts';
import { ruleTypes } from '../../../../src/clash/rules/rule.ts';
import { refusedLines, ruleLines } from './rule-lines.ts';

describe('a rule line', () => {
  for (const [line, type, payload, target, flags = ''] of ruleLines) {
    it(`is read: ${line}`, () => {
      const rule = parseRule(line);
      assert.ok(isRule(rule), JSON.stringify(rule));
      assert.deepEqual([rule.type, rule.payload, rule.target, [rule.noResolve ? 'no-resolve' : '', rule.src ? 'src' : ''].join(' ').trim()], [type, payload, target, flags]);
    });
  }
  for (const [line, fault, detail] of refusedLines) {
    it(`is refused for its ${fault}: ${JSON.stringify(line)}`, () => {
      const rule = parseRule(line);
      assert.ok(!isRule(rule));
      assert.equal(rule.fault, fault);
      if (detail !== undefined) assert.equal(rule.detail, detail);
    });
  }

  it('has no target in a rule set, where other sets and lists cannot be named', () => {
    const rule = parseSetLine('IP-CIDR,1.0.0.0/8,no-resolve');
    assert.ok(isRule(rule) && rule.target === '' && rule.noResolve);
    for (const line of ['MATCH', 'RULE-SET,a', 'SUB-RULE,(DOMAIN,a)', 'a.b']) assert.equal(isRule(parseSetLine(line)), false, line);
    const condition = parseCondition('RULE-SET,a');
    assert.ok(isRule(condition) && condition.payload === 'a');
    const regex = parseCondition('DOMAIN-REGEX,a{1,2}');
    assert.ok(isRule(regex) && regex.payload === 'a{1,2}');
  });

  it('never throws, and keeps what it read', () => {
    const piece = fc.oneof(fc.constantFrom(...ruleTypes, ',', '(', ')', ' ', '/', '-', '1', 'a', '*', '[', '{', '\\', '?', 'no-resolve', '::', '.', '|'), fc.string({ unit: 'binary', maxLength: 3 }));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const line = pieces.join('');
        const rule = parseRule(line);
        parseCondition(line);
        if (!isRule(rule)) return;
        assert.notEqual(rule.target, '');
        assert.ok(rule.type === 'MATCH' || rule.payload !== '');
        const again = parseRule([rule.type, ...(rule.type === 'MATCH' ? [] : [rule.payload]), rule.target, ...rule.params].join(','));
        assert.deepEqual(again, rule);
      }),
    );
    assert.equal(isRule(parseRule(`AND,${'('.repeat(5_000)}${')'.repeat(5_000)},G`)), false);
  });
});
