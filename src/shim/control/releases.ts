/** Numbers of `major.minor.patch`, and whether something like `-rc.1` makes it one that comes before (Semantic Versioning 2.0.0, 11). */
const form = /^(\d+)\.(\d+)\.(\d+)(-[0-9A-Za-z.-]+)?(?:\+.*)?$/;

/**
 * Whether one release of the package comes before another. Of two pre-releases of the same number neither does: they are
 * told apart by nobody but who builds them. What is no release is older than any. Pure.
 */
export function isOlderRelease(one: string, than: string): boolean {
  const [left, right] = [form.exec(one), form.exec(than)];
  if (!left || !right) return !left && right !== null;
  for (const part of [1, 2, 3]) {
    const difference = Number(left[part]) - Number(right[part]);
    if (difference !== 0) return difference < 0;
  }
  return left[4] !== undefined && right[4] === undefined;
}
