import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { plainText } from '../../path/network-failure.ts';
import type { AgentStanding } from '../../shim/agents/agent-use.ts';
import type { AgentWithFile } from '../../shim/agents/agent.ts';
import { agentsHere, loadAgents } from '../agents/load-agents.ts';
import { agreed, takeBack } from '../agents/take-back.ts';
import { errorLine } from '../error-line.ts';
import { commands } from '../ids.ts';
import type { Command, CommandSurroundings } from './command.ts';

/**
 * Shows the agents of this machine and how each stands, and tells one of the shim, or takes that back, once the user has
 * seen the difference and agreed. Resolves with the sentence that was shown.
 */
export const agentsUseShim: Command = {
  id: commands.agentsUseShim,
  async run(around) {
    const room = await loadAgents();
    const { of, asker } = agentsHere(room);
    try {
      const [standings, port] = [await room.findAgents(of), await room.runningPort(asker)];
      const picked = await pickAgent(standings, (one) => room.standingWords(one, port));
      if (!picked) return undefined;
      const { agent, written } = picked;
      if (agent.way !== 'file') return tell(`${agent.title}: ${agent.advice()}`);
      const action = written ? await pickAction(agent) : 'use';
      if (action === undefined) return undefined;
      return tell(action === 'use' ? await use(agent, around) : await takeBack(agent, around.preview));
    } catch (error) {
      const sentence = error instanceof room.AgentRefusedError ? error.message : plainText(errorLine(error), 300);
      around.log.error(`telling an agent of the shim failed: ${errorLine(error)}`);
      void vscode.window.showErrorMessage(sentence);
      return sentence;
    }
  },
};

async function use(agent: AgentWithFile, { agentShim, preview }: CommandSurroundings): Promise<string> {
  const room = await loadAgents();
  const { of } = agentsHere(room);
  const address = await agentShim.address(agent.id);
  if (!address) return t('No shim is running. Switch it on first, then let {0} use it.', agent.title);
  const prepared = await room.prepareUse(agent, address, of, new Date());
  if (prepared.before === prepared.after) return t('{0} uses the shim already.', agent.title);
  const question = t('Let {0} use the shim?', agent.title);
  if (!(await agreed(prepared, preview, question, t('Write')))) return t('Nothing was written.');
  await room.writePrepared(prepared, of);
  return t('Written. Start {0} anew. To take it back, run this command again.', agent.title);
}

async function pickAgent(standings: readonly AgentStanding[], words: (one: AgentStanding) => string): Promise<AgentStanding | undefined> {
  const there = standings.filter(({ found, written }) => found !== undefined || written);
  if (there.length === 0) {
    tell(t('None of the agents that are known is here.'));
    return undefined;
  }
  const items = there.map((one) => ({
    one,
    label: `${one.standing?.state === 'shim' ? '$(check) ' : ''}${one.agent.title}`,
    description: words(one),
    ...(one.file !== undefined && { detail: one.file }),
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: t('Let Agents Use the Shim'),
    placeHolder: t('The agent to tell of the shim, or to take that back from'),
    matchOnDescription: true,
  });
  return picked?.one;
}

async function pickAction({ title }: AgentWithFile): Promise<'use' | 'undo' | undefined> {
  const picked = await vscode.window.showQuickPick(
    [
      { action: 'undo' as const, label: t('Take Back'), description: t('what was written for {0}', title) },
      { action: 'use' as const, label: t('Write Anew'), description: t('with the address of the shim that runs now') },
    ],
    { title },
  );
  return picked?.action;
}

function tell(sentence: string): string {
  void vscode.window.showInformationMessage(sentence);
  return sentence;
}
