import { readGnome } from './gnome.ts';
import { readKde } from './kde.ts';
import { readMacos } from './macos.ts';
import { variable, type Machine, type SystemReading } from './machine.ts';
import { readWindows } from './windows.ts';

/** The desktop's proxy settings, from the store this platform and desktop use. */
export async function readSystem(machine: Machine): Promise<SystemReading> {
  switch (machine.platform) {
    case 'win32':
      return await readWindows(machine);
    case 'darwin':
      return await readMacos(machine);
    default: {
      const desktop = `${variable(machine, 'XDG_CURRENT_DESKTOP') ?? ''}:${variable(machine, 'DESKTOP_SESSION') ?? ''}`;
      return /kde|plasma/i.test(desktop) ? await readKde(machine) : await readGnome(machine);
    }
  }
}
