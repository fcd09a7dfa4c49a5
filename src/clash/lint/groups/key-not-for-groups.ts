import { t } from '@vscode/l10n';
import { deleteKey } from '../edits/map-key.ts';
import { found, fixOf } from '../found.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { placeOf } from './group-values.ts';

const keys = ['interface-name', 'routing-mark', 'dialer-proxy'] as const;

/** The core logs an error for the first two, knows nothing of the third, and loads all the same (core: adapter/outboundgroup/parser.go). */
export const keyNotForGroups: LintRule = {
  id: 'key-not-for-groups',
  code: 'G4',
  severity: 'warning',
  fixable: true,
  besideSchema: 'speaks',
  *check({ groups, text }): Iterable<ClashProblem> {
    for (const group of groups) {
      for (const key of keys) {
        if (!group.map.entries.has(key)) continue;
        yield found(
          this,
          placeOf(group, key),
          t('The core passes over "{0}" on the group "{1}", so that calls leave another way than it says. Put it on each node, or on the provider as an override.', key, group.name.value),
          [fixOf(t('Delete "{0}"', key), [deleteKey(text, group.map, key)])],
        );
      }
    }
  },
};
