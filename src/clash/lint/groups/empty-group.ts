import { t } from '@vscode/l10n';
import { setKey } from '../edits/map-key.ts';
import { found, fixOf } from '../found.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { isOn } from './group-values.ts';

/** A group with neither `proxies` nor `use` stops the core; one with include-all takes what there is (core: adapter/outboundgroup/parser.go). */
export const emptyGroup: LintRule = {
  id: 'empty-group',
  code: 'G4',
  severity: 'error',
  fixable: true,
  *check(configuration): Iterable<ClashProblem> {
    for (const group of configuration.groups) {
      if (group.members.length > 0 || group.uses.length > 0 || hasAny(group.map.entries.get('proxies')?.value) || hasAny(group.map.entries.get('use')?.value)) continue;
      if (isOn(group, 'include-all') || isOn(group, 'include-all-proxies')) continue;
      if (isOn(group, 'include-all-providers') && configuration.proxyProviders.length > 0) continue;
      yield found(
        this,
        group.name.range,
        t('The group "{0}" has neither proxies nor use. The core refuses the whole configuration, so that no call gets through it. Give it members, or include-all: true.', group.name.value),
        [fixOf(t('Take all nodes (include-all: true)'), [setKey(configuration.text, group.map, 'include-all', true)])],
      );
    }
  },
};

/** A list that is not empty, or anything that is no list. */
function hasAny(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null;
}
