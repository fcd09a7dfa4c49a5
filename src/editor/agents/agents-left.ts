import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { plainText } from '../../path/network-failure.ts';
import { errorLine } from '../error-line.ts';
import type { FixPreview } from '../fixes/fix-preview.ts';
import { leftWords } from './left-words.ts';
import { agentsHere, loadAgents } from './load-agents.ts';
import { takeBack } from './take-back.ts';

/**
 * After the shim was switched off: tells which agents still lead to it by files of their own, and offers to take that
 * back, each once its difference was seen. Silent where there are none. Never rejects.
 */
export async function tellAgentsLeft(preview: FixPreview, log: Pick<vscode.LogOutputChannel, 'error'>): Promise<void> {
  try {
    const room = await loadAgents();
    const left = await room.agentsUsingShim(agentsHere(room).of);
    if (left.length === 0) return;
    const back = t('Take Their Settings Back');
    const offered = left.some(({ written }) => written) ? [back] : [];
    if ((await vscode.window.showWarningMessage(leftWords(left), ...offered)) !== back) return;
    for (const { agent, written } of left) {
      if (!written || agent.way !== 'file') continue;
      try {
        void vscode.window.showInformationMessage(await takeBack(agent, preview));
      } catch (error) {
        log.error(`taking back what was written for ${agent.id} failed: ${errorLine(error)}`);
        void vscode.window.showErrorMessage(error instanceof room.AgentRefusedError ? error.message : plainText(errorLine(error), 300));
      }
    }
  } catch (error) {
    log.error(`looking for agents that use the shim failed: ${errorLine(error)}`);
  }
}
