import { commands } from '../ids.ts';
import type { Command } from './command.ts';

/** Opens the inspector at its section of spending. */
export const showSpend: Command = {
  id: commands.showSpend,
  async run({ inspector }) {
    inspector.showSection('spend');
  },
};
