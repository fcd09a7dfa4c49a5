import { plainName, plainValue, type EnvironmentFormat } from './format.ts';

/** Between single quotes only a quote and a backslash are not themselves (fishshell.com, "Quotes"). */
export const fish: EnvironmentFormat = {
  names: ['fish'],
  shell: true,
  use: 'gatehouse env --format fish | source',
  write: ({ set, unset }) =>
    [
      ...set.map(([name, value]) => `set -gx ${plainName(name)} '${plainValue(name, value).replace(/['\\]/g, '\\$&')}'\n`),
      ...unset.map((name) => `set -e ${plainName(name)}\n`),
    ].join(''),
};
