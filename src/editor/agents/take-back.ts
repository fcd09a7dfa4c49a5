import { t } from '@vscode/l10n';
import { plainText } from '../../path/network-failure.ts';
import type { PreparedAgent } from '../../shim/agents/agent-use.ts';
import type { AgentWithFile } from '../../shim/agents/agent.ts';
import type { FixPreview } from '../fixes/fix-preview.ts';
import { agentsHere, loadAgents } from './load-agents.ts';

/**
 * Takes back what was written for an agent once the user has seen the difference and agreed. Resolves with what came of
 * it, a sentence.
 *
 * @throws AgentRefusedError
 */
export async function takeBack(agent: AgentWithFile, preview: FixPreview): Promise<string> {
  const room = await loadAgents();
  const { of, asker } = agentsHere(room);
  const prepared = await room.prepareUndo(agent, of);
  const question = t('Take back what was written for {0}?', agent.title);
  if (prepared.before !== prepared.after && !(await agreed(prepared, preview, question, t('Take Back')))) return t('Nothing was written.');
  await room.writePrepared(prepared, of);
  // A shim that can't be asked has forgotten nothing, and the token leads nowhere but to it.
  await room.revokeToken(agent.id, asker).catch(() => undefined);
  return prepared.kept.length > 0
    ? t('Changed since by somebody else, and so left as it is: {0}.', prepared.kept.join(t(', ')))
    : t('Taken back. {0} no longer goes through the shim when it starts anew.', agent.title);
}

/** Shows the difference and asks. Secrets are masked: what is on screen is also what is shared and recorded. */
export async function agreed({ agent, file, before, after, remarks }: PreparedAgent, preview: FixPreview, question: string, agree: string): Promise<boolean> {
  const { redactText } = await loadAgents();
  const endings = { JSON: 'jsonc', YAML: 'yaml', '.env': 'env' } as const;
  return preview.ask({
    title: plainText(file, 200),
    before: redactText(before ?? ''),
    after: redactText(after ?? ''),
    ending: endings[agent.format.name],
    question,
    detail: [t('It changes {0}.', plainText(file, 200)), ...remarks].join('\n\n'),
    agree,
  });
}
