import type { ClashConfiguration } from '../../configuration/model.ts';
import { isRow, type RuleRow } from '../gateway-rows.ts';
import type { RuleLine } from '../../rules/rule.ts';

/** The rows of `rules` and of every sub-rule. */
export function* everyRow(configuration: ClashConfiguration): Iterable<RuleRow> {
  for (const line of everyLine(configuration)) if (isRow(line)) yield line;
}

/** As everyRow, with those that could not be read. */
export function* everyLine({ rules, subRules }: ClashConfiguration): Iterable<RuleLine> {
  yield* rules;
  for (const lines of subRules.values()) yield* lines;
}
