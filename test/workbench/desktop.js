/** The desktop VS Code (or a fork) that is installed on this machine. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { atEnd, startProcess } from './lifetime.js';
import { plainEnvironment } from './project.js';

/**
 * The editor's command: GATEHOUSE_VSCODE (code, cursor, codium, windsurf: a command's name or a path), else an
 * installed `code`. Undefined when there is none.
 *
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {string | undefined}
 */
export function desktopEditor(environment = process.env) {
  const named = environment.GATEHOUSE_VSCODE;
  if (!named) return onPath('code', environment);
  const found =
    path.isAbsolute(named) || /[\\/]/.test(named) ? existing(path.resolve(named)) : onPath(named, environment);
  if (!found) throw new Error(`GATEHOUSE_VSCODE names ${named}, which was not found.`);
  return found;
}

/**
 * The program behind an editor's command-line script: test runs start it directly, because the script returns at once.
 * An editor's install keeps the script in bin/ and the program beside that folder (Linux, Windows) or in MacOS/.
 *
 * @param {string} command
 */
export function editorProgram(command) {
  const script = fs.realpathSync(command);
  const bin = path.dirname(script);
  if (path.basename(bin) !== 'bin') return script;
  const name = path.basename(script).replace(/\.(cmd|sh)$/, '');
  const install = path.dirname(bin);
  const beside = [path.join(install, name), path.join(install, `${name}.exe`), path.join(install, 'Code.exe')];
  // macOS: Name.app/Contents/Resources/app/bin/code and Name.app/Contents/MacOS/Electron (or Name).
  const macos = path.resolve(install, '..', '..', 'MacOS');
  const bundled = fs.existsSync(macos) ? fs.readdirSync(macos).map((file) => path.join(macos, file)) : [];
  const isFile = (file) => fs.statSync(file, { throwIfNoEntry: false })?.isFile();
  return [...beside, path.join(macos, 'Electron'), ...bundled].find(isFile) ?? script;
}

/**
 * Opens a window of the desktop editor with the extension in development mode and a profile of its own.
 *
 * @param {string} command
 * @param {import('./profile.js').Profile} profile
 * @param {string} extensionFolder
 */
export function openDesktop(command, profile, extensionFolder) {
  const args = ['--new-window', '--wait', '--skip-welcome', '--skip-release-notes', '--disable-workspace-trust'];
  args.push('--user-data-dir', profile.userDataFolder, '--extensions-dir', profile.extensionsFolder);
  args.push(`--extensionDevelopmentPath=${extensionFolder}`, profile.workspaceFolder);
  // Chromium refuses its sandbox to root.
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  const started = startProcess(command, args, { env: plainEnvironment() });
  // The script starts the program in a session of its own, out of reach of our process group; the program notes its
  // process id in its user data: vscode/src/vs/code/electron-main/main.ts (code.lock).
  atEnd(() => {
    const pid = Number(readText(path.join(profile.userDataFolder, 'code.lock')));
    if (Number.isInteger(pid) && pid > 1) process.kill(pid, 'SIGTERM');
  });
  return started;
}

function onPath(name, environment) {
  const endings = process.platform === 'win32' ? ['.cmd', '.exe'] : [''];
  const folders = (environment.PATH ?? '').split(path.delimiter).filter(Boolean);
  return folders
    .flatMap((folder) => endings.map((ending) => path.join(folder, name + ending)))
    .find((file) => fs.existsSync(file));
}

function existing(file) {
  return fs.existsSync(file) ? file : undefined;
}

function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
