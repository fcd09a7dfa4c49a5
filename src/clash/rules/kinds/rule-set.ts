import { compileRuleSet, type RuleSetTest } from '../rule-set.ts';
import type { RuleKind, Workshop } from '../kind.ts';
import type { Question } from '../question.ts';
import { isMissing, type Verdict } from '../verdict.ts';

/** RULE-SET: a list somewhere else (core: rules/provider/rule_set.go). */
export const ruleSetKind: RuleKind = {
  types: ['RULE-SET'],
  test(rule, workshop) {
    const name = rule.payload;
    const definition = workshop.ruleSet(name);
    let compiled: { lines: readonly string[]; test: RuleSetTest } | undefined;
    const testOf = (lines: readonly string[]): RuleSetTest => {
      if (compiled?.lines !== lines) compiled = { lines, test: compileRuleSet(lines, definition?.behavior, workshop) };
      return compiled.test;
    };
    return (question) => question.inSet(rule, () => ask(question, name, definition, testOf)) ?? { missing: 'rule-set', detail: name };
  },
};

function ask(question: Question, name: string, definition: ReturnType<Workshop['ruleSet']>, testOf: (lines: readonly string[]) => RuleSetTest): Verdict {
  const lines = question.knowledge.ruleSet(name) ?? definition?.payload ?? (question.knowledge.ruleSet(name) === null ? [] : undefined);
  if (lines && definition?.behavior !== undefined) {
    const verdict = testOf(lines)(question);
    return isMissing(verdict) && verdict.missing === 'rule-set' && verdict.detail === '' ? { ...verdict, detail: name } : verdict;
  }
  // What is in it is not known; that asking it resolves the name is.
  if (definition?.behavior === 'ipcidr') question.resolve();
  else if (definition?.behavior !== 'domain') question.inDoubt(true, () => question.resolve());
  return { missing: 'rule-set', detail: name };
}
