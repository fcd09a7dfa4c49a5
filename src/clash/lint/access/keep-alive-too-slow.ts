import { t } from '@vscode/l10n';
import { setKey } from '../edits/map-key.ts';
import { found, fixOf } from '../found.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { topPlace, topValue } from '../settings.ts';

const mostSeconds = 60;

/** Unset it is 15 seconds (Go's net package). */
export const keepAliveTooSlow: LintRule = {
  id: 'keep-alive-too-slow',
  code: 'S2',
  severity: 'info',
  fixable: true,
  *check(configuration): Iterable<ClashProblem> {
    const { top, text } = configuration;
    for (const key of ['keep-alive-interval', 'keep-alive-idle']) {
      const seconds = topValue(configuration, key);
      if (!top || typeof seconds !== 'number' || seconds <= mostSeconds) continue;
      yield found(
        this,
        topPlace(configuration, key),
        t('{0} is {1} seconds. Many routers forget a silent connection sooner, and a stream that is silent while a model thinks breaks then. Set it to {2} or less.', key, seconds, 30),
        [fixOf(t('Set {0} to {1}', key, 30), [setKey(text, top, key, 30)])],
      );
    }
  },
};
