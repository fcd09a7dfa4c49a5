import { plainName, plainValue, type EnvironmentFormat } from './format.ts';

/** Everything between single quotes is itself, and a quote ends them (POSIX, Shell Command Language 2.2.2). */
export function shQuoted(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}

/** sh, bash, dash, zsh and ksh. */
export const sh: EnvironmentFormat = {
  names: ['sh', 'bash', 'zsh'],
  shell: true,
  use: 'eval "$(gatehouse env)"',
  write: ({ set, unset }) =>
    [
      ...set.map(([name, value]) => `export ${plainName(name)}=${shQuoted(plainValue(name, value))}\n`),
      ...unset.map((name) => `unset ${plainName(name)}\n`),
    ].join(''),
};
