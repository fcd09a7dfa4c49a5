import { commands } from '../ids.ts';
import type { Command } from './command.ts';

/** Tells which programs still use a shim that was switched off, and offers to settle that. */
export const shimTerminals: Command = {
  id: commands.shimTerminals,
  async run({ shim }) {
    await shim.showLeaving();
  },
};
