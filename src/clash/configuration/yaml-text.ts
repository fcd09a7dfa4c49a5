import { isAlias, isMap, isPair, isScalar, isSeq, parseDocument, type Alias, type Document, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { TextRange } from '../text-edit.ts';
import type { ClashEntry, ClashMap, Placed, ReadingFault } from './model.ts';
import { plainTags } from './plain-tags.ts';
import { shorten, type Cut, type ShortenedText } from './plain-items.ts';

/** A member of a list: a plain string, or a part of the text that is read on demand. */
export interface YamlItem {
  readonly range: TextRange;
  /** As the core takes it for a string: numbers and truth values as they are written; undefined for a list or a map. */
  readonly text: string | undefined;
  readonly node: YamlNode | undefined;
}

/** A place in the tree; only `YamlText` looks into it. */
export type YamlNode = Node | null;

/** A YAML text with the places of everything in it. Reading never throws; what could not be read is in `faults`. */
export class YamlText {
  readonly faults: ReadingFault[] = [];
  readonly root: YamlNode;
  private readonly shortened: ShortenedText;
  private readonly document: Document.Parsed;
  private readonly cutAt = new Map<number, Cut>();
  private readonly targets = new Map<Alias, Node>();
  private readonly anchors = new Map<string, Node>();
  private readonly values = new Map<Node, unknown>();
  /** Maps whose merge keys are being followed, as one may merge itself. */
  private readonly merging = new Set<Node>();
  private claimed = 0;
  private merged = 0;

  /** @throws what the parser throws where a text is nested too deeply. */
  constructor(shortened: ShortenedText) {
    this.shortened = shortened;
    this.document = parseDocument(shortened.text, { uniqueKeys: false, prettyErrors: false, strict: true, logLevel: 'silent' });
    for (const cut of shortened.cuts) this.cutAt.set(cut.before, cut);
    for (const error of this.document.errors) {
      // The core reads the first document and leaves the others (yaml.v3 Unmarshal).
      if (error.code === 'MULTIPLE_DOCS') continue;
      this.faults.push({ kind: 'yaml', range: this.place(error.pos[0], Math.max(error.pos[0], error.pos[1])), detail: error.message });
    }
    this.root = this.document.contents;
    this.visit(this.root);
  }

  /** Whether everything that was taken out belongs to a list; where not, the text has to be parsed whole. */
  get allClaimed(): boolean {
    return this.claimed === this.shortened.cuts.length;
  }

  /** Follows an alias. */
  follow(node: YamlNode): YamlNode {
    return isAlias(node) ? (this.targets.get(node) ?? null) : node;
  }

  rangeOf(node: YamlNode): TextRange {
    if (!node?.range) return { start: 0, end: 0 };
    return this.place(node.range[0], this.endOf(node));
  }

  isMap(node: YamlNode): boolean {
    return isMap(this.follow(node));
  }

  isList(node: YamlNode): boolean {
    return isSeq(this.follow(node));
  }

  /** The entries of a map by their keys; undefined where it is none. */
  mapOf(node: YamlNode): ClashMap | undefined {
    const map = this.follow(node);
    if (!isMap(map)) return undefined;
    const entries = new Map<string, ClashEntry>();
    for (const pair of map.items) {
      const key = keyText(pair);
      if (key === undefined || entries.has(key) || isMergeKey(pair)) continue;
      entries.set(key, this.entryOf(pair, () => this.valueOf(valueNode(pair))));
    }
    for (const pair of map.items) {
      if (!isMergeKey(pair)) continue;
      for (const [key, value] of this.mergedEntries(valueNode(pair))) {
        if (!entries.has(key)) entries.set(key, { ...this.entryOf(pair, () => value), merged: true });
      }
    }
    return { range: this.rangeOf(map), entries };
  }

  /** The node of an entry; a merged one is found where it was written. */
  nodeAt(node: YamlNode, key: string): YamlNode {
    const map = this.follow(node);
    if (!isMap(map)) return null;
    const own = map.items.find((pair) => keyText(pair) === key && !isMergeKey(pair));
    return own ? valueNode(own) : this.mergedInto(map, (source) => this.nodeAt(source, key) ?? undefined) ?? null;
  }

  /** Own entries of a map, in order, with the key's place; merged ones behind them. */
  pairsOf(node: YamlNode): { key: Placed<string>; node: YamlNode }[] {
    const map = this.follow(node);
    if (!isMap(map)) return [];
    const pairs: { key: Placed<string>; node: YamlNode }[] = [];
    const seen = new Set<string>();
    const add = (key: string, range: TextRange, value: YamlNode): void => {
      if (seen.has(key)) return;
      seen.add(key);
      pairs.push({ key: { value: key, range }, node: value });
    };
    for (const pair of map.items) {
      const key = keyText(pair);
      if (key !== undefined && !isMergeKey(pair)) add(key, this.rangeOf(pair.key as YamlNode), valueNode(pair));
    }
    this.mergedInto(map, (source, pair) => {
      for (const inner of this.pairsOf(source)) add(inner.key.value, this.rangeOf(pair.key as YamlNode), inner.node);
      return undefined;
    });
    return pairs;
  }

  /** The members of a list in order, without those that are null, which the core leaves out; none where it is no list. */
  itemsOf(node: YamlNode): YamlItem[] {
    const list = this.follow(node);
    if (!isSeq(list)) return [];
    const items: YamlItem[] = [];
    for (const member of list.items as YamlNode[]) {
      const followed = this.follow(member);
      if (!isNull(followed)) items.push({ range: this.rangeOf(member), text: scalarText(followed), node: member });
      const cut = this.cutBehind(member);
      if (cut) for (const { range, value } of cut.items) items.push({ range, text: value, node: undefined });
    }
    return items;
  }

  /** Aliases and merge keys followed: plain JSON. What contains itself is null there. */
  valueOf(node: YamlNode): unknown {
    const followed = this.follow(node);
    if (followed === null) return null;
    if (isScalar(followed)) return followed.value ?? null;
    if (this.values.has(followed)) return this.values.get(followed);
    this.values.set(followed, null);
    const value = isSeq(followed) ? this.listValue(followed) : isMap(followed) ? this.mapValue(followed) : null;
    this.values.set(followed, value);
    return value;
  }

  private listValue(list: YAMLSeq): unknown[] {
    const value: unknown[] = [];
    for (const member of list.items as YamlNode[]) {
      value.push(this.valueOf(member));
      const cut = this.cutBehind(member);
      if (cut) for (const item of cut.items) value.push(item.value);
    }
    return value;
  }

  private mapValue(map: YAMLMap): Record<string, unknown> {
    const entries = new Map<string, unknown>();
    for (const pair of map.items) {
      const key = keyText(pair);
      if (key !== undefined && !isMergeKey(pair) && !entries.has(key)) entries.set(key, this.valueOf(valueNode(pair)));
    }
    for (const pair of map.items) {
      if (isMergeKey(pair)) for (const [key, value] of this.mergedEntries(valueNode(pair))) if (!entries.has(key)) entries.set(key, value);
    }
    return Object.fromEntries(entries);
  }

  private *mergedEntries(node: YamlNode): Iterable<[string, unknown]> {
    for (const source of this.mergeSources(node)) {
      const value = this.valueOf(source);
      if (typeof value !== 'object' || value === null || Array.isArray(value) || this.merged > mostMerged) continue;
      for (const entry of Object.entries(value)) {
        if (++this.merged > mostMerged) return;
        yield entry;
      }
    }
  }

  /** What the first of the merged maps says. */
  private mergedInto<T>(map: YAMLMap, ask: (source: YamlNode, pair: Pair) => T | undefined): T | undefined {
    if (this.merging.has(map)) return undefined;
    this.merging.add(map);
    try {
      for (const pair of map.items) {
        if (!isMergeKey(pair)) continue;
        for (const source of this.mergeSources(valueNode(pair))) {
          const answer = ask(source, pair);
          if (answer !== undefined) return answer;
        }
      }
      return undefined;
    } finally {
      this.merging.delete(map);
    }
  }

  private mergeSources(node: YamlNode): YamlNode[] {
    const followed = this.follow(node);
    return isSeq(followed) ? (followed.items as YamlNode[]) : [followed];
  }

  private entryOf(pair: Pair, value: () => unknown): ClashEntry {
    const node = valueNode(pair);
    const keyRange = this.rangeOf(pair.key as YamlNode);
    const range = node?.range ? this.rangeOf(node) : { start: keyRange.end, end: keyRange.end };
    return { keyRange, range, value: value() };
  }

  /** Notes anchors before the aliases that stand behind them, keys that stand twice, and which cuts are in a list. */
  private visit(start: YamlNode): void {
    const waiting: YamlNode[] = [start];
    while (waiting.length > 0) {
      const node = waiting.pop() ?? null;
      if (node === null) continue;
      if (isAlias(node)) {
        const target = this.anchors.get(node.source);
        if (target) this.targets.set(node, target);
        else this.faults.push({ kind: 'yaml', range: this.rangeOf(node), detail: `Unresolved alias: ${node.source}` });
        continue;
      }
      if (node.anchor !== undefined && node.anchor !== '') this.anchors.set(node.anchor, node);
      if (isSeq(node)) {
        const members = node.items as YamlNode[];
        for (let index = members.length - 1; index >= 0; index--) waiting.push(members[index] ?? null);
        this.claim(members);
      } else if (isMap(node)) {
        for (let index = node.items.length - 1; index >= 0; index--) {
          const pair = node.items[index];
          if (pair) waiting.push(valueNode(pair), pair.key as YamlNode);
        }
        this.noteRepeatedKeys(node);
      }
    }
  }

  private claim(members: readonly YamlNode[]): void {
    members.forEach((member, index) => {
      const cut = this.cutBehind(member);
      if (cut && members[index + 1]?.range?.[0] === cut.after) this.claimed++;
    });
  }

  private noteRepeatedKeys(map: YAMLMap): void {
    const seen = new Set<string>();
    for (const pair of map.items) {
      const key = keyText(pair);
      if (key === undefined) continue;
      if (seen.has(key)) this.faults.push({ kind: 'yaml', range: this.rangeOf(pair.key as YamlNode), detail: `Map keys must be unique: ${key}` });
      seen.add(key);
    }
  }

  private cutBehind(node: YamlNode): Cut | undefined {
    return this.cutAt.size > 0 && isScalar(node) && node.range ? this.cutAt.get(node.range[0]) : undefined;
  }

  /** Of a block, where its last part ends: the parser counts the line breaks and comments behind it as well. */
  private endOf(node: Node): number {
    let last: Node = node;
    for (;;) {
      if (!isMap(last) && !isSeq(last)) break;
      if (last.flow === true) break;
      const item: unknown = last.items.at(-1);
      const inner = isPair(item) ? ((item.value ?? item.key) as YamlNode) : (item as YamlNode);
      if (!inner?.range) break;
      last = inner;
    }
    return last.range?.[1] ?? node.range?.[1] ?? 0;
  }

  private place(start: number, end: number): TextRange {
    // The parser may complain of the place behind the last.
    const last = this.shortened.text.length;
    const from = this.shortened.original(Math.min(start, last));
    return { start: from, end: end <= start ? from : this.shortened.original(Math.min(end, last)) };
  }
}

/** Entries that merge keys bring, in all. Maps that merge each other in a long row would have more than fit. */
const mostMerged = 200_000;
/** In UTF-16 units. */
const longText = 500_000;
/** Of one text again, where it has tags that end elsewhere for the core. */
const mostReadings = 5;

/** Reads a text; with the long lists taken out first, where that can be done. Undefined where a parser gave up, with its words. */
export function readYaml(whole: string): { yaml: YamlText | undefined; faults: readonly ReadingFault[] } {
  // The end of a line for the core, and half of one for the parser.
  const text = whole.endsWith('\r') ? whole.slice(0, -1) : whole;
  let plain = text;
  let read = readOnce(plain);
  // A fault may hide the next.
  for (let times = 0; times < mostReadings; times++) {
    const before = plain;
    plain = plainTags(before, read.faults);
    if (plain === before) break;
    read = readOnce(plain);
  }
  return read;
}

function readOnce(text: string): { yaml: YamlText | undefined; faults: readonly ReadingFault[] } {
  try {
    const quick = new YamlText(shorten(text));
    // A quote that is just being typed swallows what stands behind it: a long text is then not read twice for each letter.
    const yaml = quick.allClaimed || (quick.faults.length > 0 && text.length > longText) ? quick : new YamlText({ text, cuts: [], original: (offset) => offset });
    return { yaml, faults: yaml.faults };
  } catch (error) {
    // Nesting of thousands of levels ends the parser's stack.
    return { yaml: undefined, faults: [{ kind: 'yaml', range: { start: 0, end: text.length }, detail: error instanceof Error ? error.message : String(error) }] };
  }
}

function valueNode(pair: Pair): YamlNode {
  return pair.value as YamlNode;
}

function isMergeKey(pair: Pair): boolean {
  const key = pair.key;
  return isScalar(key) && key.value === '<<' && key.type === 'PLAIN';
}

function keyText(pair: Pair): string | undefined {
  return scalarText(pair.key as YamlNode);
}

function isNull(node: YamlNode): boolean {
  return node === null || (isScalar(node) && node.value === null);
}

/** As the core's decoder puts it into a string: the words of a plain scalar, the empty string for null. */
function scalarText(node: YamlNode): string | undefined {
  if (node === null) return '';
  if (!isScalar(node)) return undefined;
  if (typeof node.value === 'string') return node.value;
  return node.value === null ? '' : (node.source ?? String(node.value));
}
