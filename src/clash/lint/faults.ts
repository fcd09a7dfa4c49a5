import type { ClashConfiguration, ReadingFault } from '../configuration/model.ts';

/** Of the parser here alone: the core's takes such a comment, and what is read is the same. */
const harmless = /^Comments must be separated from other tokens/;

/** What kept the text from being read, as far as it did. */
export function realFaults({ faults }: Pick<ClashConfiguration, 'faults'>): readonly ReadingFault[] {
  return faults.filter(({ kind, detail }) => kind !== 'yaml' || !harmless.test(detail));
}

/** Faults of a text by place: what a core refuses too, and the first that it may take (the rest may only follow from it). */
export interface SortedFaults {
  readonly certain: readonly ReadingFault[];
  readonly doubtful: ReadingFault | undefined;
}

/**
 * The core's parser (libyaml's ways) lets the lines of a flow list, a flow map or a quoted text stand as far left as they
 * like; YAML 1.2, by which is read here, wants them further in than the key.
 */
export function sortFaults(configuration: ClashConfiguration): SortedFaults {
  const { text } = configuration;
  const inOrder = realFaults(configuration).filter(({ kind }) => kind !== 'encrypted').sort((a, b) => a.range.start - b.range.start);
  const first = inOrder.findIndex((fault) => isDoubtful(fault, text));
  return first === -1 ? { certain: inOrder, doubtful: undefined } : { certain: inOrder.slice(0, first), doubtful: inOrder[first] };
}

function isDoubtful({ kind, detail, range }: ReadingFault, text: string): boolean {
  if (kind !== 'yaml') return false;
  const end = /^Flow (?:map|sequence) in block collection must be sufficiently indented and end with a ([\]}])/.exec(detail)?.[1] ?? /^Missing closing (['"])quote/.exec(detail)?.[1];
  // What is never closed is no matter of lines.
  return end !== undefined && text.includes(end, range.start);
}
