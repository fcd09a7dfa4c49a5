import type { TextEdit } from './text-edit.ts';

/** A value as JSON has it: a text, a switch, a list of texts. */
export type EntryValue = string | boolean | readonly string[];

/** Where an entry stands: the names that lead to it. */
export type EntryKey = readonly string[];

/** One entry that a file is given. */
export interface Entry {
  key: EntryKey;
  value: EntryValue;
}

/**
 * How one kind of file is edited. Each function throws NotEditable for a text that it does not understand whole, so
 * that nothing is written into what another program may read otherwise.
 */
export interface EntryFormat {
  name: 'JSON' | 'YAML' | '.env';
  /** What stands there now: null where it is something an entry can't be. Undefined where nothing is. */
  read(text: string, key: EntryKey): EntryValue | null | undefined;
  /** Keys that the same entry may have moved to, as lists have numbers for names. */
  others?(text: string, key: EntryKey): EntryKey[];
  set(text: string, key: EntryKey, value: EntryValue): TextEdit[];
  /** Takes an entry away, or with the names of a thing around entries that thing. */
  remove(text: string, key: EntryKey): TextEdit[];
  /** Whether there is such a thing around entries, and whether anything is in it, a comment too. */
  container(text: string, key: EntryKey): 'missing' | 'empty' | 'filled';
}
