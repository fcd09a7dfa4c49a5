import { t } from '@vscode/l10n';
import { deleteItem, moveAbove } from '../edits/list-item.ts';
import { found, fixOf } from '../found.ts';
import { gatewayRows } from '../gateway-rows.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { shadowsOf } from './shadows.ts';

/** A row with another policy than the earlier one that takes all it could take: somebody meant it to count. */
export const shadowedRow: LintRule = {
  id: 'shadowed-row',
  code: 'R5',
  severity: 'warning',
  fixable: true,
  *check(configuration, surroundings): Iterable<ClashProblem> {
    // R3 speaks of those.
    const gateways = new Set(gatewayRows(configuration, surroundings).map(({ row }) => row));
    for (const { row, by } of shadowsOf(configuration)) {
      if (row.rule.target === by.rule.target || gateways.has(row)) continue;
      const same = row.rule.type === by.rule.type && row.rule.payload.toLowerCase() === by.rule.payload.toLowerCase();
      yield found(
        this,
        row.range,
        t('"{0}" above takes everything this row could take, so that it is never reached, and calls go to {1} instead of {2}. Move this row above that one, or delete it.', by.text, by.rule.target, row.rule.target),
        [
          // Of two that ask the same only one can count, and which is for the user to say.
          same ? undefined : fixOf(t('Move the row above "{0}"', by.text), moveAbove(configuration.text, row.range, by.range)),
          fixOf(t('Delete this row'), [deleteItem(configuration.text, row.range)]),
        ],
        [{ ...by.range, message: t('This row takes it first.') }],
      );
    }
  },
};
