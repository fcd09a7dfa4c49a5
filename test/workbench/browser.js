/** A Chromium to drive the workbench with: the one named, the one installed, or one fetched. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { cached, cacheFolder } from './cache.js';
import { runProcess } from './lifetime.js';
import { npm, pinnedNode, projectFolder } from './project.js';
import { say, step } from './progress.js';

const packagedChromium = '@sparticuz/chromium';
const packagedChromiumVersion = '153.0.0';

/** Keeps Chromium quiet, and able to run as root in a container. */
export const browserFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const commandNames = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
];
const wellKnownPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  `${process.env.ProgramFiles}\\Google\\Chrome\\Application\\chrome.exe`,
  `${process.env['ProgramFiles(x86)']}\\Microsoft\\Edge\\Application\\msedge.exe`,
];

/** The installed browser's program, if there is one; throws when GATEHOUSE_BROWSER names nothing. */
export function installedBrowser(environment = process.env) {
  const named = environment.GATEHOUSE_BROWSER;
  if (named) {
    if (!fs.existsSync(named)) throw new Error(`GATEHOUSE_BROWSER names ${named}, which does not exist.`);
    return named;
  }
  const folders = (environment.PATH ?? '').split(path.delimiter).filter(Boolean);
  const places = folders.flatMap((folder) => commandNames.map((name) => path.join(folder, name)));
  return [...places, ...wellKnownPlaces].find((place) => fs.existsSync(place));
}

/**
 * A browser to start: the installed one, else one fetched from the first source that has it.
 *
 * @returns {Promise<{ program: string, flags: readonly string[] }>}
 */
export async function browser() {
  const installed = installedBrowser();
  if (installed) return { program: installed, flags: browserFlags };
  for (const fetchFrom of [fromDebian, fromPlaywright, fromNpm]) {
    try {
      const found = await fetchFrom();
      if (found) return { flags: browserFlags, ...found };
    } catch (error) {
      say(`  that did not work: ${String(error.message).split('\n')[0]}`);
    }
  }
  throw new Error(
    'No browser found, and none could be fetched. Install Chromium, or name its program in GATEHOUSE_BROWSER.',
  );
}

/** Debian's own package, when this is Debian or Ubuntu's kin and we may install. */
async function fromDebian() {
  const mayInstall = process.platform === 'linux' && process.getuid?.() === 0 && fs.existsSync('/etc/debian_version');
  if (!mayInstall || spawnSync('apt-get', ['--version']).status !== 0) return undefined;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await step('Installing Chromium with apt-get', 'once, about a minute', async () => {
    await runProcess('apt-get', ['update', '-q'], { env, timeoutMs: 300_000 });
    await runProcess('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], {
      env,
      timeoutMs: 600_000,
    });
  });
  const program = installedBrowser();
  return program ? { program } : undefined;
}

async function fromPlaywright() {
  const folder = path.join(cacheFolder(), 'playwright');
  const env = { ...process.env, PLAYWRIGHT_BROWSERS_PATH: folder };
  const cli = path.join(projectFolder, 'node_modules', 'playwright-core', 'cli.js');
  await step('Fetching the Chromium that Playwright offers', 'once, about a minute', () =>
    runProcess(pinnedNode, [cli, 'install', 'chromium-headless-shell'], { env, timeoutMs: 300_000 }),
  );
  const program = find(folder, /^(headless_shell|chrome-headless-shell)(\.exe)?$/);
  return program ? { program } : undefined;
}

/** A Chromium inside an npm package, for Linux machines with neither a browser nor root. */
async function fromNpm() {
  if (process.platform !== 'linux') return undefined;
  const folder = await cached(`chromium-${packagedChromiumVersion}-${process.arch}`, (partial) =>
    step('Fetching a Chromium from npm', 'once, about a minute', async () => {
      fs.writeFileSync(path.join(partial, 'package.json'), '{ "private": true }\n');
      await npm(
        ['install', `${packagedChromium}@${packagedChromiumVersion}`, '--ignore-scripts', '--no-audit', '--no-fund'],
        { cwd: partial },
      );
      // The package unpacks its browser into the temporary folder when asked for its path; ours is kept.
      const ask = `import chromium from '${packagedChromium}'; await chromium.executablePath();`;
      const env = { ...process.env, TMPDIR: partial };
      await runProcess(pinnedNode, ['--input-type=module', '-e', ask], { cwd: partial, env, timeoutMs: 120_000 });
    }),
  );
  const program = find(folder, /^chromium$/);
  return program ? { program } : undefined;
}

function find(folder, name) {
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  const hit = entries.find((entry) => entry.isFile() && name.test(entry.name));
  return hit && path.join(hit.parentPath ?? hit.path, hit.name);
}

/** Is there a screen on which a browser or an editor window could open? */
export function hasDesktop(environment = process.env, platform = process.platform) {
  if (platform !== 'linux') return !environment.CI && !environment.SSH_CONNECTION;
  return Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY);
}

/** Opens an address in the user's own browser, where there is a desktop; quiet otherwise. */
export function openInDesktopBrowser(url) {
  if (!hasDesktop()) return false;
  const openers = { darwin: ['open'], win32: ['cmd', '/c', 'start', ''] };
  const [command, ...args] = openers[process.platform] ?? ['xdg-open'];
  return spawnSync(command, [...args, url], { stdio: 'ignore', timeout: 10_000, cwd: os.homedir() }).status === 0;
}
