import type { Agent } from './agent.ts';
import { aider } from './aider.ts';
import { claudeCode } from './claude-code.ts';
import { cline } from './cline.ts';
import { codex } from './codex.ts';
import { continueDev } from './continue.ts';
import { geminiCli } from './gemini-cli.ts';
import { openclaw } from './openclaw.ts';
import { opencode } from './opencode.ts';

/** Every agent that is known, in the order they are shown. */
export const agents: readonly Agent[] = [claudeCode, codex, geminiCli, continueDev, aider, openclaw, opencode, cline];

/** An agent by its id. */
export function findAgent(id: string): Agent | undefined {
  return agents.find((agent) => agent.id === id);
}
