import { t } from '@vscode/l10n';
import { membersByConfiguration } from '../../rules/members.ts';
import { found } from '../found.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { placeOf, takesAll, textOf } from './group-values.ts';

/** A group that is left without a node becomes COMPATIBLE, which is DIRECT (core: adapter/outboundgroup/groupbase.go). */
export const groupMayBeEmpty: LintRule = {
  id: 'group-may-be-empty',
  code: 'G6',
  severity: 'warning',
  fixable: false,
  *check(configuration): Iterable<ClashProblem> {
    for (const group of configuration.groups) {
      const key = ['exclude-filter', 'exclude-type', 'filter'].find((one) => textOf(group, one) !== undefined);
      // Without either, a group that nothing gets into is no group for the core (G4).
      if (!takesAll(group) && (key === undefined || group.members.length === 0)) continue;
      // Undefined: providers bring what is not known here, or a filter is written in words for another engine.
      if (membersByConfiguration(group, configuration)?.length !== 0) continue;
      yield found(
        this,
        placeOf(group, key ?? 'include-all'),
        t('No node of this file gets into the group "{0}". A group without a node sends its calls DIRECT, past every proxy, and shows no error. Change the filter, or add a node.', group.name.value),
      );
    }
  },
};
