import { t } from '@vscode/l10n';
import { deleteItem } from '../edits/list-item.ts';
import { replaceScalar } from '../edits/scalar.ts';
import { found, fixOf } from '../found.ts';
import { namesOf } from '../names.ts';
import { NearestNames } from '../nearest-name.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { isOn } from './group-values.ts';

/** The core refuses a group whose `use` names a provider that is not there. */
export const unknownProvider: LintRule = {
  id: 'unknown-provider',
  code: 'G4',
  severity: 'error',
  fixable: true,
  *check(configuration): Iterable<ClashProblem> {
    if (!namesOf(configuration).complete) return;
    const providers = new Set(configuration.proxyProviders.map(({ name }) => name.value));
    const nearest = new NearestNames(providers);
    for (const group of configuration.groups) {
      // These put the list of all providers in the place of `use`.
      if (isOn(group, 'include-all') || isOn(group, 'include-all-providers')) continue;
      for (const use of group.uses) {
        if (providers.has(use.value)) continue;
        const near = nearest.of(use.value);
        yield found(
          this,
          use.range,
          t('The group "{0}" uses the provider "{1}", which proxy-providers does not have. The core refuses the whole configuration, so that no call gets through it. Name one that exists, or take it out.', group.name.value, use.value),
          [
            near === undefined ? undefined : fixOf(t('Change to "{0}"', near), [replaceScalar(configuration.text, use.range, near, 'flow')]),
            group.uses.length < 2 ? undefined : fixOf(t('Take "{0}" out of "{1}"', use.value, group.name.value), [deleteItem(configuration.text, use.range)]),
          ],
        );
      }
    }
  },
};
