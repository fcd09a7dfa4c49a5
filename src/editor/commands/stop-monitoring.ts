import { commands, settings } from '../ids.ts';
import { writeChoice } from '../settings.ts';
import type { Command } from './command.ts';

/** Switches monitoring off for the user; the monitor follows the setting. */
export const stopMonitoring: Command = {
  id: commands.stopMonitoring,
  run: () => writeChoice(settings.monitoringEnabled, false),
};
