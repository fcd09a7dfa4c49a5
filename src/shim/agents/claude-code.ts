import { t } from '@vscode/l10n';
import { variableEntries, type Agent } from './agent.ts';
import { jsonEntries } from './formats/json-entries.ts';

/**
 * `env` of the user's settings.json goes over the environment. The lower case is what Claude Code looks at first
 * (src/path/dialects/claude-code.ts), so a variable of a shell would outrank the upper case alone. It serves http URLs too.
 */
export const claudeCode: Agent = {
  id: 'claude-code',
  title: 'Claude Code',
  programs: ['claude'],
  extensions: ['anthropic.claude-code'],
  source: 'code.claude.com, "Enterprise network configuration": all its variables can be set in settings.json; 2.1.197',
  way: 'file',
  file: ({ environment, home, join }) => join(environment['CLAUDE_CONFIG_DIR'] || join(home, '.claude'), 'settings.json'),
  format: jsonEntries,
  entries: (address, text) => [
    ...variableEntries(address, { proxy: ['HTTPS_PROXY', 'https_proxy'], exclusions: ['NO_PROXY', 'no_proxy'] }, ['env']),
    // Beside its own roots; a file that its user chose stays.
    ...(address.bundleFile !== null && jsonEntries.read(text, ['env', 'NODE_EXTRA_CA_CERTS']) === undefined
      ? [{ key: ['env', 'NODE_EXTRA_CA_CERTS'], value: address.bundleFile }]
      : []),
  ],
  remarks: () => [t('Programs that Claude Code starts get these variables too.')],
};
