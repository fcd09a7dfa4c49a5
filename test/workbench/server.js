/** The browser build's server: one process group that serves the workbench and runs the extension host. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { browserBuild } from './browser-build.js';
import { runProcess, startProcess } from './lifetime.js';
import { pinnedNode, plainEnvironment } from './project.js';

/**
 * @typedef {object} WorkbenchServer
 * @property {number} pid
 * @property {number} port
 * @property {string} url opens the profile's workspace folder
 * @property {(payload: Record<string, string>) => string} urlWith the same with development paths, for test runs
 * @property {() => string} output
 * @property {(pattern: RegExp, timeoutMs: number) => Promise<RegExpExecArray>} printed
 * @property {Promise<unknown>} exited
 * @property {() => Promise<void>} end
 */

/**
 * Starts the server on a free loopback port.
 *
 * @param {import('./profile.js').Profile} profile
 * @param {{ env?: Record<string, string>, testDriver?: boolean, bareHost?: boolean,
 *   nodeFlags?: readonly string[] }} [options]
 *   testDriver: honour development paths in the address (it also silences toasts, so ordinary windows go without);
 *   bareHost: no built-in extensions at all, so that whatever the extension host does is Gatehouse's doing;
 *   nodeFlags: for the Node that runs the server
 * @returns {Promise<WorkbenchServer>}
 */
export async function startServer(profile, options = {}) {
  const build = await browserBuild();
  const args = [...(options.nodeFlags ?? []), path.join(build, 'out', 'server-main.js'), ...folders(profile)];
  args.push('--host', '127.0.0.1', '--port', '0', '--without-connection-token', '--telemetry-level', 'off');
  // A closed page does not always get to say goodbye; its extension host would be kept for the three hours of the default.
  args.push('--reconnection-grace-time', '20');
  if (options.testDriver) args.push('--enable-smoke-test-driver');
  if (options.bareHost) {
    const none = path.join(profile.folder, 'no-built-in-extensions');
    fs.mkdirSync(none, { recursive: true });
    args.push('--builtin-extensions-dir', none);
  }
  const started = startProcess(pinnedNode, args, {
    cwd: profile.folder,
    env: { ...plainEnvironment(), ...options.env },
  });
  const [, port] = await started.printed(/Extension host agent listening on (\d+)/, 60_000);

  const authority = `127.0.0.1:${port}`;
  const url = `http://${authority}/?folder=${encodeURIComponent(profile.workspaceFolder)}`;
  const urlWith = (payload) => {
    const entries = Object.entries(payload).map(([key, file]) => [key, `vscode-remote://${authority}${file}`]);
    return `${url}&payload=${encodeURIComponent(JSON.stringify(entries))}`;
  };
  const { pid, output, printed, exited, end } = started;
  return { pid, url, port: Number(port), urlWith, output, printed, exited, end };
}

/** Installs a packaged extension into the profile the way a user would. @param {string} vsix */
export async function installVsix(profile, vsix) {
  const build = await browserBuild();
  const args = [path.join(build, 'out', 'server-main.js'), ...folders(profile), '--install-extension', vsix];
  return runProcess(pinnedNode, args, { cwd: profile.folder, env: plainEnvironment(), timeoutMs: 120_000 });
}

function folders(profile) {
  const flags = ['--server-data-dir', profile.folder, '--extensions-dir', profile.extensionsFolder];
  return [...flags, '--accept-server-license-terms'];
}
