/** The clone itself: is what it needs installed, which Node runs it, its build. Plain JavaScript for any Node >= 18. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProcess } from './lifetime.js';
import { step } from './progress.js';

export const projectFolder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The editor's own Node version, which the npm package `node` carries. Tests and tools run on it. */
export const pinnedNode = path.join(
  projectFolder,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/**
 * Why the packages have to be installed, or undefined when what npm says it installed is what the lock file asks for.
 *
 * @param {string} folder
 * @returns {string | undefined}
 */
export function whyInstall(folder = projectFolder) {
  const wanted = readJson(path.join(folder, 'package-lock.json'));
  // npm keeps a lock file of what is really there:
  // https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json#hidden-lockfiles
  const present = readJson(path.join(folder, 'node_modules', '.package-lock.json'));
  if (!wanted) throw new Error(`${folder} has no readable package-lock.json; clone the repository again.`);
  if (!present) return 'nothing is installed yet';
  for (const [place, entry] of Object.entries(wanted.packages ?? {})) {
    if (place === '' || entry.optional || entry.link) continue;
    const there = present.packages?.[place];
    if (!there) return `${place} is missing`;
    if (there.version !== entry.version) return `${place} is ${there.version}, wanted ${entry.version}`;
  }
  if (!fs.existsSync(pinnedNodeIn(folder))) return 'the pinned Node is missing';
  return undefined;
}

/** Installs the packages with `npm ci` when they are missing or differ from the lock file. */
export async function installPackages() {
  const reason = whyInstall();
  if (!reason) return;
  await step(`Installing packages with npm ci, because ${reason}`, 'about a minute', () =>
    npm(['ci', '--no-audit', '--no-fund']),
  );
  if (!fs.existsSync(pinnedNode)) {
    throw new Error(
      'npm ci left no Node in node_modules/node/bin. An install script puts it there: does npm ignore scripts here?',
    );
  }
}

/** Builds into dist/. @param {{ production?: boolean }} [options] */
export async function build(options = {}) {
  const args = ['esbuild.js', ...(options.production ? ['--production'] : [])];
  await step('Building', 'a few seconds', () => runProcess(pinnedNode, args, { cwd: projectFolder }));
}

/**
 * Runs npm with the Node that runs this, and with `extra` in its environment.
 *
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number }} [options]
 */
export function npm(args, options = {}) {
  const env = { ...plainEnvironment(), ...options.env };
  const cli = process.env.npm_execpath;
  const common = {
    cwd: options.cwd ?? projectFolder,
    env,
    ...(options.timeoutMs ? { timeoutMs: options.timeoutMs } : {}),
  };
  if (cli && /npm-cli\.[cm]?js$/.test(cli)) return runProcess(process.execPath, [cli, ...args], common);
  return process.platform === 'win32'
    ? runProcess('cmd.exe', ['/d', '/c', 'npm', ...args], common)
    : runProcess('npm', args, common);
}

/**
 * This process's environment without what npm and a surrounding editor put there: a window opened from here must look
 * like one that the user opened.
 */
export function plainEnvironment(environment = process.env) {
  const kept = /^npm_config_(userconfig|globalconfig|registry|cache|proxy|https_proxy|noproxy|cafile|strict_ssl)$/i;
  const dropped = /^(npm_|VSCODE_|ELECTRON_|INIT_CWD$|NODE_OPTIONS$|NODE_ENV$|COLOR$)/i;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => kept.test(name) || !dropped.test(name)));
}

function pinnedNodeIn(folder) {
  return path.join(folder, path.relative(projectFolder, pinnedNode));
}

function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
