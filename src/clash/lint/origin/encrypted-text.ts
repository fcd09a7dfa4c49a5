import { t } from '@vscode/l10n';
import { found } from '../found.ts';
import type { ClashProblem, LintRule } from '../problem.ts';

/** A core of 2026 reads configurations that are encrypted with age. */
export const encryptedText: LintRule = {
  id: 'encrypted-text',
  code: 'O3',
  severity: 'info',
  fixable: false,
  besideSchema: 'speaks',
  *check({ faults }): Iterable<ClashProblem> {
    const fault = faults.find(({ kind }) => kind === 'encrypted');
    if (!fault) return;
    yield found(this, { start: fault.range.start, end: fault.range.end }, t('This configuration is encrypted with age. Nothing in it can be checked, so that what it does to calls to a gateway is not known. Check the text that it was made from.'));
  },
};
