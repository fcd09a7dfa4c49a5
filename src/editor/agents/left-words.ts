import { t } from '@vscode/l10n';
import { plainText } from '../../path/network-failure.ts';
import type { AgentStanding } from '../../shim/agents/agent-use.ts';

/** That these agents still lead to a shim which was switched off, and where that can't be taken back for the user. Pure. */
export function leftWords(left: readonly Pick<AgentStanding, 'agent' | 'file' | 'written'>[]): string {
  const titles = left.map(({ agent }) => agent.title).join(t(', '));
  const byHand = left.flatMap(({ file, written }) => (written || file === undefined ? [] : [plainText(file, 200)]));
  return [
    left.length === 1
      ? t('The shim is off, and a file of {0} still names it: without the shim that agent reaches nothing.', titles)
      : t('The shim is off, and files of {0} still name it: without the shim those agents reach nothing.', titles),
    ...(byHand.length > 0 ? [t('What stands in {0} was not written by Gatehouse: take the proxy out of it yourself.', byHand.join(t(', ')))] : []),
  ].join(' ');
}
