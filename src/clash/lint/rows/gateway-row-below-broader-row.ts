import { t } from '@vscode/l10n';
import { catchingRows, type CatchingRow } from '../catching-rows.ts';
import { moveAbove } from '../edits/list-item.ts';
import { found, fixOf } from '../found.ts';
import { gatewayRows } from '../gateway-rows.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import type { Rule } from '../../rules/rule.ts';

/** The first row that holds a host decides; what stands below it for the same host has no say. */
export const gatewayRowBelowBroaderRow: LintRule = {
  id: 'gateway-row-below-broader-row',
  code: 'R3',
  severity: 'warning',
  fixable: true,
  *check(configuration, surroundings): Iterable<ClashProblem> {
    const caught = catchingRows(configuration, surroundings);
    for (const { row, gateways } of gatewayRows(configuration, surroundings)) {
      let first: (CatchingRow & { host: string }) | undefined;
      for (const { host } of gateways) {
        const above = (caught.get(host) ?? []).find(({ row: other }) => other.index < row.index && other.rule.target !== row.rule.target && !passes.has(other.rule.target) && !isNarrower(other.rule, row.rule));
        if (above && (!first || above.row.index < first.row.index)) first = { ...above, host };
      }
      if (!first) continue;
      const { row: above, host, sure } = first;
      yield found(
        this,
        row.range,
        sure
          ? t('"{0}" above this row takes {1} already and sends it to {2}, so that calls to it never get to {3}. Move this row above that one.', above.text, host, above.rule.target, row.rule.target)
          : t('"{0}" above this row can take {1} and send it to {2}: the list is the core\'s, and may hold that host. Calls to it may never get to {3}. Move this row above that one.', above.text, host, above.rule.target, row.rule.target),
        [fixOf(t('Move the row above "{0}"', above.text), moveAbove(configuration.text, row.range, above.range))],
        [{ ...above.range, message: t('This row takes {0} first.', host) }],
      );
    }
  },
};

/** A row that leads there is passed over (core: tunnel/tunnel.go). */
const passes: ReadonlySet<string> = new Set(['PASS', 'PASS-RULE']);

/** Whether a row above takes a part of what the other one is about, as is meant then. */
function isNarrower(above: Rule, row: Rule): boolean {
  if (above.type !== 'DOMAIN' && above.type !== 'DOMAIN-SUFFIX') return false;
  if (row.type === 'DOMAIN') return false;
  if (row.type !== 'DOMAIN-SUFFIX') return true;
  const payload = row.payload.toLowerCase();
  const inner = above.payload.toLowerCase();
  return inner === payload ? above.type === 'DOMAIN' : inner.endsWith(`.${payload}`);
}
