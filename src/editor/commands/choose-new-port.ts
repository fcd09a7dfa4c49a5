import { commands } from '../ids.ts';
import type { Command } from './command.ts';

/** Starts the shim on another port than the one it keeps. */
export const chooseNewPort: Command = {
  id: commands.chooseNewPort,
  async run({ shim }) {
    await shim.service.restart(true);
  },
};
