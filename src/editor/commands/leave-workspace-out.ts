import { commands } from '../ids.ts';
import type { Command } from './command.ts';

/** Starts programs of this workspace without the shim; other workspaces keep it. */
export const leaveWorkspaceOut: Command = {
  id: commands.leaveWorkspaceOut,
  async run({ shim }) {
    await shim.leaveWorkspaceOut();
  },
};
