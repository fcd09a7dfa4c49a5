import { t } from '@vscode/l10n';
import { found } from '../found.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { topPlace, topValue } from '../settings.ts';

/** Socket and pipe never ask for the secret (core: hub/route/server.go). */
export const controllerWithoutSecretCheck: LintRule = {
  id: 'controller-without-secret-check',
  code: 'S1',
  severity: 'info',
  fixable: false,
  *check(configuration): Iterable<ClashProblem> {
    for (const key of ['external-controller-unix', 'external-controller-pipe']) {
      const path = topValue(configuration, key);
      if (typeof path !== 'string' || path === '') continue;
      yield found(
        this,
        topPlace(configuration, key),
        t('Nobody who opens "{0}" is asked for the secret: any program of this machine can switch the node of a gateway. That is usual, and good to know where others use the machine.', path),
      );
    }
  },
};
