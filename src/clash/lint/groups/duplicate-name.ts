import { t } from '@vscode/l10n';
import type { Placed } from '../../configuration/model.ts';
import { replaceScalar } from '../edits/scalar.ts';
import { found, fixOf } from '../found.ts';
import { builtInPolicies } from '../names.ts';
import type { ClashProblem, LintRule } from '../problem.ts';

/** Nodes, groups and the core's own policies share one list of names; a name that stands twice stops the core. */
export const duplicateName: LintRule = {
  id: 'duplicate-name',
  code: 'G4',
  severity: 'error',
  fixable: true,
  *check({ proxies, groups, text }): Iterable<ClashProblem> {
    const first = new Map<string, Placed<string>>();
    const names = [...proxies, ...groups].map(({ name }) => name);
    const taken = new Set(names.map((name) => name.value));
    for (const name of names) {
      const { value } = name;
      // A group may take the place of GLOBAL; PASS-RULE is no policy of older cores.
      const builtIn = builtInPolicies.has(value) && value !== 'PASS-RULE' && value !== 'GLOBAL';
      const other = first.get(value);
      if (!builtIn && !other) {
        first.set(value, name);
        continue;
      }
      let number = 2;
      while (taken.has(`${value} ${number}`)) number++;
      const free = `${value} ${number}`;
      taken.add(free);
      yield found(
        this,
        name.range,
        other
          ? t('The name "{0}" stands twice. The core refuses the whole configuration, so that no call gets through it. Give this one another name; rules and groups go on naming the first.', value)
          : t('The core has a policy called "{0}" itself, and refuses the whole configuration where a node or group takes that name, so that no call gets through it. Give this one another name.', value),
        [fixOf(t('Rename to "{0}"', free), [replaceScalar(text, name.range, free, 'flow')])],
        other ? [{ ...other.range, message: t('The name stands here first.') }] : [],
      );
    }
  },
};
