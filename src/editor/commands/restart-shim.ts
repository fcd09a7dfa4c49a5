import { commands } from '../ids.ts';
import type { Command } from './command.ts';

/** Puts another process in the place of the shim; connections that are open end by themselves. */
export const restartShim: Command = {
  id: commands.restartShim,
  async run({ shim }) {
    await shim.service.restart();
  },
};
