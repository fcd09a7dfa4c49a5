import type { AnySettingChange } from './change.ts';

/** A setting as it is and as it will be; undefined means that it is not set there. */
export interface SettingPlan {
  before: unknown;
  after: unknown;
}

/** What a change makes of a setting's present value. Equal `before` and `after` mean that nothing is left to do. */
export function planSetting(change: AnySettingChange, current: unknown): SettingPlan {
  switch (change.kind) {
    case 'setting':
      return { before: current, after: change.value };
    case 'setting-items': {
      const items = textItems(current);
      const missing = change.add.filter((item) => !items.includes(item));
      return { before: current, after: missing.length === 0 ? current : [...items, ...missing] };
    }
    case 'setting-entries': {
      const entries = settingEntries(current);
      let written = 0;
      for (const [name, value] of Object.entries(change.entries)) {
        if (entries.get(name) === value) continue;
        entries.set(name, value);
        written++;
      }
      return { before: current, after: written === 0 ? current : Object.fromEntries(entries) };
    }
  }
}

/**
 * What a setting becomes when a change is taken back. What the change wrote is undone and nothing else: what the user
 * has changed since then stays. `kept` is true when the change's own value has been overwritten and so nothing is done.
 */
export function planUndo(change: AnySettingChange, made: SettingPlan, current: unknown): SettingPlan & { kept: boolean } {
  switch (change.kind) {
    case 'setting': {
      const kept = !sameValue(current, made.after);
      return { before: current, after: kept ? current : made.before, kept };
    }
    case 'setting-items': {
      const had = textItems(made.before);
      const added = change.add.filter((item) => !had.includes(item));
      const items = textItems(current);
      const left = items.filter((item) => !added.includes(item));
      if (left.length === items.length) return { before: current, after: current, kept: true };
      return { before: current, after: left.length === 0 && made.before === undefined ? undefined : left, kept: false };
    }
    case 'setting-entries': {
      const had = settingEntries(made.before);
      const entries = settingEntries(current);
      let undone = 0;
      for (const [name, value] of Object.entries(change.entries)) {
        if (entries.get(name) !== value || had.get(name) === value) continue;
        undone++;
        if (had.has(name)) entries.set(name, had.get(name));
        else entries.delete(name);
      }
      if (undone === 0) return { before: current, after: current, kept: true };
      const empty = entries.size === 0 && made.before === undefined;
      return { before: current, after: empty ? undefined : Object.fromEntries(entries), kept: false };
    }
  }
}

/** True when two JSON values are the same; the order of an object's names does not matter. */
export function sameValue(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [a, b] = [one as Record<string, unknown>, other as Record<string, unknown>];
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && sameValue(a[name], b[name]));
}

function textItems(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** Entries of any type, for a null in the terminal's settings means something. A map, for any name may be among them. */
function settingEntries(value: unknown): Map<string, unknown> {
  return new Map(typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []);
}
