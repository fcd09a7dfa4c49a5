import { t } from '@vscode/l10n';
import { setKey } from '../edits/map-key.ts';
import { found, fixOf } from '../found.ts';
import { nearestName } from '../nearest-name.ts';
import type { ClashProblem, LintRule } from '../problem.ts';

/** Those of the core; `smart` is known to a fork. */
const types = ['select', 'url-test', 'fallback', 'load-balance'] as const;
const elsewhere: ReadonlySet<string> = new Set(['relay', 'smart']);

/** A type that the core does not know stops it. */
export const unknownGroupType: LintRule = {
  id: 'unknown-group-type',
  code: 'G4',
  severity: 'error',
  fixable: true,
  besideSchema: 'speaks',
  *check({ groups, text }): Iterable<ClashProblem> {
    for (const group of groups) {
      const type = group.type.value;
      // The core tells them apart by case; what the model holds is lower case.
      if (type === '' || elsewhere.has(type) || types.some((one) => one === type)) continue;
      const near = nearestName(type, types);
      yield found(
        this,
        group.type.range,
        t('There is no group type "{0}" ("{1}" has it). The core refuses the whole configuration, so that no call gets through it. Use {2}.', type, group.name.value, types.join(', ')),
        near === undefined ? [] : [fixOf(t('Change to "{0}"', near), [setKey(text, group.map, 'type', near)])],
      );
    }
  },
};
