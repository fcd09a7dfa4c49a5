import { t } from '@vscode/l10n';
import { deleteItem } from '../edits/list-item.ts';
import { found, fixOf } from '../found.ts';
import { gatewayGroups } from '../gateway-groups.ts';
import type { ClashProblem, LintRule } from '../problem.ts';

const leaks: ReadonlySet<string> = new Set(['DIRECT', 'COMPATIBLE', 'REJECT', 'REJECT-DROP', 'PASS']);

/** A group that chooses by itself chooses these too; of a `select` it is the user's own choice. */
export const stableGroupLeaks: LintRule = {
  id: 'stable-group-leaks',
  code: 'G6',
  severity: 'warning',
  fixable: true,
  *check(configuration, surroundings): Iterable<ClashProblem> {
    for (const [group] of gatewayGroups(configuration, surroundings)) {
      if (group.type.value === 'select') continue;
      for (const member of group.members) {
        if (!leaks.has(member.value)) continue;
        yield found(
          this,
          member.range,
          t('The group "{0}" carries a gateway and chooses by itself, and "{1}" is among its choices: calls leave without a proxy, or are refused, whenever it wins. Take it out.', group.name.value, member.value),
          group.members.length < 2 ? [] : [fixOf(t('Take "{0}" out of "{1}"', member.value, group.name.value), [deleteItem(configuration.text, member.range)])],
        );
      }
    }
  },
};
