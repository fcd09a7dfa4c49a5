import { t } from '@vscode/l10n';
import { variableEntries, type Agent } from './agent.ts';
import { yamlVariables } from './formats/yaml-variables.ts';

/** `set-env` goes over the environment (aider/main.py). Python's libraries look at the lower case first. */
export const aider: Agent = {
  id: 'aider',
  title: 'aider',
  programs: ['aider'],
  extensions: [],
  source: 'aider.chat, "YAML config file" and "Options reference", --set-env; 0.86.2',
  way: 'file',
  file: ({ home, join }) => join(home, '.aider.conf.yml'),
  format: yamlVariables,
  entries: (address) =>
    variableEntries(address, { proxy: ['https_proxy', 'http_proxy'], exclusions: ['no_proxy'] }, ['set-env']),
  remarks: () => [
    t('A project whose own .aider.conf.yml has a set-env does not get these.'),
    t('Programs that aider starts get these variables too.'),
  ],
};
