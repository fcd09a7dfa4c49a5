import { cutConditions } from '../brackets.ts';
import type { ParseCondition, RuleKind, Test, Workshop } from '../kind.ts';
import type { Question } from '../question.ts';
import { isMissing, type Missing, type Verdict } from '../verdict.ts';

/** Nested deeper than anything that is written by hand; the core has no limit. */
const deepest = 64;

/** AND, OR and NOT (core: rules/logic/logic.go). */
export const logicKind: RuleKind = {
  types: ['AND', 'OR', 'NOT'],
  fault({ type, payload }, parse) {
    return conditionsFault(payload, parse, type === 'NOT');
  },
  test({ type, payload }, workshop) {
    const tests = conditionTests(payload, workshop);
    const [first] = tests;
    if (type === 'NOT') return first ? (question) => opposite(first(question)) : () => false;
    return (question) => askAll(tests, question, type === 'OR');
  },
};

/** The condition of a SUB-RULE row; brackets are put around it once more. */
export const subRuleKind: RuleKind = {
  types: ['SUB-RULE'],
  fault({ payload }, parse) {
    return conditionsFault(`(${payload})`, parse, true);
  },
  test({ payload }, workshop) {
    const [first] = conditionTests(`(${payload})`, workshop);
    return first ?? (() => false);
  },
};

/**
 * Asks conditions in turn, as the core does, until one decides. One that can't be decided may have ended the asking or
 * not, so the rest is asked in doubt; yet one that decides for sure decides for all.
 *
 * @param decisive What ends the asking: true for OR, false for AND.
 */
export function askAll(tests: readonly Test[], question: Question, decisive: boolean): Verdict {
  let undecided: Missing | undefined;
  for (const test of tests) {
    const verdict = question.inDoubt(undecided !== undefined, () => test(question));
    if (verdict === decisive) return decisive;
    if (isMissing(verdict)) undecided ??= verdict;
  }
  return undecided ?? !decisive;
}

function opposite(verdict: Verdict): Verdict {
  return isMissing(verdict) ? verdict : !verdict;
}

function conditionTests(payload: string, workshop: Workshop): Test[] {
  return (cutConditions(payload) ?? []).flatMap((line) => {
    const condition = workshop.parseCondition(line);
    return 'fault' in condition ? [] : [workshop.test(condition)];
  });
}

function conditionsFault(payload: string, parse: ParseCondition, exactlyOne: boolean): string | undefined {
  if (bracketDepth(payload) > deepest) return payload;
  const conditions = cutConditions(payload);
  if (!conditions || (exactlyOne && conditions.length !== 1)) return payload;
  for (const line of conditions) {
    const condition = parse(line);
    if ('fault' in condition) return condition.detail === '' ? line : condition.detail;
  }
  return undefined;
}

function bracketDepth(payload: string): number {
  let depth = 0;
  let most = 0;
  for (const character of payload) {
    if (character === '(') most = Math.max(most, ++depth);
    else if (character === ')') depth--;
  }
  return most;
}
