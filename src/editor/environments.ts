import * as fs from 'node:fs';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { deepestCode } from '../path/network-failure.ts';
import type { EnvironmentSnapshot } from '../path/proxy-settings.ts';
import { environmentOfProcess } from '../path/sources/process-environment.ts';
import { editorHost } from './host-place.ts';
import { terminalVariables } from './terminal-environment.ts';

/**
 * The environments the editor knows of beside the extension host's own, which is the environment of the process that
 * measures: what an integrated terminal would start with.
 */
export function editorEnvironments(): EnvironmentSnapshot[] {
  const host = definedVariables(process.env);
  const section = terminalSection(process.platform);
  const configured: unknown = section ? vscode.workspace.getConfiguration('terminal.integrated.env').get<unknown>(section) : {};
  const terminal = terminalVariables(host, configured, process.platform);
  return [
    editorProcess(host),
    {
      context: 'integrated-terminal',
      obtained: 'inferred',
      // The API gives no way to read other extensions' environment variable collections, nor the shell's start files.
      reason: t(
        'Worked out from the extension host and terminal.integrated.env.{0}. What other extensions add to terminals cannot be read.',
        section ?? process.platform,
      ),
      variables: terminal,
    },
    { context: 'task', obtained: 'inferred', reason: t('Tasks start as terminals do.'), variables: terminal },
    {
      context: 'debug-terminal',
      obtained: 'inferred',
      reason: t('A debug session with the integrated terminal starts as terminals do.'),
      variables: terminal,
    },
    {
      context: 'debug-console',
      obtained: 'inferred',
      // microsoft/vscode#114818: what is contributed to terminals does not get here.
      reason: t('A debug session with the internal console has the environment of the extension host.'),
      variables: host,
    },
    {
      context: 'child-process',
      obtained: 'inferred',
      reason: t('What an extension starts has the environment of the extension host, unless the extension changes it.'),
      variables: host,
    },
    ...localSide(),
  ];
}

/**
 * What the editor was started with, or its server where the extension host is a remote one. A desktop editor started
 * without a terminal lays the login shell's environment over it for the extension host
 * (microsoft/vscode src/vs/platform/shell/node/shellEnv.ts), except on Windows.
 */
function editorProcess(host: Readonly<Record<string, string>>): EnvironmentSnapshot {
  const context = 'editor-process';
  if (process.platform === 'win32') {
    const reason = t('On Windows the extension host takes over the environment of the editor.');
    return { context, obtained: 'inferred', reason, variables: host };
  }
  const unavailable = (reason: string): EnvironmentSnapshot => ({ context, obtained: 'unavailable', reason, variables: {} });
  if (process.platform !== 'linux') return unavailable(t('This system does not tell the environment of another process.'));
  // A desktop editor says its own number; the extension host's parent may be a helper there.
  const id = (host['VSCODE_PID'] && vscode.env.remoteName === undefined ? /^\d+$/.exec(host['VSCODE_PID'])?.[0] : undefined) ?? process.ppid;
  try {
    return { context, obtained: 'read', variables: environmentOfProcess(fs.readFileSync(`/proc/${id}/environ`, 'utf8')) };
  } catch (error) {
    return unavailable(t('Reading it failed ({0}).', deepestCode(error)));
  }
}

/** In a remote window: whose environment can't be read from here, and how it can be seen. */
function localSide(): EnvironmentSnapshot[] {
  const host = editorHost();
  if (host === 'local') return [];
  const reason =
    host === 'browser'
      ? t('It is a page in a browser: it has no variables, and its proxy is the one of the browser.')
      : t(
          'The extension host runs on the remote side and can not read the environment of a process on the local side. Run Diagnose in a local window, and hold the two reports against each other with Compare Report.',
        );
  return [{ context: 'local-side', obtained: 'unavailable', reason, variables: {} }];
}

/** The key below `terminal.integrated.env` that this platform's terminals read. */
export function terminalSection(platform: NodeJS.Platform): 'linux' | 'osx' | 'windows' | undefined {
  if (platform === 'linux') return 'linux';
  if (platform === 'darwin') return 'osx';
  if (platform === 'win32') return 'windows';
  return undefined;
}

/** An environment without what is not there. */
export function definedVariables(environment: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(environment);
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
