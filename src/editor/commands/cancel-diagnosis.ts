import { commands } from '../ids.ts';
import type { Command } from './command.ts';

/** Stops the running diagnosis; the last report stays. */
export const cancelDiagnosis: Command = {
  id: commands.cancelDiagnosis,
  async run({ session }) {
    session.cancel();
  },
};
