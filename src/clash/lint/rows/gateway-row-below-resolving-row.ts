import { t } from '@vscode/l10n';
import { moveAbove } from '../edits/list-item.ts';
import { found, fixOf } from '../found.ts';
import { gatewayExplanations } from '../gateway-explanations.ts';
import { gatewayRows, hostNames, isRow, type RuleRow } from '../gateway-rows.ts';
import type { ClashConfiguration } from '../../configuration/model.ts';
import type { ClashProblem, LintRule, LintSurroundings } from '../problem.ts';
import { resolvingRows } from '../resolving.ts';
import { addParameter } from './row-text.ts';

/** Rows that take no parameter (core: rules/common/base.go). */
const lastIsTarget: ReadonlySet<string> = new Set(['AND', 'OR', 'NOT', 'SUB-RULE']);
/** More rows than that are not changed at once. */
const mostRows = 20;

/** A row by address makes the core resolve the name first: a query at home, and up to five seconds where it fails (core: tunnel/tunnel.go). */
export const gatewayRowBelowResolvingRow: LintRule = {
  id: 'gateway-row-below-resolving-row',
  code: 'R2',
  severity: 'warning',
  fixable: true,
  *check(configuration, surroundings): Iterable<ClashProblem> {
    const { text } = configuration;
    for (const { row, gateways } of gatewayRows(configuration, surroundings)) {
      const above = resolvingAbove(configuration, surroundings, row);
      const [first] = above;
      if (!first) continue;
      const keep = above.length > mostRows || above.some(({ rule }) => lastIsTarget.has(rule.type)) ? undefined : above.map((other) => addParameter(text, other, 'no-resolve'));
      yield found(
        this,
        row.range,
        t(
          'This row for {0} stands below "{1}", which makes the core resolve the name before it gets here. Each call waits for that lookup, for up to five seconds where it fails, and a wrong answer sends it elsewhere. Move this row above that one, or add no-resolve there.',
          hostNames(gateways),
          first.text,
        ),
        [
          fixOf(t('Move the row above "{0}"', first.text), moveAbove(text, row.range, first.range)),
          fixOf(above.length === 1 ? t('Add no-resolve to "{0}"', first.text) : t('Add no-resolve to {0} rows above', above.length), keep),
        ],
        [{ ...first.range, message: t('This row makes the core resolve the name.') }],
      );
    }
  },
};

/** Rows by address above one; and the one that a rule set or a condition in brackets makes resolve, where it decides for a gateway in use. */
function resolvingAbove(configuration: ClashConfiguration, surroundings: LintSurroundings, row: RuleRow): readonly RuleRow[] {
  const above = resolvingRows(configuration).filter(({ index }) => index < row.index);
  if (above.length > 0) return above;
  const decided = gatewayExplanations(configuration, surroundings).find(({ tcp: { rule, resolvedBy } }) => rule?.list === 'rules' && rule.index === row.index && resolvedBy?.list === 'rules');
  const by = decided?.tcp.resolvedBy && configuration.rules[decided.tcp.resolvedBy.index];
  return by && by.index < row.index && isRow(by) ? [by] : [];
}
