import { t } from '@vscode/l10n';
import { variableEntries, type Agent } from './agent.ts';
import { yamlVariables } from './formats/yaml-variables.ts';

/** `set-env` goes over the environment (aider/main.py). Python's libraries look at the lower case first. */
export const aider: Agent = {
  id: 'aider',
  title: 'aider',
  programs: ['aider'],
  extensions: [],
  source: 'aider.chat, "YAML config file", "Options reference", --set-env, and "OpenAI compatible APIs"; 0.86.2',
  way: 'file',
  file: ({ home, join }) => join(home, '.aider.conf.yml'),
  format: yamlVariables,
  entries: (address) =>
    variableEntries(address, { proxy: ['https_proxy', 'http_proxy'], exclusions: ['no_proxy'] }, ['set-env']),
  endpointEntries: ({ url, token }) => [
    { key: ['set-env', 'OPENAI_API_BASE'], value: `${url}/v1` },
    { key: ['set-env', 'OPENAI_API_KEY'], value: token },
  ],
  remarks: (endpoint) => [
    ...(endpoint ? [t('It asks the endpoint for models whose name begins with openai/, as in: {0}', 'aider --model openai/gatehouse/fast')] : []),
    t('A project whose own .aider.conf.yml has a set-env does not get these.'),
    t('Programs that aider starts get these variables too.'),
  ],
};
