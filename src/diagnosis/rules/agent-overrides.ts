import { t } from '@vscode/l10n';
import type { Finding } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';
import { variableOf, type AgentEntry } from './effective-entries.ts';
import { toolTitle } from './tool-titles.ts';
import { contextName, listed, toolPlace } from './wording.ts';

/**
 * Variables that Claude Code's `env` sets over those it is started with: whoever exports one in a terminal wonders why
 * nothing changes (anthropics/claude-code#8500). Proxies are compared elsewhere.
 */
export function overriddenVariables(
  entries: readonly AgentEntry[],
  own: Readonly<Record<string, string>>,
  facts: SubjectFacts,
): Finding[] {
  const overriding = entries.filter((entry) => {
    if (entry.tool !== 'claude-code' || entry.meaning === 'proxy' || entry.meaning === 'key') return false;
    const here = own[variableOf(entry)];
    return here !== undefined && here !== entry.value;
  });
  if (overriding.length === 0) return [];
  const tool = toolTitle('claude-code');
  return [
    {
      id: 'agent-overrides-environment',
      leg: 'settings',
      severity: 'info',
      title: t(
        '{0} does not use the value of {1} that the {2} has.',
        tool,
        listed(overriding.map(variableOf)),
        contextName('this-process', facts),
      ),
      detail: t(
        'Its settings set another one, and they go before the environment: {0}.',
        listed(overriding.map((entry) => t('{0} in {1}', entry.name, toolPlace(entry)))),
      ),
      probes: ['proxy-environment'],
      fixes: [
        {
          id: 'align-agent-environment',
          title: t('Keep the value in one place'),
          detail: t('Change it in the settings file, or remove it there so that the environment decides.'),
        },
      ],
    },
  ];
}
