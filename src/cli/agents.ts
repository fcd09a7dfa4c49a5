import { t } from '@vscode/l10n';
import { redactText } from '../diagnosis/redact.ts';
import { wrapText } from '../diagnosis/render/wrap.ts';
import { deepestMessage, plainText } from '../path/network-failure.ts';
import {
  AgentRefusedError,
  findAgents,
  placeOf,
  prepareUndo,
  prepareUse,
  writePrepared,
  type AgentsOf,
  type AgentStanding,
  type PreparedAgent,
} from '../shim/agents/agent-use.ts';
import type { AgentWithFile } from '../shim/agents/agent.ts';
import { agents, findAgent } from '../shim/agents/index.ts';
import { addressOf, revokeToken, runningPort, type ShimAsker } from '../shim/agents/running-shim.ts';
import { standingWords } from '../shim/agents/standing-words.ts';
import { stateFolderOf } from '../shim/control/state-place.ts';
import { thisPlace } from '../shim/control/state-folder.ts';
import { nearest, parseArguments, UsageError, type ParsedArguments } from './arguments.ts';
import { alignColumns } from './columns.ts';
import { exitCodes, type Command } from './command.ts';
import type { Terminal } from './output.ts';
import { textDifference } from './text-difference.ts';

/** Shape of `agents --json`; raised when a field changes its meaning or goes. */
const schemaVersion = 1;

/** Lists the agents of this machine, tells one of the running shim by its own file, and takes that back. */
export const agentsOfMachine: Command = {
  name: 'agents',
  synopsis: ['agents [--json]', 'agents --use NAME [--endpoint] [--dry-run | --yes]', 'agents --undo NAME [--dry-run]'],
  summary: () => t('Tell coding agents of the running shim by their own settings, and take that back.'),
  options: {
    use: { type: 'string', value: 'NAME', about: () => t('Write the address of the shim into this agent\'s own file, once you have seen the difference.') },
    endpoint: { type: 'boolean', about: () => t('With --use: also lead it to the endpoint of the shim, with its token in the place of a key.') },
    undo: { type: 'string', value: 'NAME', about: () => t('Take back what was written for this agent, and nothing else.') },
    'dry-run': { type: 'boolean', about: () => t('Show the difference and write nothing.') },
    yes: { type: 'boolean', about: () => t('Write without asking.') },
    json: { type: 'boolean', about: () => t('Print one JSON document.') },
  },
  notes: () => [
    t('NAME is one of: {0}.', agents.map(({ id }) => id).join(', ')),
    t('Told of the endpoint: {0}. Writing anew keeps that; --undo takes both back.', agents.filter((one) => one.way === 'file' && one.endpointEntries).map(({ id }) => id).join(', ')),
    t('An agent that was told of the shim reaches nothing without it. Undo that before you switch the shim off for good.'),
    t('Exit code 1 means that nothing was written, or that an agent is told of a shim that does not run.'),
  ],
  async run(args, terminal) {
    const parsed = parseArguments(args, agentsOfMachine.options);
    const [extra] = parsed.positionals;
    if (extra !== undefined) throw new UsageError(t('"{0}" is not expected here.', plainText(extra, 80)));
    const [use, undo] = [parsed.value('use'), parsed.value('undo')];
    if (use !== undefined && undo !== undefined) throw new UsageError(t('Give --use or --undo, not both.'));
    if (parsed.has('json') && (use ?? undo) !== undefined) throw new UsageError(t('--json is for the list alone.'));
    if (parsed.has('endpoint') && use === undefined) throw new UsageError(t('--endpoint goes with --use alone.'));
    const { environment, platform, homeDirectory } = terminal;
    const stateFolder = stateFolderOf({ ...thisPlace(), environment, platform, home: homeDirectory });
    const of = { place: placeOf(platform, environment, homeDirectory), stateFolder };
    const asker = { stateFolder, environment, platform };
    if (use === undefined && undo === undefined) return await list(of, asker, parsed.has('json'), terminal);
    try {
      return use === undefined ? await takeBack(agentWithFile(undo ?? ''), of, asker, parsed, terminal) : await tell(agentWithFile(use), of, asker, parsed, terminal);
    } catch (error) {
      if (!(error instanceof AgentRefusedError)) throw error;
      await say(error.message, terminal);
      return exitCodes.fault;
    }
  },
};

async function list(of: AgentsOf, asker: ShimAsker, json: boolean, terminal: Terminal): Promise<number> {
  const [standings, port] = [await findAgents(of), await runningPort(asker)];
  const lost = standings.some(({ standing }) => standing?.state === 'shim' && standing.port !== port);
  const there = standings.filter(({ found, written }) => found !== undefined || written);
  if (json) {
    const document = { schemaVersion, shimPort: port ?? null, agents: standings.map(plain) };
    await terminal.print(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    await terminal.print(there.length === 0 ? `${t('None of the agents that are known is here.')}\n` : table(there, port, terminal));
  }
  return lost ? exitCodes.fault : exitCodes.success;
}

function plain({ agent, found, file, standing, written }: AgentStanding): object {
  const { id, title, way, source } = agent;
  return { id, title, way, source, found: found ?? null, file: file ?? null, standing: standing ?? null, written };
}

function table(there: readonly AgentStanding[], port: number | undefined, { width }: Terminal): string {
  const rows = there.map((one) => [one.agent.id, one.agent.title, standingWords(one, port), plainText(one.file ?? '', 200)]);
  const lines = alignColumns([[t('name'), t('agent'), t('state'), t('file')], ...rows]);
  for (const { agent } of there) {
    if (agent.way !== 'file') lines.push('', ...wrapText(`${agent.title}: ${agent.advice()}`, width, ''));
  }
  return `${lines.join('\n')}\n`;
}

async function tell(agent: AgentWithFile, of: AgentsOf, asker: ShimAsker, parsed: ParsedArguments, terminal: Terminal): Promise<number> {
  const endpoint = parsed.has('endpoint');
  if (endpoint && !agent.endpointEntries) {
    await say(t('{0} has no place for the endpoint in its own file. Start it there with: {1}', agent.title, `gatehouse exec --endpoint -- ${agent.programs[0] ?? agent.id}`), terminal);
    return exitCodes.fault;
  }
  const address = await addressOf(agent.id, asker);
  if (!address) {
    await say(t('No shim is running. Switch it on in the editor, or start one program with it: {0}', 'gatehouse exec -- COMMAND'), terminal);
    return exitCodes.fault;
  }
  const prepared = await prepareUse(agent, address, of, new Date(), endpoint || undefined);
  if (prepared.before === prepared.after) {
    await say(t('{0} uses the shim already.', agent.title), terminal);
    return exitCodes.success;
  }
  await terminal.print(difference(prepared));
  for (const remark of prepared.remarks) await terminal.note(`${wrapText(remark, terminal.width, '').join('\n')}\n`);
  if (parsed.has('dry-run')) return exitCodes.success;
  if (!parsed.has('yes') && !(await agreed(t('Write this? Type "yes": '), terminal))) {
    await say(t('Nothing was written.'), terminal);
    return exitCodes.fault;
  }
  await writePrepared(prepared, of);
  await say(t('Written. Start {0} anew. To take it back: {1}', agent.title, `gatehouse agents --undo ${agent.id}`), terminal);
  return exitCodes.success;
}

async function takeBack(agent: AgentWithFile, of: AgentsOf, asker: ShimAsker, parsed: ParsedArguments, terminal: Terminal): Promise<number> {
  const prepared = await prepareUndo(agent, of);
  if (prepared.before !== prepared.after) await terminal.print(difference(prepared));
  if (parsed.has('dry-run')) return exitCodes.success;
  await writePrepared(prepared, of);
  if (prepared.kept.length > 0) await say(t('Changed since by somebody else, and so left as it is: {0}.', prepared.kept.join(', ')), terminal);
  await say(t('Taken back. {0} no longer goes through the shim when it starts anew.', agent.title), terminal);
  try {
    await revokeToken(agent.id, asker);
  } catch (error) {
    await say(t('Its token is still good, as the shim could not be asked: {0}', plainText(deepestMessage(error), 200)), terminal);
  }
  return exitCodes.success;
}

/** Secrets are masked: a terminal's text is copied and recorded. */
function difference({ file, before, after }: PreparedAgent): string {
  const lines = textDifference(before ?? '', after ?? '');
  const heads = [`--- ${before === undefined ? '/dev/null' : file}`, `+++ ${after === undefined ? '/dev/null' : file}`];
  return `${redactText([...heads.map((head) => plainText(head, 300)), ...lines.map((line) => plainText(line, 500))].join('\n'))}\n`;
}

/** @throws UsageError where nobody can be asked. */
async function agreed(question: string, terminal: Terminal): Promise<boolean> {
  if (!terminal.stdinIsTty) throw new UsageError(t('There is no keyboard to ask at. Add --yes to write, or --dry-run to look.'));
  await terminal.note(question);
  for await (const line of terminal.readLines()) return line.trim().toLowerCase() === 'yes';
  return false;
}

/** @throws UsageError for one that is not known, and for one without a file. */
function agentWithFile(name: string): AgentWithFile {
  const agent = findAgent(name);
  if (!agent) {
    const near = nearest(name, agents.map(({ id }) => id));
    const shown = plainText(name, 60);
    throw new UsageError(near === undefined ? t('There is no agent "{0}".', shown) : t('There is no agent "{0}". Did you mean "{1}"?', shown, near));
  }
  if (agent.way === 'file') return agent;
  throw new UsageError(`${agent.title}: ${agent.advice()}`);
}

async function say(text: string, { note }: Terminal): Promise<void> {
  await note(`gatehouse: ${plainText(text, 1_000)}\n`);
}
