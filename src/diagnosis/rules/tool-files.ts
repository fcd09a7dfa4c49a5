import type { ProxySettings } from '../../path/proxy-settings.ts';
import type { Finding } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';
import { baseUrlFindings } from './agent-base-urls.ts';
import { overriddenVariables } from './agent-overrides.ts';
import { agentProxyFindings } from './agent-proxies.ts';
import { effectiveEntries } from './effective-entries.ts';
import { folderEnvFindings } from './folder-env.ts';

/** What agents' own files and the folder's `.env` contradict: the environment, or the gateway that is diagnosed. */
export function toolFileFindings(settings: ProxySettings, facts: SubjectFacts): Finding[] {
  const own = settings.environments.find(({ context }) => context === 'this-process')?.variables ?? {};
  const entries = effectiveEntries(settings.agents ?? []);
  return [
    ...baseUrlFindings(entries, facts),
    ...agentProxyFindings(entries, own, facts),
    ...overriddenVariables(entries, own, facts),
    ...folderEnvFindings(entries, own, facts),
  ];
}
