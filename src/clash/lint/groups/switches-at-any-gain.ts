import { t } from '@vscode/l10n';
import { setKey } from '../edits/map-key.ts';
import { found, fixOf } from '../found.ts';
import { gatewayGroups } from '../gateway-groups.ts';
import { hostNames } from '../gateway-rows.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { numberOf, placeOf } from './group-values.ts';

/** url-test moves new connections to any node that is faster by more than the tolerance, which is 0 by default (core: adapter/outboundgroup/urltest.go). */
export const switchesAtAnyGain: LintRule = {
  id: 'switches-at-any-gain',
  code: 'G1',
  severity: 'warning',
  fixable: true,
  *check(configuration, surroundings): Iterable<ClashProblem> {
    for (const [group, gateways] of gatewayGroups(configuration, surroundings)) {
      const tolerance = numberOf(group, 'tolerance') ?? 0;
      if (group.type.value !== 'url-test' || tolerance >= 50) continue;
      yield found(
        this,
        placeOf(group, 'tolerance'),
        t(
          'The group "{0}" carries {1} and moves to another node for a gain of {2} ms. Open streams stay where they are, but the next call may leave from another country, which gateways notice. Set tolerance to 100 or more, or use a fallback group.',
          group.name.value,
          hostNames(gateways),
          tolerance + 1,
        ),
        [fixOf(t('Set tolerance to {0}', 100), [setKey(configuration.text, group.map, 'tolerance', 100)])],
      );
    }
  },
};
