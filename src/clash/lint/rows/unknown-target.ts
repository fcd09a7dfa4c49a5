import { t } from '@vscode/l10n';
import { namesOf } from '../names.ts';
import { NearestNames } from '../nearest-name.ts';
import { found } from '../found.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { listsWithCommas } from './comma-in-ports.ts';
import { everyRow } from './every-row.ts';
import { replaceField } from './row-text.ts';

/** The core refuses a configuration with a row that leads nowhere (core: config/config.go, parseRules). */
export const unknownTarget: LintRule = {
  id: 'unknown-target',
  code: 'R6',
  severity: 'error',
  fixable: true,
  *check(configuration): Iterable<ClashProblem> {
    const { policies, complete } = namesOf(configuration);
    if (!complete) return;
    const nearest = new NearestNames(policies);
    for (const row of everyRow(configuration)) {
      const { target, type, params } = row.rule;
      if (policies.has(target) || type === 'SUB-RULE' || listsWithCommas(row)) continue;
      const near = nearest.of(target);
      const edit = near === undefined ? undefined : replaceField(configuration.text, row, -1 - params.length, near);
      yield found(this, row.range, near === undefined
            ? t('There is no group, node or built-in policy called "{0}". The core refuses the whole configuration, so that no call gets through it. Name one that exists, or add the group.', target)
            : t('There is no group, node or built-in policy called "{0}"; "{1}" is close. The core refuses the whole configuration, so that no call gets through it. Name one that exists, or add the group.', target, near), edit && near !== undefined ? [{ title: t('Change to "{0}"', near), edits: [edit] }] : []);
    }
  },
};
