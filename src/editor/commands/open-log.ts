import { commands } from '../ids.ts';
import type { Command } from './command.ts';

/** Shows the extension's log. */
export const openLog: Command = {
  id: commands.openLog,
  async run({ log }) {
    log.show();
  },
};
