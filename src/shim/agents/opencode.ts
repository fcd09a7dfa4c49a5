import { t } from '@vscode/l10n';
import type { Agent } from './agent.ts';

/** Variables alone; its opencode.json has none, and its providers' options have base URLs, not proxies. */
export const opencode: Agent = {
  id: 'opencode',
  title: 'opencode',
  programs: ['opencode'],
  extensions: ['sst-dev.opencode'],
  source: 'opencode.ai, "Network": HTTPS_PROXY, HTTP_PROXY, NO_PROXY of the environment; 1.18.33',
  way: 'environment',
  advice: () => t('It has no setting of its own for a proxy. Start it with "{0}", or in a terminal of the editor.', 'gatehouse exec -- opencode'),
};
