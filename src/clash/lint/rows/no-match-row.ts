import { t } from '@vscode/l10n';
import { insertBelow } from '../edits/list-item.ts';
import { isRow } from '../gateway-rows.ts';
import { found } from '../found.ts';
import type { ClashProblem, LintRule } from '../problem.ts';

/** Without MATCH what no row takes goes direct (core: tunnel/tunnel.go). */
export const noMatchRow: LintRule = {
  id: 'no-match-row',
  code: 'R4',
  severity: 'warning',
  fixable: true,
  *check({ rules, text, groups, mode }): Iterable<ClashProblem> {
    const last = rules.at(-1);
    if (!last || mode !== 'rule' || rules.some((line) => isRow(line) && line.rule.type === 'MATCH')) return;
    const select = groups.find(({ type }) => type.value === 'select') ?? groups[0];
    const policies = [...(select ? [select.name.value] : []), 'DIRECT'];
    yield found(this, last.range, t(
        'The rules end without MATCH. The core sends what no row takes DIRECT, a gateway too, and no row shows it. Add a MATCH row that says where the rest goes.',
      ), policies.flatMap((policy) => {
        const edit = insertBelow(text, last.range, `MATCH,${policy}`);
        return edit ? [{ title: t('Add "{0}"', `MATCH,${policy}`), edits: [edit] }] : [];
      }));
  },
};
