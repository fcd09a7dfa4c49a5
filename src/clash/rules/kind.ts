import type { Question } from './question.ts';
import type { Rule, RuleFault, RuleType } from './rule.ts';
import type { Verdict } from './verdict.ts';

/** A rule without a target: what stands between brackets, or in a rule set. */
export type Condition = Rule;

/** Whether a rule matches; asking may make the core resolve the name, which the question remembers. */
export type Test = (question: Question) => Verdict;

export type ParseCondition = (line: string) => Condition | RuleFault;

/** What a rule is made into a test with. */
export interface Workshop {
  readonly parseCondition: ParseCondition;
  /** Makes a test of a condition within this one. */
  test(condition: Condition): Test;
  /** How a rule set is asked: by its provider's name. */
  ruleSet(name: string): RuleSetDefinition | undefined;
}

export interface RuleSetDefinition {
  readonly behavior: 'domain' | 'ipcidr' | 'classical' | undefined;
  /** Lines that stand in the configuration; undefined where they have to be loaded. */
  readonly payload: readonly string[] | undefined;
}

/** A family of rule types: one file, and one line in `kinds/index.ts`. Pure. */
export interface RuleKind {
  readonly types: readonly RuleType[];
  /** Why the core refuses a payload, in the payload's own words; absent: it takes everything. */
  readonly fault?: (rule: { readonly type: RuleType; readonly payload: string }, parse: ParseCondition) => string | undefined;
  test(rule: Condition, workshop: Workshop): Test;
}
