import { fieldsOf, flagOf, numberOf, textOf, textsOf, wordOf } from './fields.ts';

/** What a core that has `GET /rules/match` says about a host; Stash has one, and newer cores may. */
export interface CoreRuleMatch {
  /** False where it depends on what was not given; undefined where the core does not say. */
  readonly complete: boolean | undefined;
  /** What was not given, in the core's words. */
  readonly missing: readonly string[];
  readonly policy: string;
  readonly mode: string | undefined;
  readonly rule: { readonly index: number | undefined; readonly type: string; readonly payload: string } | undefined;
}

/** Undefined where it is no such answer, or names no policy. */
export function readRuleMatch(body: unknown): CoreRuleMatch | undefined {
  const fields = fieldsOf(body);
  if (!fields) return undefined;
  const rule = fieldsOf(fields['rule']);
  const policy = wordOf(fields['policy']) ?? wordOf(fields['proxy']) ?? wordOf(rule?.['proxy']) ?? wordOf(rule?.['policy']);
  if (policy === undefined) return undefined;
  return {
    complete: flagOf(fields['complete']),
    missing: textsOf(fields['missing']),
    policy,
    mode: wordOf(fields['mode'])?.toLowerCase(),
    rule: rule
      ? { index: numberOf(rule['index']), type: wordOf(rule['type']) ?? '', payload: textOf(rule['payload']) ?? '' }
      : ruleWord(fields['rule'], fields['payload'] ?? fields['rulePayload']),
  };
}

/** The rule as one word, its payload beside it. */
function ruleWord(rule: unknown, payload: unknown): CoreRuleMatch['rule'] {
  const type = wordOf(rule);
  return type === undefined ? undefined : { index: undefined, type, payload: textOf(payload) ?? '' };
}
