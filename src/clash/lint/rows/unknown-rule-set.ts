import { t } from '@vscode/l10n';
import { namesOf } from '../names.ts';
import { NearestNames } from '../nearest-name.ts';
import { found } from '../found.ts';
import type { RuleRow } from '../gateway-rows.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { everyRow } from './every-row.ts';
import { replaceField } from './row-text.ts';

/** The core refuses a configuration with a row that asks a rule set which is not there. */
export const unknownRuleSet: LintRule = {
  id: 'unknown-rule-set',
  code: 'R6',
  severity: 'error',
  fixable: true,
  *check(configuration): Iterable<ClashProblem> {
    if (!namesOf(configuration).complete) return;
    const names = new Set(configuration.ruleProviders.map(({ name }) => name.value));
    const nearest = new NearestNames(names);
    for (const row of everyRow(configuration)) {
      for (const name of setsAsked(row)) {
        if (names.has(name)) continue;
        const near = nearest.of(name);
        const edit = near === undefined || row.rule.type !== 'RULE-SET' ? undefined : replaceField(configuration.text, row, 1, near);
        yield found(
          this,
          row.range,
          t('rule-providers has no rule set called "{0}". The core refuses the whole configuration, so that no call gets through it. Name one that exists, or add it to rule-providers.', name),
          edit && near !== undefined ? [{ title: t('Change to "{0}"', near), edits: [edit] }] : [],
        );
      }
    }
  },
};

const logic: ReadonlySet<string> = new Set(['AND', 'OR', 'NOT', 'SUB-RULE']);

/** The rule sets that a row asks, by itself or between brackets. */
function setsAsked({ rule: { type, payload } }: RuleRow): string[] {
  if (type === 'RULE-SET') return [payload];
  return logic.has(type) ? [...payload.matchAll(/\(\s*RULE-SET\s*,([^,()]*)/gi)].map(([, name]) => (name ?? '').trim()) : [];
}
