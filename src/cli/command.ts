import type { OptionTable } from './arguments.ts';
import type { Terminal } from './output.ts';

/** One subcommand: one file in this folder and one line in `cli.ts`. */
export interface Command {
  name: string;
  /** What follows the program's name, without translation: `resolve URL [--json]`. */
  synopsis: readonly string[];
  /** One sentence for the list of commands. */
  summary(): string;
  /** Paragraphs below the options. */
  notes(): readonly string[];
  options: OptionTable;
  /** Commands behind its name, by theirs: `clash fragment`. Each is loaded only when it is used. */
  subcommands?: Readonly<Record<string, () => Promise<Command>>>;
  /** Runs it and gives the exit code. @throws UsageError, and anything else, which ends in exit code 3. */
  run(args: readonly string[], terminal: Terminal): Promise<number>;
}

/** Exit codes of every command; 130 and 143 are added for SIGINT and SIGTERM. */
export const exitCodes = {
  success: 0,
  fault: 1,
  usage: 2,
  couldNotTell: 3,
} as const;
