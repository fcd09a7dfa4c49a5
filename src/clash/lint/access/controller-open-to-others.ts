import { t } from '@vscode/l10n';
import { setKey } from '../edits/map-key.ts';
import { found, fixOf } from '../found.ts';
import type { ClashProblem, LintRule } from '../problem.ts';
import { topPlace, topValue } from '../settings.ts';
import { reachesOut } from './listen-address.ts';

/** Shorter ones are guessed; the second is what an app writes before the user chooses. */
const leastLetters = 8;
const placeholders: ReadonlySet<string> = new Set(['set-your-secret', '123456', 'password', 'admin']);

/** By default every web page may call the controller too (core: external-controller-cors). */
export const controllerOpenToOthers: LintRule = {
  id: 'controller-open-to-others',
  code: 'S1',
  severity: 'warning',
  fixable: true,
  *check(configuration): Iterable<ClashProblem> {
    const secret = String(topValue(configuration, 'secret') ?? '');
    if (secret.length >= leastLetters && !placeholders.has(secret)) return;
    for (const key of ['external-controller', 'external-controller-tls']) {
      const listen = topValue(configuration, key);
      if (typeof listen !== 'string' || listen.trim() === '' || !reachesOut(listen)) continue;
      const port = /:(\d+)$/.exec(listen.trim())?.[1];
      const local = port === undefined ? undefined : `127.0.0.1:${port}`;
      const top = configuration.top;
      yield found(
        this,
        topPlace(configuration, key),
        t('The controller listens on "{0}" with an empty, short or well-known secret. Anybody in the network, and any web page, can switch the node of a gateway or read which hosts are called. Listen on this machine only, or set a long secret.', listen),
        [top && local !== undefined ? fixOf(t('Listen on {0}', local), [setKey(configuration.text, top, key, local)]) : undefined],
      );
    }
  },
};
