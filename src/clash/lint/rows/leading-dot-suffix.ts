import { t } from '@vscode/l10n';
import { found } from '../found.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { everyRow } from './every-row.ts';
import { replaceField } from './row-text.ts';

/** The core puts a dot in front of a suffix itself, so that one with a dot matches nothing (core: rules/common/domain_suffix.go). */
export const leadingDotSuffix: LintRule = {
  id: 'leading-dot-suffix',
  code: 'R7',
  severity: 'warning',
  fixable: true,
  forms: ['configuration', 'verge-rules', 'verge-merge', 'party-override', 'stash-override'],
  *check(configuration): Iterable<ClashProblem> {
    for (const row of everyRow(configuration)) {
      const { type, payload } = row.rule;
      if (type !== 'DOMAIN-SUFFIX' || !/^[.*+]/.test(payload)) continue;
      const bare = payload.replace(/^[.*+]+/, '');
      const edit = bare === '' ? undefined : replaceField(configuration.text, row, 1, bare);
      yield found(this, row.range, t('"{0}" matches no host: DOMAIN-SUFFIX takes the bare domain and matches it and everything below it. Calls to the hosts that are meant go where a later row leads. Write "{1}".', payload, bare), edit ? [{ title: t('Change to "{0}"', bare), edits: [edit] }] : []);
    }
  },
};
