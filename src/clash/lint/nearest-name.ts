/** Names longer than this are not compared. */
const longest = 60;

/**
 * The name closest to what was written: the same but for case, blanks and pictures, else one that a few strokes make.
 * Undefined where none is close.
 */
export function nearestName(written: string, names: Iterable<string>): string | undefined {
  const bare = letters(written);
  if (written.length > longest) return undefined;
  let best: { name: string; distance: number } | undefined;
  for (const name of names) {
    if (name.length > longest) continue;
    if (bare !== '' && letters(name) === bare) return name;
    const limit = Math.min(best?.distance ?? Number.POSITIVE_INFINITY, Math.max(1, Math.floor(Math.max(name.length, written.length) / 3)) + 1);
    if (Math.abs(name.length - written.length) >= limit) continue;
    const distance = editDistance(written.toLowerCase(), name.toLowerCase());
    if (distance < limit) best = { name, distance };
  }
  return best?.name;
}

/** Comparisons that one check may make: a list of thousands of unknown names is not worth more. */
const mostComparisons = 20_000;

/** Finds nearest names among many, for many: each is looked for once, and after so many comparisons no more. */
export class NearestNames {
  private readonly names: readonly string[];
  private readonly found = new Map<string, string | undefined>();
  private compared = 0;

  constructor(names: Iterable<string>) {
    this.names = [...names];
  }

  of(written: string): string | undefined {
    if (this.found.has(written)) return this.found.get(written);
    if (this.compared > mostComparisons) return undefined;
    this.compared += this.names.length;
    const near = nearestName(written, this.names);
    this.found.set(written, near);
    return near;
  }
}

function letters(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** Strokes between two words; two letters in the wrong order are one (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (before[j - 2] ?? 0) + 1);
      next[j] = least;
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
