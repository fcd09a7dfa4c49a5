import { t } from '@vscode/l10n';
import type { ToolSetting } from '../proxy-settings.ts';
import type { Machine, ToolReading } from './machine.ts';

/** `http.proxy`, `http.<url>.proxy`, `http.sslCAInfo` and their kin (git-config(1), "http."). */
const wanted =
  /^(?:https?\.(?:.+\.)?(?:proxy|proxy(?:authmethod|sslcainfo)|ssl(?:cainfo|capath|verify|backend))|core\.gitproxy|remote\..+\.proxy)$/i;

/** Asks git itself, because its files include others by condition. Without git there is nothing to say. */
export async function readGit(machine: Machine): Promise<ToolReading> {
  const result = await machine.run('git', ['config', '--list', '--show-origin', '--show-scope', '-z'], {
    environment: { ...machine.environment, GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' },
    directory: machine.homeDirectory,
    timeoutMs: machine.timeoutMs,
    signal: machine.signal,
  });
  if (result.failure === 'missing') return { settings: [], unreadable: [] };
  if (result.failure !== undefined || result.exitCode !== 0) {
    const reason = result.failure === 'timeout' ? t('git did not answer in time.') : t(
      'git could not list its configuration.',
    );
    return { settings: [], unreadable: [{ where: 'git config', reason }] };
  }
  return { settings: parseGitConfig(result.stdout), unreadable: [] };
}

/**
 * Reads the output of `git config --list --show-origin --show-scope -z`: scope, origin and `name\nvalue`, each ended
 * by NUL. Entries that bear on the network are kept; later entries win in git and stay later here.
 */
export function parseGitConfig(output: string): ToolSetting[] {
  const fields = output.split('\0');
  const settings: ToolSetting[] = [];
  for (let i = 0; i + 2 < fields.length; i += 3) {
    const origin = fields[i + 1] ?? '';
    const entry = fields[i + 2] ?? '';
    const newline = entry.indexOf('\n');
    const name = newline === -1 ? entry : entry.slice(0, newline);
    if (!wanted.test(name)) continue;
    // A name without `=` is a boolean that is true.
    const value = newline === -1 ? 'true' : entry.slice(newline + 1);
    settings.push({ tool: 'git', name, value, file: origin.replace(/^file:/, '') });
  }
  return settings;
}
