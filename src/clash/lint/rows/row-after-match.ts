import { t } from '@vscode/l10n';
import { deleteItem, moveBelow } from '../edits/list-item.ts';
import { isRow } from '../gateway-rows.ts';
import { found } from '../found.ts';
import type { ClashProblem, LintRule } from '../problem.ts';

/** The core loads rows behind MATCH and never asks them. */
export const rowAfterMatch: LintRule = {
  id: 'row-after-match',
  code: 'R4',
  severity: 'warning',
  fixable: true,
  *check({ rules, text }): Iterable<ClashProblem> {
    const match = rules.find((line) => isRow(line) && line.rule.type === 'MATCH');
    const first = match && rules[match.index + 1];
    const last = rules.at(-1);
    if (!match || !first || !last) return;
    const down = moveBelow(text, match.range, last.range);
    const removal = first === last ? deleteItem(text, first.range) : undefined;
    yield found(this, first.range, t(
        'MATCH stands above this row and takes everything, so that this row and those below it ({0} in all) are never asked; a gateway that they name goes where MATCH leads. Move MATCH to the end.',
        rules.length - first.index,
      ), [
        ...(down ? [{ title: t('Move MATCH to the end'), edits: down }] : []),
        ...(removal ? [{ title: t('Delete this row'), edits: [removal] }] : []),
      ], [{ ...match.range, message: t('MATCH takes everything here.') }]);
  },
};
