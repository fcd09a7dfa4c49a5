/** Exclusion lists that keep what the user wrote and let no call to this machine itself reach a proxy. Pure. */

/**
 * This machine itself, in every spelling that helps some client and breaks none: `src/path/dialects` is played all of them
 * in the tests. Not `[::1]`: httpx before 1.0 fails on every URL when a list holds it, and npm on that host.
 */
export const loopbackEntries: readonly string[] = ['localhost', '127.0.0.1', '::1', '127.0.0.0/8', '0.0.0.0', '.localhost', '*.localhost'];

const separators = /[\s,;|]+/;

/** The entries of a list, as they are written. */
export function entriesIn(list: string): string[] {
  return list.split(separators).filter((entry) => entry !== '');
}

/**
 * A list as it stands, with what it lacks behind it. `*` alone stays alone: some clients know it only so (wget, Perl).
 *
 * @param more entries of the user's that go in too.
 */
export function mergedExclusions(list: string, more: readonly string[] = []): string {
  const text = list.trim().replace(/[\s,;|]+$/, '');
  if (text === '*') return text;
  const known = new Set(entriesIn(text).map((entry) => entry.toLowerCase()));
  const lacking = [...more.flatMap(entriesIn), ...loopbackEntries].filter((entry) => {
    const lower = entry.toLowerCase();
    if (known.has(lower)) return false;
    known.add(lower);
    return true;
  });
  return [...(text === '' ? [] : [text]), ...lacking].join(',');
}
