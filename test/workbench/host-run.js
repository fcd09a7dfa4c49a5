/** Runs the built host tests inside a real extension host, of the desktop editor or of the browser build. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { chromium } from 'playwright-core';
import { browser } from './browser.js';
import { atEnd, sleep } from './lifetime.js';
import { createProfile } from './profile.js';
import { projectFolder } from './project.js';
import { startServer } from './server.js';

const hostTestsFile = path.join(projectFolder, 'out', 'test', 'host', 'index.cjs');
const runLimitMs = 15 * 60_000;

/**
 * @typedef {object} HostRun
 * @property {boolean} trusted false: workspace trust is on and the folder was not trusted, so the window is restricted
 * @property {string} [extensionFolder]
 * @property {string} [files] a pattern for the names of the test files to run
 * @property {Record<string, string>} [env]
 * @property {string} [desktopProgram] the desktop editor's program; the browser build without it
 */

/**
 * @param {HostRun} options
 * @returns {Promise<{ passed: number, failed: number, skipped: number,
 *   tests: { title: string, state: string, message?: string }[] }>}
 */
export async function runHostTests(options) {
  const extensionFolder = options.extensionFolder ?? projectFolder;
  const profile = createProfile({
    'security.workspace.trust.enabled': !options.trusted,
    'security.workspace.trust.startupPrompt': 'never',
  });
  writeWorkspaceSettings(profile.workspaceFolder);
  const env = {
    GATEHOUSE_HOST_REPORTER: path.join(projectFolder, 'test', 'mocha-reporter.js'),
    GATEHOUSE_HOST_TRUSTED: String(options.trusted),
    ...(options.files ? { GATEHOUSE_HOST_FILES: options.files } : {}),
    ...options.env,
  };
  const desktop = options.desktopProgram ? { desktopProgram: options.desktopProgram } : {};
  return runInHost({ profile, extensionFolder, testsFile: hostTestsFile, env, ...desktop });
}

/**
 * Opens a window whose extension host loads `testsFile` and calls its run(), which writes its result as JSON to the
 * file that GATEHOUSE_HOST_RESULT names: `{ couldNotRun }`, or whatever the caller expects.
 *
 * @param {{ profile: import('./profile.js').Profile, extensionFolder: string, testsFile: string,
 *   env?: Record<string, string>, desktopProgram?: string }} options
 * @returns {Promise<any>}
 */
export async function runInHost(options) {
  const resultFile = path.join(options.profile.folder, 'result.json');
  const run = { ...options, resultFile, env: { ...options.env, GATEHOUSE_HOST_RESULT: resultFile } };
  const said = options.desktopProgram ? await runInDesktop(run) : await runInBrowserBuild(run);
  if (!fs.existsSync(resultFile)) throw new Error(`The extension host gave no result.\n${said.slice(-3000)}`);
  const result = JSON.parse(fs.readFileSync(resultFile, 'utf8'));
  if (result.couldNotRun) throw new Error(result.couldNotRun);
  return result;
}

/** A workspace that tries to redirect the gateway: tests hold that nothing of it takes effect. */
function writeWorkspaceSettings(folder) {
  fs.mkdirSync(path.join(folder, '.vscode'), { recursive: true });
  const hostile = {
    'gatehouse.gateway': 'custom',
    'gatehouse.customBaseUrl': 'http://192.0.2.1/hostile',
    'gatehouse.monitoring.enabled': true,
    'gatehouse.shim.endpoint.enabled': true,
    'gatehouse.shim.chains': [{ alias: 'hostile', targets: [{ gateway: 'openrouter', model: 'hostile/model' }] }],
  };
  fs.writeFileSync(path.join(folder, '.vscode', 'settings.json'), JSON.stringify(hostile));
}

async function runInBrowserBuild({ profile, extensionFolder, testsFile, env, resultFile }) {
  const server = await startServer(profile, { env, testDriver: true });
  const { program, flags } = await browser();
  const started = await chromium.launch({ executablePath: program, args: [...flags] });
  const dropBrowser = atEnd(() => started.close());
  try {
    const page = await started.newPage();
    await page.goto(server.urlWith({ extensionDevelopmentPath: extensionFolder, extensionTestsPath: testsFile }));
    const lateAtMs = Date.now() + runLimitMs;
    const finished = () => fs.existsSync(resultFile);
    while (!finished() && Date.now() < lateAtMs && !/Extension Host Process exited with code/.test(server.output()))
      await sleep(100);
    // The result is written before the host ends; a host that crashed has ended without one.
    await sleep(300);
    return server.output();
  } finally {
    dropBrowser();
    await started.close();
    await server.end();
  }
}

async function runInDesktop({ desktopProgram, profile, extensionFolder, testsFile, env }) {
  const { runTests } = await import('@vscode/test-electron');
  const launchArgs = [
    profile.workspaceFolder,
    '--user-data-dir',
    profile.userDataFolder,
    '--extensions-dir',
    profile.extensionsFolder,
  ];
  if (process.getuid?.() === 0) launchArgs.push('--no-sandbox');
  try {
    await runTests({
      vscodeExecutablePath: desktopProgram,
      extensionDevelopmentPath: extensionFolder,
      extensionTestsPath: testsFile,
      extensionTestsEnv: env,
      launchArgs,
    });
    return '';
  } catch (error) {
    // Failed tests make the editor end with an error too; the result file knows which it was.
    return String(error);
  }
}
