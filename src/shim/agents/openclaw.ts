import { t } from '@vscode/l10n';
import type { Agent } from './agent.ts';
import { jsonEntries } from './formats/json-entries.ts';

/** `proxy.proxyUrl`; `enabled` is what releases of 2026.4 ask for beside it, and later ones take. It has no exclusions. */
export const openclaw: Agent = {
  id: 'openclaw',
  title: 'OpenClaw',
  programs: ['openclaw'],
  extensions: [],
  source: 'docs.openclaw.ai, "Network proxy", since 2026.4.27; 2026.9.6',
  way: 'file',
  file: ({ environment, home, join }) =>
    environment['OPENCLAW_CONFIG_PATH'] || join(environment['OPENCLAW_STATE_DIR'] || join(environment['OPENCLAW_HOME'] || home, '.openclaw'), 'openclaw.json'),
  format: jsonEntries,
  entries: ({ proxy }) => [
    { key: ['proxy', 'enabled'], value: true },
    { key: ['proxy', 'proxyUrl'], value: proxy },
  ],
  remarks: () => [
    t('While OpenClaw has a proxy it reads no NO_PROXY, so a model on this machine is reached only if the shim lets it through.'),
    t('Restart its gateway to make it take effect.'),
  ],
};
