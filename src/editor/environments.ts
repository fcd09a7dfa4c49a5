import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { EnvironmentSnapshot } from '../path/proxy-settings.ts';
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
  ];
}

/** The key below `terminal.integrated.env` that this platform's terminals read. */
export function terminalSection(platform: NodeJS.Platform): 'linux' | 'osx' | 'windows' | undefined {
  if (platform === 'linux') return 'linux';
  if (platform === 'darwin') return 'osx';
  if (platform === 'win32') return 'windows';
  return undefined;
}

function definedVariables(environment: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(environment);
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
