import type { EnvironmentFormat } from './format.ts';

/** Shape of `env --format json`; raised when a field changes its meaning or goes. */
const schemaVersion = 1;

/** One JSON document, for programs. */
export const json: EnvironmentFormat = {
  names: ['json'],
  shell: false,
  use: 'gatehouse env --format json',
  write: ({ set, unset }) => `${JSON.stringify({ schemaVersion, set: Object.fromEntries(set), unset }, null, 2)}\n`,
};
