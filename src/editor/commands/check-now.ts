import { commands } from '../ids.ts';
import type { Command } from './command.ts';

/** Looks at every watched gateway at once, in whichever window watches. */
export const checkNow: Command = {
  id: commands.checkNow,
  run: async ({ health }) => health.checkNow(),
};
