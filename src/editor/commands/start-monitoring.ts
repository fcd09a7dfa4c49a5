import { commands, settings } from '../ids.ts';
import { writeChoice } from '../settings.ts';
import type { Command } from './command.ts';

/** Switches monitoring on for the user; the monitor follows the setting. */
export const startMonitoring: Command = {
  id: commands.startMonitoring,
  run: () => writeChoice(settings.monitoringEnabled, true),
};
