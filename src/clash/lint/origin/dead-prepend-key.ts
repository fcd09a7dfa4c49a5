import { t } from '@vscode/l10n';
import { found } from '../found.ts';
import type { ClashProblem, LintRule } from '../problem.ts';

const dead = /^(?:prepend|append)-(?:rules|proxies|proxy-groups)$/;

/** Dead in Clash Verge Rev since 1.7, and still in many guides; a Merge replaces lists as a whole. */
export const deadPrependKey: LintRule = {
  id: 'dead-prepend-key',
  code: 'O2',
  severity: 'warning',
  fixable: false,
  forms: ['verge-merge', 'configuration'],
  *check({ top }): Iterable<ClashProblem> {
    for (const [key, entry] of top?.entries ?? []) {
      if (!dead.test(key)) continue;
      yield found(
        this,
        entry.keyRange,
        t('Nothing reads "{0}": Clash Verge dropped it from its Merge in version 1.7, and a core never knew it. The rows for a gateway below it take no part. Put them into the profile\'s own Rules file under prepend, or into a Script.', key),
      );
    }
  },
};
