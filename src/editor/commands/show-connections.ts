import { commands } from '../ids.ts';
import type { Command } from './command.ts';

/** Opens the inspector at its section of connections. */
export const showConnections: Command = {
  id: commands.showConnections,
  async run({ inspector }) {
    inspector.showSection('connections');
  },
};
