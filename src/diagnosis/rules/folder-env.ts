import { t } from '@vscode/l10n';
import type { Finding } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';
import { isReference, type AgentEntry } from './effective-entries.ts';
import { contextName, listed, toolPlace } from './wording.ts';

/** What a folder's `.env` says of the network and this process's environment does not. */
export function folderEnvFindings(
  entries: readonly AgentEntry[],
  own: Readonly<Record<string, string>>,
  facts: SubjectFacts,
): Finding[] {
  const differing = entries.filter(({ tool, name, value, meaning }) => {
    if (tool !== 'folder-env' || isReference(value) || meaning === 'key' || meaning === 'clock') return false;
    const here = own[name];
    return here === undefined ? meaning === 'proxy' && value !== '' : here !== value;
  });
  if (differing.length === 0) return [];
  return [
    {
      id: 'folder-env-differs',
      leg: 'settings',
      severity: 'info',
      title: t('The .env of this folder sets other values than the {0} has.', contextName('this-process', facts)),
      detail: t(
        '{0}. Most programs that load it prefer their environment where that has a value; some let the file win.',
        listed(differing.map((entry) => t('{0} in {1}', entry.name, toolPlace(entry)))),
      ),
      probes: ['proxy-environment'],
      fixes: [],
    },
  ];
}
