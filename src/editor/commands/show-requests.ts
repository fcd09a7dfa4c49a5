import { commands } from '../ids.ts';
import type { Command } from './command.ts';

/** Opens the inspector at its section of requests, with one open where its number is given. */
export const showRequests: Command = {
  id: commands.showRequests,
  async run({ inspector }, request) {
    inspector.showSection('requests', Number.isSafeInteger(request) ? (request as number) : undefined);
  },
};
