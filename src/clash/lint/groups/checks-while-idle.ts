import { t } from '@vscode/l10n';
import { setKey } from '../edits/map-key.ts';
import { found, fixOf } from '../found.ts';
import { gatewayGroups } from '../gateway-groups.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { checkSeconds, placeOf } from './group-values.ts';

/** lazy is true by default: a group that nobody uses is not checked (core: adapter/provider/healthcheck.go). */
export const checksWhileIdle: LintRule = {
  id: 'checks-while-idle',
  code: 'G2',
  severity: 'warning',
  fixable: true,
  *check(configuration, surroundings): Iterable<ClashProblem> {
    for (const [group] of gatewayGroups(configuration, surroundings)) {
      const seconds = checkSeconds(group);
      const lazy = group.map.entries.get('lazy')?.value;
      if (lazy !== false || seconds === undefined || seconds >= 120) continue;
      yield found(
        this,
        placeOf(group, 'lazy'),
        t(
          'The group "{0}" checks its nodes every {1} seconds even while nobody uses it. Nodes come and go in it all day, and the next call to a gateway may leave from another one than the last. Set lazy to true.',
          group.name.value,
          seconds,
        ),
        [fixOf(t('Set lazy to true'), [setKey(configuration.text, group.map, 'lazy', true)])],
      );
    }
  },
};
