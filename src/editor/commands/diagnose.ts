import type { Report } from '../../diagnosis/report.ts';
import { commands } from '../ids.ts';
import type { Command, CommandSurroundings } from './command.ts';
import { usableGateway } from './usable-gateway.ts';

/** Runs every probe that costs nothing; gives the redacted report to whoever executed the command. */
export const diagnose: Command = {
  id: commands.diagnose,
  run: (around) => diagnoseNow(around, false),
};

/**
 * Runs a diagnosis with the inspector open. The status bar item and the inspector show its progress and the inspector,
 * the menu and the palette can cancel it; a progress of the window's own would be a second spinner beside the first.
 */
export async function diagnoseNow(around: CommandSurroundings, spend: boolean): Promise<Report | undefined> {
  if (!usableGateway(around.choose())) return undefined;
  around.inspector.show();
  return around.session.run({ spend });
}
