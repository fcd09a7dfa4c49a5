import { t } from '@vscode/l10n';
import { setKey } from '../edits/map-key.ts';
import { found, fixOf } from '../found.ts';
import { gatewayGroups } from '../gateway-groups.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { checkSeconds, placeOf } from './group-values.ts';

/** Without expected-status a node's own error page counts as alive (core: adapter/adapter.go). */
export const anyAnswerCounts: LintRule = {
  id: 'any-answer-counts',
  code: 'G5',
  severity: 'info',
  fixable: true,
  *check(configuration, surroundings): Iterable<ClashProblem> {
    for (const [group, , own] of gatewayGroups(configuration, surroundings)) {
      if (!own || checkSeconds(group) === undefined) continue;
      const value = group.map.entries.get('expected-status')?.value;
      if (value !== undefined && value !== null && value !== '' && value !== '*') continue;
      yield found(
        this,
        placeOf(group, 'expected-status'),
        t('The group "{0}" takes any answer to a check for a good one, an error page of the node too, and calls to a gateway go on failing there. Set expected-status to what the checked page answers, or to 200-499 for any answer but a server error.', group.name.value),
        [fixOf(t('Set expected-status to {0}', '200-499'), [setKey(configuration.text, group.map, 'expected-status', { yaml: '200-499' })])],
      );
    }
  },
};
