import type { ClashProblem, LintRule, ProblemFix } from './problem.ts';
import type { TextEdit, TextRange } from '../text-edit.ts';

/** A problem of a rule at a place; fixes whose edits could not be made are left out. */
export function found(rule: LintRule, range: TextRange, message: string, fixes: readonly (ProblemFix | undefined)[] = [], related: ClashProblem['related'] = []): ClashProblem {
  return {
    start: range.start,
    end: range.end,
    id: rule.id,
    severity: rule.severity,
    message,
    fixes: fixes.filter((fix) => fix !== undefined),
    ...(related.length > 0 ? { related } : {}),
  };
}

/** A fix, or undefined where one of its edits could not be made. */
export function fixOf(title: string, edits: readonly (TextEdit | undefined)[] | undefined): ProblemFix | undefined {
  if (!edits || edits.length === 0) return undefined;
  const made = edits.filter((edit) => edit !== undefined);
  return made.length === edits.length ? { title, edits: made } : undefined;
}
