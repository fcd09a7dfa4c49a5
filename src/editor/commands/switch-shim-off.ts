import { commands } from '../ids.ts';
import type { Command } from './command.ts';

/** Switches the shim off for all windows; programs that have it keep it until they end. */
export const switchShimOff: Command = {
  id: commands.switchShimOff,
  async run({ shim }) {
    await shim.switchOff();
  },
};
