import * as path from 'node:path';
import { readPrivateFile, writePrivateFile } from '../control/private-file.ts';
import { makeStateFolder, thisPlace } from '../control/state-folder.ts';
import { readAgentRecords, type AgentRecord } from './agent-record.ts';

/**
 * Remembers what was written for agents, in a file of the state folder that its owner alone can read: an editor and a
 * terminal take back what either wrote. Former values are in it as they stood in the agent's file, tokens are not.
 */
export class AgentMemory {
  readonly #folder: string;

  constructor(stateFolder: string) {
    this.#folder = stateFolder;
  }

  /** @throws ShimError `FILE` when it can't be read. */
  async records(): Promise<AgentRecord[]> {
    const text = await readPrivateFile(this.#file);
    if (text === undefined) return [];
    try {
      return readAgentRecords(JSON.parse(text));
    } catch {
      return [];
    }
  }

  /** Puts a record in the place of the agent's former one, or takes that away. @throws ShimError when it can't be written. */
  async keep(agent: string, record: AgentRecord | undefined): Promise<void> {
    await makeStateFolder(this.#folder, thisPlace());
    const others = (await this.records()).filter((one) => one.agent !== agent);
    const records = record ? [...others, record] : others;
    await writePrivateFile(this.#file, `${JSON.stringify({ schemaVersion: 1, records })}\n`);
  }

  get #file(): string {
    return path.join(this.#folder, 'agents.json');
  }
}
