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
    default:
      switch (proxyStore((name) => variable(machine, name))) {
        case 'kde':
          return await readKde(machine);
        case 'gnome':
          return await readGnome(machine);
        case 'none':
          return { system: { store: 'none', mode: 'none', bypass: [] }, unreadable: [] };
      }
  }
}

/** Desktops whose programs read GNOME's settings; under others, and under none, the environment counts. */
const gnomeDesktops = ['unity', 'deepin', 'gnome', 'x-cinnamon', 'pantheon', 'ukui'];
const otherDesktops = ['xfce', 'lxqt'];

/**
 * Whose store Chromium reads on a Unix desktop (base/nix/xdg_util.cc GetDesktopEnvironment and
 * net/proxy_resolution/proxy_config_service_linux.cc). The variables of a desktop are named one after the other; the
 * first that is known decides.
 */
export function proxyStore(variableNamed: (name: string) => string | undefined): 'gnome' | 'kde' | 'none' {
  for (const desktop of (variableNamed('XDG_CURRENT_DESKTOP') ?? '').toLowerCase().split(':')) {
    if (desktop === 'kde') return 'kde';
    if (gnomeDesktops.includes(desktop)) return 'gnome';
    if (otherDesktops.includes(desktop)) return 'none';
  }
  const session = (variableNamed('DESKTOP_SESSION') ?? '').toLowerCase();
  if (/^(?:kde|plasma)/.test(session)) return 'kde';
  if (/^(?:gnome|mate|deepin|ukui|cinnamon|ubuntu|pop|pantheon|unity)/.test(session)) return 'gnome';
  if (variableNamed('KDE_FULL_SESSION') !== undefined) return 'kde';
  return variableNamed('GNOME_DESKTOP_SESSION_ID') === undefined ? 'none' : 'gnome';
}
