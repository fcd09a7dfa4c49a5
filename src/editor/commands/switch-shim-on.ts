import { commands } from '../ids.ts';
import type { Command } from './command.ts';

/** Leads programs of this workspace through the shim from now on. */
export const switchShimOn: Command = {
  id: commands.switchShimOn,
  async run({ shim }) {
    await shim.switchOn();
  },
};
