import { t } from '@vscode/l10n';
import { deleteItem } from '../edits/list-item.ts';
import { found, fixOf } from '../found.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { shadowsOf } from './shadows.ts';

/** A row that an earlier one with the same policy makes needless. */
export const redundantRow: LintRule = {
  id: 'redundant-row',
  code: 'R5',
  severity: 'info',
  fixable: true,
  *check(configuration): Iterable<ClashProblem> {
    for (const { row, by } of shadowsOf(configuration)) {
      if (row.rule.target !== by.rule.target) continue;
      yield found(
        this,
        row.range,
        t('"{0}" above does the same for everything this row could take. It changes no call to a gateway and can go.', by.text),
        [fixOf(t('Delete this row'), [deleteItem(configuration.text, row.range)])],
        [{ ...by.range, message: t('This row does it already.') }],
      );
    }
  },
};
