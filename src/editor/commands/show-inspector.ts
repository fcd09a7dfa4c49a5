import { commands } from '../ids.ts';
import type { Command } from './command.ts';

/** Opens the inspector, or brings it to the front. */
export const showInspector: Command = {
  id: commands.showInspector,
  async run({ inspector }) {
    inspector.show();
  },
};
