import { t } from '@vscode/l10n';
import { found } from '../found.ts';
import { gatewayRows, isRow, type RuleRow } from '../gateway-rows.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { ruleSetLines, ruleSetOf } from '../rule-sets.ts';

/** What a rule set holds that lies elsewhere can't be said; where it could take a gateway first, that is worth saying. */
export const unreadableRuleSet: LintRule = {
  id: 'unreadable-rule-set',
  code: 'R8',
  severity: 'info',
  fixable: false,
  *check(configuration, surroundings): Iterable<ClashProblem> {
    const last = gatewayRows(configuration, surroundings).filter(({ gateways }) => gateways.some(({ inUse }) => inUse)).at(-1);
    if (!last) return;
    const told = new Set<string>();
    for (const line of configuration.rules) {
      if (line.index >= last.row.index) return;
      if (!isRow(line) || !canHoldNames(line)) continue;
      const { payload, target } = line.rule;
      const provider = ruleSetOf(configuration, payload);
      if (!provider || provider.behavior === 'ipcidr' || target === last.row.rule.target || told.has(payload)) continue;
      if (ruleSetLines(configuration, surroundings, payload) !== undefined) continue;
      told.add(payload);
      yield found(
        this,
        line.range,
        t('What the rule set "{0}" holds is not known here, and it stands above a row for a gateway: whether it takes that gateway\'s calls to {1} first can\'t be proven. Move the row for the gateway above it to be sure.', payload, target),
        [],
        [{ ...last.row.range, message: t('This row is for a gateway.') }],
      );
    }
  },
};

function canHoldNames({ rule }: RuleRow): boolean {
  return rule.type === 'RULE-SET' && !rule.src;
}
