import type { ClashConfiguration, ClashEntry } from '../configuration/model.ts';
import type { TextRange } from '../text-edit.ts';
import { asRecord, nestedUnder } from './nested.ts';

/** The value of a key of the top: plain JSON. */
export function topValue({ top }: ClashConfiguration, key: string): unknown {
  return top?.entries.get(key)?.value;
}

/** What stands under a key of the top; empty where it is no map. */
export function section(configuration: ClashConfiguration, key: string): Readonly<Record<string, unknown>> {
  return asRecord(topValue(configuration, key)) ?? {};
}

/** Whether a value switches something on; the core's parser also takes the words of YAML 1.1 where it wants a truth value. */
export function isTrue(value: unknown): boolean {
  return value === true || (typeof value === 'string' && /^(?:y|yes|on)$/i.test(value));
}

/** The texts of a list, or none. */
export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

/** The place of a key of the top with its value, or the start of the text. */
export function topPlace({ top }: ClashConfiguration, key: string): TextRange {
  return place(top?.entries.get(key)) ?? { start: top?.range.start ?? 0, end: top?.range.start ?? 0 };
}

/** The place of `outer.inner`; where it is not written there, of the key `outer`. */
export function innerPlace(configuration: ClashConfiguration, outer: string, inner: string): TextRange {
  const entry = nestedUnder(configuration, outer).map?.entries.get(inner);
  const outerEntry = configuration.top?.entries.get(outer);
  return place(entry) ?? outerEntry?.keyRange ?? topPlace(configuration, outer);
}

function place(entry: ClashEntry | undefined): TextRange | undefined {
  if (!entry) return undefined;
  // A list or a map of many lines is no place to look at: its key is.
  const end = typeof entry.value === 'object' ? entry.keyRange.end : Math.max(entry.keyRange.end, entry.range.end);
  return { start: entry.keyRange.start, end };
}
