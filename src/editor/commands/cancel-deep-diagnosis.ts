import { commands } from '../ids.ts';
import type { Command } from './command.ts';

/** Ends the diagnosis in depth; what it has measured is shown. */
export const cancelDeepDiagnosis: Command = {
  id: commands.cancelDeepDiagnosis,
  async run({ session }) {
    session.cancelDeep();
  },
};
