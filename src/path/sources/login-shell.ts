import { t } from '@vscode/l10n';
import type { EnvironmentSnapshot } from '../proxy-settings.ts';
import { variable, type Machine } from './machine.ts';
import { networkVariables } from './variables.ts';

/** A shell's start files may wait for something that never comes. */
const limitMs = 5_000;

/** Stands around the listing, because start files print what they like. */
const mark = '__gatehouse_environment__';

/**
 * The environment a new login shell has, as an editor launched from the desktop would take it over. Like the editor,
 * it runs the shell once, interactive and as a login shell
 * (microsoft/vscode src/vs/platform/shell/node/shellEnv.ts). Unlike there, this process's own proxy and trust variables
 * are taken out first: what is left is what the start files set, which is the question. Undefined on Windows, where
 * there is no such thing.
 */
export async function readLoginShell(machine: Machine): Promise<EnvironmentSnapshot | undefined> {
  if (machine.platform === 'win32') return undefined;
  const unavailable = (reason: string): EnvironmentSnapshot => ({
    context: 'login-shell',
    obtained: 'unavailable',
    reason,
    variables: {},
  });
  const shell = variable(machine, 'SHELL');
  if (!shell) return unavailable(t('The variable SHELL is not set, so the login shell is not known.'));

  const result = await machine.run(shell, loginShellArguments(shell), {
    environment: {
      ...withoutNetworkVariables(machine.environment),
      // The editor sets it while it does the same; start files that are slow or talk look at it.
      VSCODE_RESOLVING_ENVIRONMENT: '1',
    },
    directory: machine.homeDirectory,
    timeoutMs: Math.min(limitMs, machine.timeoutMs),
    signal: machine.signal,
  });
  const variables = parseLoginShellOutput(result.stdout);
  // A listing that is whole is good, whatever the shell did afterwards.
  if (variables) return { context: 'login-shell', obtained: 'read', variables };
  switch (result.failure) {
    case 'missing':
      return unavailable(t('The login shell {0} does not exist.', shell));
    case 'timeout':
      return unavailable(t('The login shell {0} did not finish its start files in time.', shell));
    case 'failed':
      return unavailable(t('The login shell {0} could not be run.', shell));
    case undefined:
      return unavailable(t('The login shell {0} ended without listing its environment.', shell));
  }
}

function withoutNetworkVariables(environment: Machine['environment']): Machine['environment'] {
  const dropped = networkVariables(environment);
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !(name in dropped)));
}

/** Arguments that make a shell read its login and interactive start files and list its environment. */
export function loginShellArguments(shell: string): readonly string[] {
  const name = shell.replace(/^.*[\\/]/, '').replace(/\.exe$/i, '');
  const list = `printf '%s\\n' ${mark}; env -0 2>/dev/null || env; printf '\\n%s\\n' ${mark}`;
  switch (name) {
    case 'csh':
    case 'tcsh':
      // These take -l only as the sole argument.
      return ['-i', '-c', `echo ${mark}; env; echo ${mark}`];
    case 'nu':
      return ['-l', '-i', '-c', `^echo ${mark}; ^env -0; ^echo ${mark}`];
    case 'pwsh':
    case 'powershell':
      return ['-Login', '-Command', `'${mark}'; env -0; '${mark}'`];
    case 'fish':
      return ['-l', '-i', '-c', `echo ${mark}; env -0; echo; echo ${mark}`];
    default:
      return ['-l', '-i', '-c', list];
  }
}

/** Takes the proxy and trust variables out of what the shell printed, or undefined when the listing is not whole. */
export function parseLoginShellOutput(stdout: string): Record<string, string> | undefined {
  const start = stdout.indexOf(mark);
  const end = stdout.lastIndexOf(mark);
  if (start === -1 || end === start) return undefined;
  const listing = stdout.slice(start + mark.length, end).replace(/^\r?\n/, '');
  const separator = listing.includes('\0') ? '\0' : /\r?\n/;
  const all: Record<string, string> = {};
  for (const entry of listing.split(separator)) {
    const equals = entry.indexOf('=');
    if (equals > 0) all[entry.slice(0, equals)] = entry.slice(equals + 1);
  }
  return networkVariables(all);
}
