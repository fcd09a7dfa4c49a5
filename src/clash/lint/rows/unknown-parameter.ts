import { t } from '@vscode/l10n';
import { found } from '../found.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { listsWithCommas } from './comma-in-ports.ts';
import { everyRow } from './every-row.ts';
import { nearestName } from '../nearest-name.ts';
import { removeField, replaceField } from './row-text.ts';

const known: ReadonlySet<string> = new Set(['no-resolve', 'src']);

/** The core passes over parameters that it does not know, and reads these two in lower case only (core: rules/common/base.go). */
export const unknownParameter: LintRule = {
  id: 'unknown-parameter',
  code: 'R7',
  severity: 'warning',
  fixable: true,
  besideSchema: 'speaks',
  forms: ['configuration', 'verge-rules', 'verge-merge', 'party-override', 'stash-override'],
  *check(configuration): Iterable<ClashProblem> {
    for (const row of everyRow(configuration)) {
      if (listsWithCommas(row)) continue;
      for (const [index, parameter] of row.rule.params.entries()) {
        if (known.has(parameter)) continue;
        const field = index - row.rule.params.length;
        const near = nearestName(parameter, known);
        const change = near === undefined ? undefined : replaceField(configuration.text, row, field, near);
        const removal = removeField(configuration.text, row, field);
        yield found(this, row.range, t('The core does not know "{0}" behind a policy and passes over it, so that the row does something else than it says, to a gateway too. Only no-resolve and src are known.', parameter), [
            ...(change && near !== undefined ? [{ title: t('Change to "{0}"', near), edits: [change] }] : []),
            ...(removal ? [{ title: t('Delete "{0}"', parameter), edits: [removal] }] : []),
          ]);
      }
    }
  },
};
