/** A place in a document: names of fields and numbers of entries, from the outermost on. */
export type JsonPath = readonly (string | number)[];

/** What can be wrong with chains. The ids stay the same from release to release. */
export const chainProblemIds = [
  'too-large',
  'syntax',
  'wrong-type',
  'out-of-range',
  'unknown-field',
  'missing-field',
  'key-in-file',
  'url-in-file',
  'duplicate-alias',
  'empty-chain',
  'unknown-gateway',
  'author-missing',
  'author-too-much',
  'unknown-suffix',
  'race-alone',
  'race-cost',
  'clocks',
  'no-effect',
  'same-target',
  'shared-gateway',
  'shared-provider',
  'unknown-alias',
  'duplicate-cap',
] as const;

export type ChainProblemId = (typeof chainProblemIds)[number];

/** One thing that is wrong, by its path alone. */
export interface ChainFault {
  id: ChainProblemId;
  /** With an error nothing of a document is used; a note is no fault. */
  severity: 'error' | 'warning' | 'note';
  path: JsonPath;
  /** Whether the field's name is meant or its value. */
  at: 'name' | 'value';
  /** What is wrong, and what to do. It holds nothing that looks like a key. */
  text: string;
}

/** The same in a text. `start` and `end` are UTF-16 offsets, `line` and `column` 1-based. */
export interface ChainProblem extends ChainFault {
  start: number;
  end: number;
  line: number;
  column: number;
}

/** A path for people: `chains[0].targets[1].model`. */
export function pathText(path: JsonPath): string {
  return path.map((one, index) => (typeof one === 'number' ? `[${one}]` : `${index === 0 ? '' : '.'}${one}`)).join('');
}
