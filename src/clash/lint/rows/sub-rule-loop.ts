import { t } from '@vscode/l10n';
import { isRow, type RuleRow } from '../gateway-rows.ts';
import { found } from '../found.ts';
import type { ClashProblem, LintRule } from '../problem.ts';

/** Lists that lead into each other in a circle stop the core (core: config/config.go, verifySubRule). */
export const subRuleLoop: LintRule = {
  id: 'sub-rule-loop',
  code: 'R6',
  severity: 'error',
  fixable: false,
  *check({ subRules }): Iterable<ClashProblem> {
    const leadsTo = new Map([...subRules].map(([name, lines]) => [name, lines.filter((line): line is RuleRow => isRow(line) && line.rule.type === 'SUB-RULE' && subRules.has(line.rule.target))]));
    for (const [name, rows] of leadsTo) {
      for (const row of rows) {
        if (!reaches(leadsTo, row.rule.target, name)) continue;
        yield found(this, row.range, t('The sub-rule "{0}" leads back to itself by "{1}". The core refuses the whole configuration, so that no call gets through it. Take one of the SUB-RULE rows out of the circle.', name, row.rule.target), []);
      }
    }
  },
};

function reaches(leadsTo: ReadonlyMap<string, readonly RuleRow[]>, from: string, goal: string): boolean {
  const seen = new Set<string>();
  const next = [from];
  for (let name = next.pop(); name !== undefined; name = next.pop()) {
    if (name === goal) return true;
    if (seen.has(name)) continue;
    seen.add(name);
    for (const row of leadsTo.get(name) ?? []) next.push(row.rule.target);
  }
  return false;
}
