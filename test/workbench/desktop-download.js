/** The desktop editor that host tests run in: the one named, or the one that @vscode/test-electron can download. */
import * as path from 'node:path';
import { cacheFolder } from './cache.js';
import { desktopEditor, editorProgram } from './desktop.js';
import { hasDesktop } from './browser.js';
import { say, step } from './progress.js';

const downloadVersion = '1.139.1';
const releaseList = 'https://update.code.visualstudio.com/api/releases/stable';
const reachableLimitMs = 4_000;

/**
 * The program to run host tests in. Undefined where only the browser build is left: no GATEHOUSE_VSCODE, and no
 * screen to open a window on or no way to Microsoft's downloads.
 *
 * @returns {Promise<string | undefined>}
 */
export async function desktopForTests() {
  if (process.env.GATEHOUSE_VSCODE) return editorProgram(desktopEditor());
  if (!hasDesktop()) return undefined;
  const reachable = await fetch(releaseList, { signal: AbortSignal.timeout(reachableLimitMs) }).then(
    (answer) => answer.ok,
    () => false,
  );
  if (!reachable) {
    say('  the download of desktop VS Code is out of reach');
    return undefined;
  }
  const { downloadAndUnzipVSCode } = await import('@vscode/test-electron');
  return step(`Getting desktop VS Code ${downloadVersion}`, 'once, one to three minutes', () =>
    downloadAndUnzipVSCode({
      version: downloadVersion,
      cachePath: path.join(cacheFolder(), 'desktop'),
      timeout: 60_000,
    }),
  );
}
