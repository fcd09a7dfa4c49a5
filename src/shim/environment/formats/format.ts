import type { EnvironmentChange } from '../change.ts';

/** How a change of an environment is told to one kind of reader: a file each in this folder, listed in `index.ts`. */
export interface EnvironmentFormat {
  /** The names it goes by on the command line, the usual one first. */
  names: readonly [string, ...string[]];
  /** Whether its reader is a shell, which can go back later. */
  shell: boolean;
  /** How a shell is made to take it in, for people: `eval "$(gatehouse env)"`. */
  use: string;
  /** The text that makes the change. @throws UnwritableValue */
  write(change: EnvironmentChange): string;
}

/** A value that a format has no way to write. */
export class UnwritableValue extends Error {
  readonly variable: string;

  constructor(variable: string) {
    super(variable);
    this.name = 'UnwritableValue';
    this.variable = variable;
  }
}

/**
 * A name that every shell takes as one. All names of the product's own are such.
 *
 * @throws UnwritableValue for another: it would be run as code.
 */
export function plainName(name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new UnwritableValue(name);
  return name;
}

/** A value without the one character that no environment can hold. @throws UnwritableValue */
export function plainValue(name: string, value: string): string {
  if (value.includes('\0')) throw new UnwritableValue(name);
  return value;
}
