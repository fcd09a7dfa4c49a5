import { isAlias, isMap, isPair, isScalar, isSeq, parseDocument, type Node, type Pair } from 'yaml';
import type { ClashConfiguration, ClashEntry, ClashMap, Placed } from '../configuration/model.ts';
import type { TextRange } from '../text-edit.ts';

/** What stands below a key of the top: maps and lists with the places of what they hold. */
export interface Nested {
  readonly map: ClashMap | undefined;
  /** A map below, read on. */
  below(key: string): Nested | undefined;
  /** The strings of a list below, and the list's own place; undefined where there is no list. */
  list(key: string): { readonly range: TextRange; readonly items: readonly Placed<string>[] } | undefined;
}

const known = new WeakMap<ClashConfiguration, Map<string, Nested>>();

/**
 * The map under a key of the top (`dns`, `tun`, `hosts`), places and all. Only that piece of the text is read; places
 * behind an alias are not there, their values are.
 */
export function nestedUnder(configuration: ClashConfiguration, key: string): Nested {
  const read = known.get(configuration) ?? new Map<string, Nested>();
  known.set(configuration, read);
  let nested = read.get(key);
  if (!nested) {
    nested = readPiece(configuration.text, configuration.top?.entries.get(key));
    read.set(key, nested);
  }
  return nested;
}

function readPiece(text: string, entry: ClashEntry | undefined): Nested {
  const values = asRecord(entry?.value);
  if (!entry || !values) return nested(undefined, 0, undefined);
  // The piece keeps its column, so that what stands below it is still further in.
  const lineStart = text.lastIndexOf('\n', entry.range.start - 1) + 1;
  const column = entry.range.start - lineStart;
  const indented = /^[ \t]*$/.test(text.slice(lineStart, entry.range.start)) ? column : 0;
  const piece = ' '.repeat(indented) + text.slice(entry.range.start, entry.range.end);
  const document = parseDocument(piece, { uniqueKeys: false, merge: false, strict: false, logLevel: 'silent' });
  return nested(document.contents ?? undefined, entry.range.start - indented, values);
}

function nested(node: Node | undefined, offset: number, values: Readonly<Record<string, unknown>> | undefined): Nested {
  const pairs = isMap(node) ? node.items.filter((pair): pair is Pair<Node, Node | null> => isPair(pair)) : [];
  const valueNode = (key: string): Node | null | undefined => pairs.find((pair) => isScalar(pair.key) && String(pair.key.value) === key)?.value;
  const range = (of: Node | null | undefined): TextRange | undefined => (of?.range ? { start: of.range[0] + offset, end: of.range[1] + offset } : undefined);
  const entries = new Map<string, ClashEntry>();
  for (const pair of pairs) {
    if (!isScalar(pair.key)) continue;
    const key = String(pair.key.value);
    const keyRange = range(pair.key);
    if (!keyRange || entries.has(key) || key === '<<') continue;
    entries.set(key, { keyRange, range: range(pair.value) ?? { start: keyRange.end, end: keyRange.end }, value: values?.[key] });
  }
  const own = range(node);
  return {
    map: own && isMap(node) ? { range: own, entries } : undefined,
    below(key) {
      const record = asRecord(values?.[key]);
      return record ? nested(valueNode(key) ?? undefined, offset, record) : undefined;
    },
    list(key) {
      const value = values?.[key];
      if (!Array.isArray(value)) return undefined;
      const listNode = valueNode(key);
      const place = range(listNode);
      if (!place) return undefined;
      const items = isSeq(listNode) && !isAlias(listNode) ? listNode.items : [];
      return {
        range: place,
        items: items.flatMap((item) => {
          const at = range(item as Node);
          return isScalar(item) && typeof item.value === 'string' && at ? [{ value: item.value, range: at }] : [];
        }),
      };
    },
  };
}

/** A plain map, or undefined. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}
