import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** The kernel's own word for what the desktop's power switch was set to (docs.kernel.org, ABI/testing/sysfs-platform_profile). */
const linuxProfile = '/sys/firmware/acpi/platform_profile';

/**
 * Whether the system saves its battery, where it says so without ado: Linux and macOS. Elsewhere false: the editor's API
 * does not tell, and starting a shell every few minutes to ask would cost more than it saves.
 */
export async function onBatterySaver(platform: NodeJS.Platform, profileFile = linuxProfile): Promise<boolean> {
  try {
    if (platform === 'linux') return (await readFile(profileFile, 'utf8')).trim() === 'low-power';
    if (platform === 'darwin') return /lowpowermode\s+1/.test(await pmset());
  } catch {
    // Not told here.
  }
  return false;
}

/** pmset(1): `-g` shows the settings in use. */
function pmset(): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('/usr/bin/pmset', ['-g'], { timeout: 2_000 }, (error, stdout) => (error ? reject(error) : resolve(stdout)));
  });
}
