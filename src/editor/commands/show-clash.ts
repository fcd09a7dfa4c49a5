import { commands } from '../ids.ts';
import type { Command } from './command.ts';

/** Opens the inspector at its section of Clash, which looks for the core then. */
export const showClash: Command = {
  id: commands.showClash,
  async run({ inspector }) {
    inspector.showSection('clash');
  },
};
