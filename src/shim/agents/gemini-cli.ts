import { t } from '@vscode/l10n';
import { variableEntries, type Agent } from './agent.ts';
import { envEntries } from './formats/env-entries.ts';

/**
 * The first `.env` that is found counts, and never over a variable that is set (packages/cli, loadEnvironment). One proxy
 * serves all URLs.
 */
export const geminiCli: Agent = {
  id: 'gemini-cli',
  title: 'Gemini CLI',
  programs: ['gemini'],
  extensions: [],
  source: 'geminicli.com, "Configuration", "Environment variables and .env files"; 0.61.0',
  way: 'file',
  file: ({ home, join }) => join(home, '.gemini', '.env'),
  wouldHide: ({ home, join }) => [join(home, '.env')],
  format: envEntries,
  entries: (address) => variableEntries(address, { proxy: ['HTTPS_PROXY'], exclusions: ['NO_PROXY'] }),
  remarks: () => [
    t('Gemini CLI reads this file in trusted folders only, not where a .env lies in the folder or one above it, and a variable of the shell goes before it.'),
  ],
};
