import { t } from '@vscode/l10n';
import { setKey } from '../edits/map-key.ts';
import { found, fixOf } from '../found.ts';
import { gatewayGroups } from '../gateway-groups.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { placeOf, realCheck } from './group-values.ts';

/** One failed check takes a node out of a group (core: adapter/adapter.go), so that checks under a minute are noise. */
export const checksTooOften: LintRule = {
  id: 'checks-too-often',
  code: 'G1',
  severity: 'warning',
  fixable: true,
  *check(configuration, surroundings): Iterable<ClashProblem> {
    for (const [group] of gatewayGroups(configuration, surroundings)) {
      const check = realCheck(group, configuration);
      if (!check) continue;
      const { seconds, provider } = check;
      if (seconds >= 60) continue;
      yield found(
        this,
        provider ? provider.name.range : placeOf(group, 'interval'),
        provider ? t('The provider "{0}" checks its nodes every {1} seconds, also those of the group "{2}", whatever that says. Each check can move the next call to a gateway to another node. Set interval to 300 in its health-check.', provider.name.value, seconds, group.name.value) : t(
          'The group "{0}" checks its nodes every {1} seconds. One check that fails takes a node out, so that calls to a gateway change nodes for no good reason. Set interval to 300.',
          group.name.value,
          seconds,
        ),
        // Whose interval it is decides where it is changed.
        provider ? [] : [fixOf(t('Set interval to {0}', 300), [setKey(configuration.text, group.map, 'interval', 300)])],
      );
    }
  },
};
