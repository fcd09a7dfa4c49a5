/** A window's own home: user data, extensions and an empty folder to open, all temporary. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { temporaryFolder } from './lifetime.js';

/** Keeps a fresh editor to itself: no first-run pages, no updates, no chat, nothing that phones home. */
const quietSettings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'window.menuStyle': 'custom',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/**
 * @typedef {object} Profile
 * @property {string} folder holds everything below
 * @property {string} userDataFolder
 * @property {string} extensionsFolder
 * @property {string} workspaceFolder
 * @property {(changes: Record<string, unknown>) => void} writeSettings merges into the settings; null removes one
 * @property {() => Record<string, unknown>} userSettings what the user's own file says, which is where the editor keeps
 *   settings of application scope, such as `http.proxy`
 * @property {(extensionFolder: string) => void} linkExtension makes the editor find that extension as installed
 */

/**
 * @param {Record<string, unknown>} settings the user's settings, beside those that keep a fresh editor quiet
 * @returns {Profile}
 */
export function createProfile(settings = {}) {
  const folder = temporaryFolder('window');
  const userDataFolder = path.join(folder, 'data');
  const extensionsFolder = path.join(folder, 'extensions');
  const workspaceFolder = path.join(folder, 'workspace');
  for (const made of [userDataFolder, extensionsFolder, workspaceFolder]) fs.mkdirSync(made, { recursive: true });

  let current = { ...quietSettings };
  const withChanges = (settings, changes) =>
    Object.fromEntries(Object.entries({ ...settings, ...changes }).filter(([, value]) => value !== null));
  const userFile = path.join(userDataFolder, 'User', 'settings.json');
  const userSettings = () => JSON.parse(fs.readFileSync(userFile, 'utf8'));
  const writeSettings = (changes) => {
    current = withChanges(current, changes);
    // With a remote extension host, as the browser build has, machine-scoped settings are read from Machine/ only.
    for (const kind of ['User', 'Machine']) {
      fs.mkdirSync(path.join(userDataFolder, kind), { recursive: true });
      fs.writeFileSync(path.join(userDataFolder, kind, 'settings.json'), `${JSON.stringify(current, null, 2)}\n`);
    }
  };
  writeSettings(settings);

  const linkExtension = (extensionFolder) => {
    const { name, publisher, version } = JSON.parse(
      fs.readFileSync(path.join(extensionFolder, 'package.json'), 'utf8'),
    );
    fs.symlinkSync(extensionFolder, path.join(extensionsFolder, `${publisher}.${name}-${version}`), 'dir');
  };

  return {
    folder,
    userDataFolder,
    extensionsFolder,
    workspaceFolder,
    writeSettings,
    userSettings,
    linkExtension,
  };
}
