import { t } from '@vscode/l10n';
import { variableEntries, type Agent } from './agent.ts';
import { envEntries } from './formats/env-entries.ts';

/**
 * `.env` of its home goes over the environment, but for names that begin with CODEX_. reqwest looks at the upper case
 * first (src/path/dialects/rust-reqwest.ts). Its variables of trust take the place of other roots and are not written.
 */
export const codex: Agent = {
  id: 'codex',
  title: 'Codex CLI',
  programs: ['codex'],
  extensions: ['openai.chatgpt'],
  source: 'openai/codex#1653 and codex-rs/arg0/src/lib.rs, load_dotenv: in its makers\' source, not in its manual; 0.171.0',
  way: 'file',
  file: ({ environment, home, join }) => join(environment['CODEX_HOME'] || join(home, '.codex'), '.env'),
  format: envEntries,
  entries: (address) =>
    variableEntries(address, { proxy: ['HTTPS_PROXY', 'HTTP_PROXY'], exclusions: ['NO_PROXY'] }),
  remarks: () => [
    t('Codex reads this file by its source; its manual does not name it.'),
    t('Programs that Codex starts get these variables too, unless its shell_environment_policy leaves them out.'),
  ],
};
