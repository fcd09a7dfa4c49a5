/** Changing an environment so that it can be changed back exactly. Pure. */

/** An environment as Node has it: what is undefined is not there. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What to set and what to take away; no name is in both. */
export interface EnvironmentChange {
  set: readonly (readonly [name: string, value: string])[];
  unset: readonly string[];
}

/** What a change did and what was there before. Holds former values as they were, so it is as secret as they. */
export interface EnvironmentRecord {
  /** Each name with a sum of what it was set to, which tells it again and does not tell what it is; null: taken away. */
  changed: readonly (readonly [name: string, sum: number | null])[];
  /** Every spelling of those names that was there. */
  former: readonly (readonly [name: string, value: string])[];
}

type Entry = readonly [name: string, value: string];

/** The variables that are there, in their order; a name such as `__proto__` is one like others. */
export function entriesOf(environment: Environment): Entry[] {
  return Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined);
}

/** What two names have in common that are one variable. */
export function nameKey(platform: NodeJS.Platform): (name: string) => string {
  return platform === 'win32' ? (name) => name.toUpperCase() : (name) => name;
}

/**
 * Makes a change. Made twice it is made once. On Windows, where case does not count, one spelling of each name is left,
 * the one that was there first.
 */
export function mergeEnvironment(
  base: Environment,
  change: EnvironmentChange,
  platform: NodeJS.Platform,
): { environment: Record<string, string>; record: EnvironmentRecord } {
  const keyOf = nameKey(platform);
  const wanted = new Map(change.set.map((entry) => [keyOf(entry[0]), entry]));
  const gone = new Set(change.unset.map(keyOf));
  const before = entriesOf(base);
  const spelt = new Map<string, string>();
  for (const [name] of before) if (wanted.has(keyOf(name)) && !spelt.has(keyOf(name))) spelt.set(keyOf(name), name);
  const merged = before.flatMap(([name, value]): Entry[] => {
    const key = keyOf(name);
    const entry = wanted.get(key);
    if (entry) return spelt.get(key) === name ? [[name, entry[1]]] : [];
    return gone.has(key) ? [] : [[name, value]];
  });
  const added = [...wanted].flatMap(([key, entry]) => (spelt.has(key) ? [] : [entry]));
  const touched = (name: string): boolean => wanted.has(keyOf(name)) || gone.has(keyOf(name));
  return {
    environment: Object.fromEntries([...merged, ...added]),
    record: {
      changed: [
        ...[...wanted.values()].map(([name, value]) => [name, sumOf(value)] as const),
        ...change.unset.map((name) => [name, null] as const),
      ],
      former: before.filter(([name]) => touched(name)),
    },
  };
}

/** What takes a change back: what somebody else changed since stays as it is. */
export function wayBack(current: Environment, record: EnvironmentRecord, platform: NodeJS.Platform): EnvironmentChange {
  const keyOf = nameKey(platform);
  const now = new Map(entriesOf(current).map(([name, value]) => [keyOf(name), { name, value }]));
  const ours = new Map<string, string>();
  for (const [name, sum] of record.changed) {
    const found = now.get(keyOf(name));
    // cmd, and PowerShell before 7.5, take an empty value for none.
    const untouched = found === undefined ? sum === null || sum === emptySum : sum !== null && sumOf(found.value) === sum;
    if (untouched) ours.set(keyOf(name), found?.name ?? name);
  }
  const set = record.former.filter(([name]) => ours.has(keyOf(name)));
  const back = new Set(set.map(([name]) => keyOf(name)));
  return { set, unset: [...ours].flatMap(([key, name]) => (back.has(key) || !now.has(key) ? [] : [name])) };
}

/** Takes a change back: `restore(merge(x))` is `x`. */
export function restoreEnvironment(
  current: Environment,
  record: EnvironmentRecord,
  platform: NodeJS.Platform,
): Record<string, string> {
  const keyOf = nameKey(platform);
  const { set, unset } = wayBack(current, record, platform);
  const touched = new Set([...set.map(([name]) => name), ...unset].map(keyOf));
  const kept = entriesOf(current).filter(([name]) => !touched.has(keyOf(name)));
  // Not by mergeEnvironment, which leaves one spelling of those that were there.
  return Object.fromEntries([...kept, ...set]);
}

const emptySum = sumOf('');

/** FNV-1a with 32 bits (draft-eastlake-fnv): tells a value again, and too short to tell a secret. */
export function sumOf(value: string): number {
  let sum = 0x811c9dc5;
  for (let i = 0; i < value.length; i++) sum = Math.imul(sum ^ value.charCodeAt(i), 0x01000193);
  return sum >>> 0;
}
