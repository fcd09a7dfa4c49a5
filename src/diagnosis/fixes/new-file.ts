import type { FixChange, NewFileChange } from './change.ts';

/**
 * The changes of a fix once it is known where its files will lie, by `ref`. A file that no place was chosen for, and a
 * value that names no file of the fix, are faults of the caller and throw.
 */
export function withPlaces(changes: readonly FixChange[], places: ReadonlyMap<string, string>): FixChange[] {
  const placeOf = (ref: string): string => {
    const file = places.get(ref);
    if (file === undefined) throw new Error(`no place was chosen for ${ref}`);
    return file;
  };
  return changes.map((change) => {
    if (change.kind === 'new-file') return { ...change, file: placeOf(change.ref) };
    if (change.kind !== 'setting-entries' || !change.fileEntries) return change;
    const { fileEntries, ...plain } = change;
    const paths = Object.entries(fileEntries).map(([name, ref]) => [name, placeOf(ref)] as const);
    return { ...plain, entries: { ...plain.entries, ...Object.fromEntries(paths) } };
  });
}

/** The files a fix wants to write. */
export function newFiles(changes: readonly FixChange[]): NewFileChange[] {
  return changes.filter((change) => change.kind === 'new-file');
}

/**
 * True for a path that means the same everywhere it is read: the editor replaces `${...}` in the environment of its
 * terminals, and a line break ends a line of a preview.
 */
export function isPlainPath(file: string): boolean {
  return !/\$\{|[\r\n\0]/.test(file);
}
