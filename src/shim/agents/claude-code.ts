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
  source: 'code.claude.com, "Enterprise network configuration" and "LLM gateway": all its variables can be set in settings.json; 2.1.197',
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
  endpointEntries: ({ url, token }) => [
    { key: ['env', 'ANTHROPIC_BASE_URL'], value: url },
    { key: ['env', 'ANTHROPIC_AUTH_TOKEN'], value: token },
    // A key of the shell would go there beside the token.
    { key: ['env', 'ANTHROPIC_API_KEY'], value: '' },
  ],
  remarks: (endpoint) => [
    t('Programs that Claude Code starts get these variables too.'),
    ...(endpoint ? [t('At the endpoint it asks for models by the names that Anthropic gives them: a chain has to have them as aliases, or a gateway has to be set for all other models.')] : []),
  ],
};
