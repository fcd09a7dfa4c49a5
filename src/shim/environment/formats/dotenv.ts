import { plainName, plainValue, UnwritableValue, type EnvironmentFormat } from './format.ts';

/**
 * A file of `NAME=value`. Its readers agree on little: Docker takes quotes as part of the value, others take `#`, `$` and
 * backslashes in their own ways. So a value is plain where it can be, and else quoted in the one way that all the others
 * read alike; one for which there is none is refused. What is taken away can't be said in it.
 */
export const dotenv: EnvironmentFormat = {
  names: ['dotenv'],
  shell: false,
  use: 'gatehouse env --format dotenv > .env.shim',
  write: ({ set }) => set.map(([name, value]) => `${plainName(name)}=${written(name, plainValue(name, value))}\n`).join(''),
};

function written(name: string, value: string): string {
  if (/^[\w.,:;/@%+=*~[\]-]*$/.test(value)) return value;
  // Between double quotes escapes mean something; between single ones `${` and two backslashes still do (python-dotenv).
  if (/[\r\n']|\\\\|\$\{/.test(value)) throw new UnwritableValue(name);
  return `'${value}'`;
}
