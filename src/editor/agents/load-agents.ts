import * as vscode from 'vscode';
import type { AgentsOf } from '../../shim/agents/agent-use.ts';
import type { ShimAddress } from '../../shim/agents/agent.ts';
import type { ShimAsker } from '../../shim/agents/running-shim.ts';
import type * as Room from './agents-room.ts';

type AgentsRoom = typeof Room;

/** Where agents get the shim's address from. */
export interface AgentShim {
  /** With a token of this client's own; undefined when no shim runs. */
  address(client: string): Promise<ShimAddress | undefined>;
}

let loaded: Promise<AgentsRoom> | undefined;

/** Loads the room once. It is an ES module with its own copy of the l10n package, hence the second configuring. */
export function loadAgents(): Promise<AgentsRoom> {
  loaded ??= import('./agents-room.ts').then((room) => {
    if (vscode.l10n.bundle) room.configureLanguage(vscode.l10n.bundle);
    return room;
  });
  // A failed load (a file in use while the extension is updated) may work the next time.
  loaded.catch(() => (loaded = undefined));
  return loaded;
}

/** This user on the machine that the extension host runs on, and how its shim is asked. */
export function agentsHere(room: AgentsRoom): { of: AgentsOf; asker: ShimAsker } {
  const here = room.thisPlace();
  const stateFolder = room.stateFolderOf(here);
  const { platform, environment, home } = here;
  const extensions = vscode.extensions.all.map(({ id }) => id);
  return { of: { place: room.placeOf(platform, environment, home), stateFolder, extensions }, asker: { stateFolder, environment, platform } };
}

/** Asks the shim that runs, whoever has started it. */
export const runningShim: AgentShim = {
  async address(client) {
    const room = await loadAgents();
    return await room.addressOf(client, agentsHere(room).asker);
  },
};
