import { t } from '@vscode/l10n';
import { setKey } from '../edits/map-key.ts';
import { found, fixOf } from '../found.ts';
import { gatewayGroups } from '../gateway-groups.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { placeOf, realCheck } from './group-values.ts';

/** Milder than checks-too-often: three minutes are enough for a group that carries long streams. */
export const checksOften: LintRule = {
  id: 'checks-often',
  code: 'G1',
  severity: 'info',
  fixable: true,
  *check(configuration, surroundings): Iterable<ClashProblem> {
    for (const [group] of gatewayGroups(configuration, surroundings)) {
      const check = realCheck(group, configuration);
      if (!check) continue;
      const { seconds, provider } = check;
      if (seconds < 60 || seconds >= 180) continue;
      yield found(
        this,
        provider ? provider.name.range : placeOf(group, 'interval'),
        provider ? t('The provider "{0}" checks its nodes every {1} seconds, also those of the group "{2}", whatever that says. Each check can move the next call to a gateway to another node. Set interval to 300 in its health-check.', provider.name.value, seconds, group.name.value) : t(
          'The group "{0}" checks its nodes every {1} seconds. Each check can move the next call to a gateway to another node; 300 seconds are enough, as a node that fails calls is checked at once anyway.',
          group.name.value,
          seconds,
        ),
        // Whose interval it is decides where it is changed.
        provider ? [] : [fixOf(t('Set interval to {0}', 300), [setKey(configuration.text, group.map, 'interval', 300)])],
      );
    }
  },
};
