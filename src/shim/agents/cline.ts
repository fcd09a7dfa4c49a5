import { t } from '@vscode/l10n';
import type { Agent } from './agent.ts';

/** The extension follows the editor, the CLI its environment. */
export const cline: Agent = {
  id: 'cline',
  title: 'Cline',
  programs: ['cline'],
  extensions: ['saoudrizwan.claude-dev'],
  source: 'docs.cline.bot, "Networking and Proxies"; not run here',
  way: 'editor',
  advice: () =>
    t('It has no setting of its own for a proxy. In the editor it follows http.proxy; start its CLI with "{0}".', 'gatehouse exec -- cline'),
};
