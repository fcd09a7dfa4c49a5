import { t } from '@vscode/l10n';
import { setKey } from '../edits/map-key.ts';
import { found, fixOf } from '../found.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { isTrue, texts, topPlace, topValue } from '../settings.ts';

const everybody: ReadonlySet<string> = new Set(['0.0.0.0/0', '::/0']);

/** allow-lan listens for the whole network (Meta-Docs: config/general). */
export const lanWithoutAuthentication: LintRule = {
  id: 'lan-without-authentication',
  code: 'S1',
  severity: 'warning',
  fixable: true,
  *check(configuration): Iterable<ClashProblem> {
    const { top, text } = configuration;
    if (!top || !isTrue(topValue(configuration, 'allow-lan')) || texts(topValue(configuration, 'authentication')).length > 0) return;
    const bind = topValue(configuration, 'bind-address');
    if (typeof bind === 'string' && /^(?:127\.|localhost$|\[?::1)/.test(bind)) return;
    const allowed = texts(topValue(configuration, 'lan-allowed-ips'));
    if (allowed.length > 0 && !allowed.some((one) => everybody.has(one))) return;
    yield found(
      this,
      topPlace(configuration, 'allow-lan'),
      t('allow-lan is on without authentication: everybody in the network can send calls through these nodes, and a gateway sees them come from the same address as yours. Switch it off, or set authentication or lan-allowed-ips.'),
      [fixOf(t('Set allow-lan to false'), [setKey(text, top, 'allow-lan', false)])],
    );
  },
};
