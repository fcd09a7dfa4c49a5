/** Finds the agents of this machine, tells each of the shim by its own file, and takes that back. */
import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { t } from '@vscode/l10n';
import { plainText } from '../../path/network-failure.ts';
import { toolsOnPath } from '../../path/tools-on-path.ts';
import { FileChangedError, gitFolderOf, readAgentFile, writeAgentFile } from './agent-file.ts';
import { AgentMemory } from './agent-memory.ts';
import type { AgentRecord } from './agent-record.ts';
import type { Agent, AgentPlace, AgentWithFile, ShimAddress } from './agent.ts';
import { agents } from './index.ts';
import { leadsToEndpoint, planUndo, planUse, type Refusal } from './plan.ts';
import { fileStanding, type FileStanding } from './standing.ts';

/** This user on this machine. */
export interface AgentsOf {
  place: AgentPlace;
  stateFolder: string;
  /** Ids of the editor's extensions, in any case; none in a terminal. */
  extensions?: readonly string[];
}

/** An agent and how it stands. */
export interface AgentStanding {
  agent: Agent;
  /** What it was found by: a program, an extension, its file; undefined where it was not. */
  found?: string;
  /** Its file and what that says; absent for an agent without one. */
  file?: string;
  standing?: FileStanding;
  /** Something was written for it that can be taken back. */
  written: boolean;
}

/** Why nothing was written, as a sentence for the user. */
export class AgentRefusedError extends Error {}

/** A change of one file, worked out and not written yet. */
export interface PreparedAgent {
  agent: AgentWithFile;
  file: string;
  /** The whole text; undefined for no file. They hold what the user's file holds, and a token. */
  before: string | undefined;
  after: string | undefined;
  /** What to know before agreeing, each a sentence. */
  remarks: readonly string[];
  /** Of an undo: entries that somebody has changed since, by name, and which stay. */
  kept: readonly string[];
  record: AgentRecord | undefined;
}

/** How long PATH may be looked through, in ms. */
const searchMs = 700;

const sum = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What this process sees of the user's machine. */
export function placeOf(platform: NodeJS.Platform, environment: AgentPlace['environment'], home: string): AgentPlace {
  return { platform, environment, home, join: platform === 'win32' ? path.win32.join : path.posix.join };
}

/** Every agent that is known, found or not. Starts nothing and writes nothing. */
export async function findAgents({ place, stateFolder, extensions = [] }: AgentsOf): Promise<AgentStanding[]> {
  const names = agents.flatMap(({ programs }) => programs);
  const [tools, records] = await Promise.all([
    toolsOnPath(place.environment, place.platform, names, searchMs),
    new AgentMemory(stateFolder).records(),
  ]);
  const installed = new Set(extensions.map((id) => id.toLowerCase()));
  return await Promise.all(
    agents.map(async (agent): Promise<AgentStanding> => {
      const found = agent.programs.find((name) => tools.includes(name)) ?? agent.extensions.find((id) => installed.has(id));
      const written = records.some((record) => record.agent === agent.id);
      if (agent.way !== 'file') return { agent, ...(found !== undefined && { found }), written };
      const file = agent.file(place);
      const { text, unreadable } = await readAgentFile(file);
      const standing: FileStanding = unreadable === undefined ? fileStanding(agent, text) : { state: 'unreadable' };
      const by = found ?? (text !== undefined || unreadable !== undefined ? file : await existing(path.dirname(file), place.home));
      return { agent, ...(by !== undefined && { found: by }), file, standing, written };
    }),
  );
}

/** The agents whose files lead to a shim: without it they reach nothing. For those who are about to switch it off. */
export async function agentsUsingShim(of: AgentsOf): Promise<AgentStanding[]> {
  return (await findAgents(of)).filter(({ standing }) => standing?.state === 'shim');
}

/**
 * Works out what telling an agent of the shim changes. What was written for it earlier is taken back first, so that what
 * is remembered is what stood there before all of it. Resolves with equal texts where nothing is left to do.
 *
 * @param endpoint whether it is led to the endpoint too; undefined: as it was before.
 * @throws AgentRefusedError
 */
export async function prepareUse(agent: AgentWithFile, address: ShimAddress, { place, stateFolder }: AgentsOf, now: Date, endpoint?: boolean): Promise<PreparedAgent> {
  const file = agent.file(place);
  const { real, text, mode, unreadable } = await readAgentFile(file);
  if (unreadable !== undefined) throw new AgentRefusedError(`${plainText(file, 200)}: ${unreadable}`);
  for (const hidden of text === undefined ? (agent.wouldHide?.(place) ?? []) : []) {
    if ((await readAgentFile(hidden)).text !== undefined) {
      throw new AgentRefusedError(t('{0} reads {1} now and would not any more once there is {2}. Move what is in it there first.', agent.title, hidden, file));
    }
  }
  const record = (await new AgentMemory(stateFolder).records()).find((one) => one.agent === agent.id);
  if (record && record.file !== file) {
    throw new AgentRefusedError(t('{0} was told of the shim in {1}, and its file is {2} now. Take the former back first.', agent.title, record.file, file));
  }
  const led = endpoint ?? (record !== undefined && leadsToEndpoint(agent, record));
  let base = text;
  if (record && text !== undefined) {
    const undo = accepted(file, agent, planUndo(agent.format, record, text, sum));
    base = undo.after;
  }
  const { after, made } = accepted(file, agent, planUse(agent, base, led ? address : withoutEndpoint(address), sum));
  const git = await gitFolderOf(real);
  return {
    agent,
    file,
    before: text,
    after,
    kept: [],
    remarks: [
      t('Without the shim {0} reaches nothing: take this back before you switch the shim off for good.', agent.title),
      t('The address holds a token of its own for {0}, which is as secret as a password.', agent.title),
      ...(mode !== undefined && (mode & 0o044) !== 0 ? [t('Other users of this machine can read {0}. To end that: {1}', file, `chmod 600 ${file}`)] : []),
      ...(git === undefined ? [] : [t('{0} lies in a git work tree, {1}: do not commit it.', file, git)]),
      ...agent.remarks(led),
    ],
    record: { agent: agent.id, file, writtenAt: now.toISOString(), ...made },
  };
}

/**
 * Works out what taking it back changes.
 *
 * @throws AgentRefusedError, also where nothing was written.
 */
export async function prepareUndo(agent: AgentWithFile, { stateFolder }: Pick<AgentsOf, 'stateFolder'>): Promise<PreparedAgent> {
  const record = (await new AgentMemory(stateFolder).records()).find((one) => one.agent === agent.id);
  if (!record) throw new AgentRefusedError(t('Nothing was written for {0} that could be taken back.', agent.title));
  const { file } = record;
  const { text, unreadable } = await readAgentFile(file);
  if (unreadable !== undefined) throw new AgentRefusedError(`${plainText(file, 200)}: ${unreadable}`);
  const { after, kept } = text === undefined ? { after: undefined, kept: [] } : accepted(file, agent, planUndo(agent.format, record, text, sum));
  return { agent, file, before: text, after, remarks: [], kept: kept.map((key) => key.join('.')), record: undefined };
}

/**
 * Writes what was prepared. The memory goes first, so that what stood there before is never lost.
 *
 * @throws AgentRefusedError when the file has changed since it was prepared, or can't be written: it is as it was then.
 */
export async function writePrepared({ agent, file, before, after, record }: PreparedAgent, { stateFolder }: Pick<AgentsOf, 'stateFolder'>): Promise<void> {
  const memory = new AgentMemory(stateFolder);
  const former = (await memory.records()).find((one) => one.agent === agent.id);
  if (record) await memory.keep(agent.id, record);
  try {
    if (before !== after) await writeAgentFile(file, before, after);
  } catch (error) {
    if (record) await memory.keep(agent.id, former);
    if (error instanceof FileChangedError) throw new AgentRefusedError(t('{0} was changed meanwhile, so nothing was written. Look at the preview again.', file));
    throw new AgentRefusedError(t('{0} could not be written ({1}).', file, (error as NodeJS.ErrnoException).code ?? ''));
  }
  if (!record) await memory.keep(agent.id, undefined);
}

function withoutEndpoint({ proxy, bundleFile, noProxy }: ShimAddress): ShimAddress {
  return { proxy, bundleFile, noProxy };
}

function accepted<T extends object>(file: string, agent: Agent, plan: T | Refusal): T {
  if (!('refused' in plan)) return plan;
  const shown = plainText(file, 200);
  if (plan.refused === 'nothing') throw new AgentRefusedError(t('{0} has no place for a proxy in {1}: it names no model of its own.', agent.title, shown));
  throw new AgentRefusedError(
    plan.line === undefined
      ? t('{0} can not be edited without a risk to what else is in it, so nothing was written.', shown)
      : t('{0} can not be edited: line {1} is not understood, or is there twice, or is not of the form that is edited. Nothing was written.', shown, plan.line),
  );
}

/** A folder of the agent's own; the home folder is everybody's. */
async function existing(folder: string, home: string): Promise<string | undefined> {
  if (folder === home) return undefined;
  return await fs.stat(folder).then(() => folder, () => undefined);
}
