import { t } from '@vscode/l10n';
import { setKey } from '../edits/map-key.ts';
import { found, fixOf } from '../found.ts';
import type { ClashProblem, LintRule } from '../problem.ts';

/** `relay` was removed in November 2025 (core: adapter/outboundgroup/parser.go). */
export const removedGroupType: LintRule = {
  id: 'removed-group-type',
  code: 'G4',
  severity: 'error',
  fixable: true,
  besideSchema: 'speaks',
  *check({ groups, text }): Iterable<ClashProblem> {
    for (const group of groups) {
      if (group.type.value !== 'relay') continue;
      yield found(
        this,
        group.type.range,
        t(
          'The group "{0}" is of the type relay, which cores since November 2025 no longer have: they refuse the whole configuration, so that no call gets through it. Put dialer-proxy on the nodes instead, which chains them, or use another type.',
          group.name.value,
        ),
        [fixOf(t('Change the type to {0} (one node at a time, no chain)', 'select'), [setKey(text, group.map, 'type', 'select')])],
      );
    }
  },
};
