import { t } from '@vscode/l10n';
import { namesOf } from '../names.ts';
import { NearestNames } from '../nearest-name.ts';
import { found } from '../found.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { everyRow } from './every-row.ts';
import { replaceField } from './row-text.ts';

/** The core refuses a configuration with a SUB-RULE row whose list is not there. */
export const unknownSubRule: LintRule = {
  id: 'unknown-sub-rule',
  code: 'R6',
  severity: 'error',
  fixable: true,
  *check(configuration): Iterable<ClashProblem> {
    const { complete, policies } = namesOf(configuration);
    if (!complete) return;
    const nearest = new NearestNames(configuration.subRules.keys());
    for (const row of everyRow(configuration)) {
      const { type, target } = row.rule;
      // The core asks the policies first: a row whose list has a policy's name loads, and leads nowhere.
      if (type !== 'SUB-RULE' || configuration.subRules.has(target) || policies.has(target)) continue;
      const near = nearest.of(target);
      const edit = near === undefined ? undefined : replaceField(configuration.text, row, -1, near);
      yield found(this, row.range, t('sub-rules has no list called "{0}". The core refuses the whole configuration, so that no call gets through it. Name one that exists, or add it to sub-rules.', target), edit && near !== undefined ? [{ title: t('Change to "{0}"', near), edits: [edit] }] : []);
    }
  },
};
