import { t } from '@vscode/l10n';
import type { EnvironmentSnapshot } from '../proxy-settings.ts';
import type { CommandResult, Machine } from './machine.ts';
import { networkVariables } from './variables.ts';

/** Starting a Windows program out of WSL takes a second or two when Windows is busy. */
const limitMs = 4_000;

/** The switch of interoperability, as the kernel has it (learn.microsoft.com/windows/wsl/filesystems). */
const interopSwitches = ['/proc/sys/fs/binfmt_misc/WSLInterop', '/proc/sys/fs/binfmt_misc/WSLInterop-late'];

/**
 * The environment that Windows gives a program, asked for out of WSL through its interoperability: `cmd.exe /c set`.
 * WSLENV and this process's own variables stay out, so that nothing of WSL is taken for Windows' own.
 */
export async function readWindowsSide(machine: Machine): Promise<EnvironmentSnapshot> {
  const unavailable = (reason: string): EnvironmentSnapshot => ({ context: 'windows-side', obtained: 'unavailable', reason, variables: {} });
  for (const file of interopSwitches) {
    const content = await machine.readFile(file);
    if ('text' in content && content.text.startsWith('disabled')) return unavailable(t('Starting Windows programs out of WSL is switched off ({0}).', file));
  }
  const dropped = networkVariables(machine.environment);
  const environment = Object.fromEntries(Object.entries(machine.environment).filter(([name]) => name !== 'WSLENV' && !(name in dropped)));
  const ask = (program: string): Promise<CommandResult> =>
    // /d: no commands of the registry's AutoRun, which may print what they like.
    machine.run(program, ['/d', '/c', 'set'], {
      environment,
      directory: machine.homeDirectory,
      timeoutMs: Math.min(limitMs, machine.timeoutMs),
      signal: machine.signal,
    });
  const mounted = `${await mountRoot(machine)}c/Windows/System32/cmd.exe`;
  const first = await ask('cmd.exe');
  // `appendWindowsPath=false` keeps it off the search path.
  const result = first.failure === 'missing' ? await ask(mounted) : first;
  const variables = parseWindowsVariables(result.stdout);
  if (variables) return { context: 'windows-side', obtained: 'read', variables };
  return unavailable(whyNot(result.failure, mounted));
}

function whyNot(failure: CommandResult['failure'], mounted: string): string {
  switch (failure) {
    case 'missing':
      return t('cmd.exe is neither on the search path nor at {0}.', mounted);
    case 'timeout':
      return t('cmd.exe did not answer in time.');
    case 'failed':
      return t('cmd.exe could not be started; the [interop] of /etc/wsl.conf may switch that off.');
    case undefined:
      return t('cmd.exe ended without listing its environment.');
  }
}

/** Where Windows' drives are: `/mnt/`, or what `root` in the [automount] of /etc/wsl.conf says (wsl-config). */
async function mountRoot(machine: Machine): Promise<string> {
  const content = await machine.readFile('/etc/wsl.conf');
  const section = 'text' in content ? /^\s*\[automount\]\s*$([^[]*)/im.exec(content.text)?.[1] : undefined;
  const root = /^\s*root\s*=\s*"?([^"\r\n#]+?)"?\s*(?:#.*)?$/im.exec(section ?? '')?.[1] ?? '/mnt/';
  return root.endsWith('/') ? root : `${root}/`;
}

/**
 * Takes the network's variables out of what `set` printed, or undefined when that is no listing. The text may be in the
 * console's old code page, or in UTF-16: names and addresses are ASCII, and of other letters it does not matter.
 */
export function parseWindowsVariables(stdout: string): Record<string, string> | undefined {
  const all: Record<string, string> = {};
  let count = 0;
  for (const line of stdout.replaceAll('\0', '').replace(/^[\uFEFF\uFFFD]+/, '').split(/\r?\n/)) {
    const match = /^([^=\s][^=]*)=(.*)$/.exec(line);
    if (!match) continue;
    count++;
    all[match[1] ?? ''] = (match[2] ?? '').replace(/\r$/, '');
  }
  return count === 0 ? undefined : networkVariables(all);
}
