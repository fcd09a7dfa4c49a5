import { t } from '@vscode/l10n';
import type { ProxySettings } from '../../path/proxy-settings.ts';
import { listed } from '../rules/wording.ts';

/** What crosses between Windows and WSL and what does not, variable by variable. */
export function wslRemarks({ environments, surroundings }: ProxySettings): string[] {
  const wsl = surroundings?.wsl;
  const windows = environments.find(({ context }) => context === 'windows-side');
  const here = environments.find(({ context }) => context === 'this-process')?.variables;
  if (!wsl || !here) return [];
  const said = (sentence: (names: string) => string, names: readonly string[]): string[] =>
    names.length === 0 ? [] : [sentence(listed([...names].sort()))];
  // Names are case sensitive in WSLENV.
  const intoWsl = wsl.shared.filter(({ into }) => into !== 'windows');
  const intoWindows = wsl.shared.filter(({ into }) => into !== 'wsl').map(({ name }) => name);
  const carried = new Set(intoWsl.map(({ name }) => name));
  if (!windows || windows.obtained === 'unavailable') {
    return said((names) => t('WSLENV carries between Windows and WSL: {0}.', names), wsl.shared.map(({ name }) => name));
  }
  const there = Object.keys(windows.variables);
  return [
    ...said(
      (names) => t('WSLENV carries into WSL: {0}.', names),
      intoWsl
        .filter(({ name }) => there.includes(name) && name in here)
        .map(({ name, path }) => (path ? t('{0} (its paths translated)', name) : name)),
    ),
    ...said(
      (names) => t('Lost on the way from Windows into WSL, as WSLENV does not name them: {0}.', names),
      there.filter((name) => !carried.has(name) && !(name in here)),
    ),
    ...said(
      (names) => t('Named in WSLENV and not here: {0}. What WSLENV says counts when WSL starts; end it with wsl --shutdown and start it again.', names),
      there.filter((name) => carried.has(name) && !(name in here)),
    ),
    ...said(
      (names) => t('Windows programs that are started in WSL get through WSLENV: {0}.', names),
      intoWindows.filter((name) => name in here),
    ),
  ];
}
