import { t } from '@vscode/l10n';
import { setKey } from '../edits/map-key.ts';
import { found, fixOf } from '../found.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { isTrue, topPlace, topValue } from '../settings.ts';

/** A model that thinks sends nothing for minutes; keep-alive packets keep the connection known on the way. */
export const keepAliveOff: LintRule = {
  id: 'keep-alive-off',
  code: 'S2',
  severity: 'info',
  fixable: true,
  *check(configuration): Iterable<ClashProblem> {
    const { top, text } = configuration;
    if (!top || !isTrue(topValue(configuration, 'disable-keep-alive'))) return;
    yield found(
      this,
      topPlace(configuration, 'disable-keep-alive'),
      t('Keep-alive is switched off. A stream that is silent while a model thinks may be forgotten by a router on the way and never end. Set disable-keep-alive to false.'),
      [fixOf(t('Set disable-keep-alive to false'), [setKey(text, top, 'disable-keep-alive', false)])],
    );
  },
};
