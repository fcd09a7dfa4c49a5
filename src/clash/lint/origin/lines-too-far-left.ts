import { t } from '@vscode/l10n';
import { sortFaults } from '../faults.ts';
import { found } from '../found.ts';
import type { ClashProblem, LintRule } from '../problem.ts';

/** What a core may read and others do not. */
export const linesTooFarLeft: LintRule = {
  id: 'lines-too-far-left',
  code: 'O3',
  severity: 'warning',
  fixable: false,
  besideSchema: 'speaks',
  forms: ['configuration', 'verge-merge', 'verge-rules', 'verge-groups', 'verge-proxies', 'party-override', 'stash-override'],
  *check(configuration): Iterable<ClashProblem> {
    const { doubtful, certain } = sortFaults(configuration);
    if (!doubtful || certain.length > 0) return;
    yield found(
      this,
      doubtful.range,
      t('A list, a map or a quoted text is not closed here, or its lines stand too far left: {0}. A core may read it all the same, but not every app does, and what it does to calls to a gateway can\'t be checked. Indent its lines further than its key.', doubtful.detail),
    );
  },
};
