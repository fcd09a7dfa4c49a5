import { t } from '@vscode/l10n';
import { setKey } from '../edits/map-key.ts';
import { found, fixOf } from '../found.ts';
import { gatewayGroups } from '../gateway-groups.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { numberOf, placeOf } from './group-values.ts';

/** Defaults: timeout 5000 ms, max-failed-times 5 (core: adapter/outboundgroup/groupbase.go). */
export const givesUpEarly: LintRule = {
  id: 'gives-up-early',
  code: 'G2',
  severity: 'warning',
  fixable: true,
  *check(configuration, surroundings): Iterable<ClashProblem> {
    for (const [group] of gatewayGroups(configuration, surroundings)) {
      const timeout = numberOf(group, 'timeout');
      if (timeout !== undefined && timeout > 0 && timeout < 2000) {
        yield found(
          this,
          placeOf(group, 'timeout'),
          t(
            'The group "{0}" gives a node {1} ms to answer a check. A busy line takes longer now and then, and calls to a gateway change nodes then. Set timeout to 5000.',
            group.name.value,
            timeout,
          ),
          [fixOf(t('Set timeout to {0}', 5000), [setKey(configuration.text, group.map, 'timeout', 5000)])],
        );
      }
      const failures = numberOf(group, 'max-failed-times');
      if (failures !== undefined && failures > 0 && failures < 3) {
        yield found(
          this,
          placeOf(group, 'max-failed-times'),
          t(
            'The group "{0}" checks all its nodes again after {1} failed calls. One short break is enough for that, and calls to a gateway may change nodes then. Set max-failed-times to 5.',
            group.name.value,
            failures,
          ),
          [fixOf(t('Set max-failed-times to {0}', 5), [setKey(configuration.text, group.map, 'max-failed-times', 5)])],
        );
      }
    }
  },
};
