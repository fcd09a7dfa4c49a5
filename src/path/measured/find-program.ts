import * as fs from 'node:fs/promises';
import * as path from 'node:path';

/**
 * Looks a program up on the search path, as a shell does.
 *
 * @returns its absolute path; the folders of the path that are not absolute are passed over.
 */
export async function findProgram(
  names: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): Promise<string | undefined> {
  const windows = platform === 'win32';
  const variable = windows ? Object.keys(environment).find((name) => name.toLowerCase() === 'path') : 'PATH';
  const searched = variable === undefined ? '' : (environment[variable] ?? '');
  const folders = searched.split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  for (const name of names) {
    for (const folder of folders) {
      const file = path.join(folder, windows ? `${name}.exe` : name);
      if ((await isProgram(file)) && !(platform === 'darwin' && (await offersToInstall(file)))) return file;
    }
  }
  return undefined;
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await fs.access(file, fs.constants.X_OK);
    return (await fs.stat(file)).isFile();
  } catch {
    return false;
  }
}

/** On macOS some programs in /usr/bin only offer to install the developer tools, in a window (xcode-select(1)). */
async function offersToInstall(file: string): Promise<boolean> {
  const [folder, name] = [path.dirname(file), path.basename(file)];
  if (folder !== '/usr/bin' || !['git', 'python3'].includes(name)) return false;
  const tools = ['/Library/Developer/CommandLineTools', '/Applications/Xcode.app/Contents/Developer'];
  for (const one of tools) if (await isProgram(path.join(one, 'usr/bin', name))) return false;
  return true;
}
