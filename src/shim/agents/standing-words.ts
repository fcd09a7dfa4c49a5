import { t } from '@vscode/l10n';
import type { AgentStanding } from './agent-use.ts';

/**
 * How an agent stands, in a few words. Pure.
 *
 * @param port of the shim that runs; undefined when none does.
 */
export function standingWords({ agent, standing, written }: Omit<AgentStanding, 'agent'> & { agent: Pick<AgentStanding['agent'], 'way'> }, port: number | undefined): string {
  switch (standing?.state) {
    case undefined:
      return agent.way === 'editor' ? t('follows the editor') : t('follows its environment');
    case 'shim':
      if (port === undefined) return t('uses the shim, which does not run: it reaches nothing');
      return standing.port === port ? t('uses the shim') : t('uses a shim on port {0}; the one that runs is on {1}', standing.port, port);
    case 'other':
      return written ? t('another proxy, set since') : t('another proxy');
    case 'unreadable':
      return standing.line === undefined ? t('its file can not be read') : t('its file is not understood from line {0} on', standing.line);
    case 'none':
      return t('does not use the shim');
  }
}
