import { inspect } from 'node:util';

/**
 * A value that must never be printed: an API key, a proxy password.
 * Every implicit way to text (string, JSON, inspect) gives a mask; only `reveal()` gives the value.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Call it only where the bytes leave for their own gateway. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}
