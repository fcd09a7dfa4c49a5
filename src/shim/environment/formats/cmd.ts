import { plainName, plainValue, UnwritableValue, type EnvironmentFormat } from './format.ts';

/**
 * Lines of a batch file. There `%` is written twice; between quotes nothing else is special, and a value with a quote of
 * its own goes without, each special character behind a caret (ss64.com, "Escape characters, delimiters and quotes").
 * A line's end can't be written. `set NAME=` takes a variable away, so an empty value is none.
 */
export const cmd: EnvironmentFormat = {
  names: ['cmd'],
  shell: true,
  use: 'gatehouse env --format cmd > "%TEMP%\\gatehouse-env.cmd" && call "%TEMP%\\gatehouse-env.cmd" & del "%TEMP%\\gatehouse-env.cmd"',
  write: ({ set, unset }) =>
    [
      ...set.map(([name, value]) => `@set ${assignment(plainName(name), plainValue(name, value))}\r\n`),
      ...unset.map((name) => `@set "${plainName(name)}="\r\n`),
    ].join(''),
};

/** Longer lines are cut (learn.microsoft.com, "Command prompt line string limitation"). */
const maxLineChars = 8_191;

function assignment(name: string, value: string): string {
  const doubled = value.replaceAll('%', '%%');
  const text = value.includes('"') ? `${name}=${doubled.replace(/[\^&|<>"()!]/g, '^$&')}` : `"${name}=${doubled}"`;
  if (/[\r\n]/.test(value) || text.length > maxLineChars - '@set '.length) throw new UnwritableValue(name);
  return text;
}
