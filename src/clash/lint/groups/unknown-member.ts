import { t } from '@vscode/l10n';
import { deleteItem } from '../edits/list-item.ts';
import { replaceScalar } from '../edits/scalar.ts';
import { found, fixOf } from '../found.ts';
import { builtInPolicies, namesOf } from '../names.ts';
import { NearestNames } from '../nearest-name.ts';
import type { ClashProblem, LintRule } from '../problem.ts';

/** The core refuses a group with a member that is not there; GLOBAL is made after the groups (core: config/config.go, parseProxies). */
export const unknownMember: LintRule = {
  id: 'unknown-member',
  code: 'G4',
  severity: 'error',
  fixable: true,
  *check(configuration): Iterable<ClashProblem> {
    const { policies, proxies, groups, complete } = namesOf(configuration);
    if (!complete) return;
    const nearest = new NearestNames([...policies].filter((name) => name !== 'GLOBAL'));
    for (const group of configuration.groups) {
      for (const member of group.members) {
        const { value } = member;
        if (proxies.has(value) || groups.has(value) || (value !== 'GLOBAL' && builtInPolicies.has(value))) continue;
        const close = nearest.of(value);
        // A group can't hold itself.
        const near = close === group.name.value ? undefined : close;
        yield found(
          this,
          member.range,
          t('The group "{0}" holds "{1}", and there is no node or group of that name. The core refuses the whole configuration, so that no call gets through it. Name one that exists, or take it out.', group.name.value, value),
          [
            near === undefined ? undefined : fixOf(t('Change to "{0}"', near), [replaceScalar(configuration.text, member.range, near, 'flow')]),
            group.members.length < 2 ? undefined : fixOf(t('Take "{0}" out of "{1}"', value, group.name.value), [deleteItem(configuration.text, member.range)]),
          ],
        );
      }
    }
  },
};
