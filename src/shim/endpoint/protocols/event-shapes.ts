/**
 * Events that bring content differ from the ones before them in their text and little else. A shape is an event that was
 * parsed once, with holes where others like it differ; an event that fits it byte for byte, but for the holes, means the
 * same and need not be parsed. So most events of a stream cost a comparison, and none can hide anything: what fits no
 * shape is parsed.
 */

/** A value inside an event that others like it may have differently. */
interface Leaf {
  key: string;
  kind: 'text' | 'number';
  start: number;
  end: number;
}

interface Shape {
  /** What stands between the leaves, one piece more than there are leaves. */
  structure: readonly Buffer[];
  leaves: { key: string; kind: Leaf['kind']; /** Undefined where it is a hole. */ value: Buffer | undefined }[];
  /** `structure` and the values that are no holes, joined: what has to be equal. */
  pieces: Buffer[];
  /** Between two pieces: a text, a number, or the number that counts the events. */
  holes: ('text' | 'number' | 'count')[];
}

/** Values that decide what an event means; where one differs, the event is another. */
const telling = new Set([
  'type', 'object', 'status', 'role', 'event', 'provider', 'code', 'message', 'error', 'error_type',
  'finish_reason', 'native_finish_reason', 'stop_reason', 'reason',
]);

/** The number that the Responses API puts on its events. */
const countKey = 'sequence_number';

const maxShapes = 4;
const maxShapeBytes = 4 * 1024;
const maxLeaves = 64;
/** Where this many events were looked at for nothing, looking costs more than it spares. */
const patience = 32;
/** Longer pieces are compared natively, where a call costs less than a loop. */
const nativeFrom = 64;

const quote = 0x22;
const backslash = 0x5c;
const zero = 0x30;

/** The shapes of one stream. */
export class EventShapes {
  #shapes: Shape[] = [];
  #looks = 0;
  #fits = 0;
  #count: number | undefined;

  /** The last number that counts the events, of those that fitted. */
  get count(): number | undefined {
    return this.#count;
  }

  /** @returns where the event that begins at `at` ends, if it has a known shape and is all there; else -1. */
  fit(bytes: Buffer, at: number): number {
    const shapes = this.#shapes;
    for (let index = 0; index < shapes.length; index++) {
      const shape = shapes[index] as Shape;
      const end = this.#fitsOne(shape, bytes, at);
      if (end < 0) continue;
      this.#fits++;
      if (index > 0) shapes.unshift(...shapes.splice(index, 1));
      return end;
    }
    return -1;
  }

  /** Remembers an event that brought content and told nothing else. */
  learn(bytes: Buffer, start: number, end: number): void {
    if (end - start > maxShapeBytes || this.#looks > patience + (this.#fits >> 2)) return;
    this.#looks++;
    const leaves = leavesOf(bytes, start, end);
    if (!leaves) return;
    for (let index = 0; index < this.#shapes.length; index++) {
      const shape = this.#shapes[index] as Shape;
      if (!widen(shape, leaves, bytes, start, end)) continue;
      join(shape);
      this.#shapes.unshift(...this.#shapes.splice(index, 1));
      return;
    }
    this.#shapes.unshift(newShape(leaves, bytes, start, end));
    if (this.#shapes.length > maxShapes) this.#shapes.pop();
  }

  #fitsOne({ pieces, holes }: Shape, bytes: Buffer, from: number): number {
    let at = from;
    let count: number | undefined;
    for (let index = 0; ; index++) {
      const piece = pieces[index] as Buffer;
      const length = piece.length;
      if (at + length > bytes.length) return -1;
      if (length < nativeFrom) {
        for (let offset = 0; offset < length; offset++) if (piece[offset] !== bytes[at + offset]) return -1;
      } else if (piece[length - 1] !== bytes[at + length - 1] || bytes.compare(piece, 0, length, at, at + length) !== 0) {
        return -1;
      }
      at += length;
      if (index === holes.length) {
        if (count !== undefined) this.#count = count;
        return at;
      }
      const hole = holes[index];
      const end = hole === 'text' ? textEnd(bytes, at) : numberEnd(bytes, at);
      if (end <= at) return -1;
      if (hole === 'count') count = numberAt(bytes, at, end);
      at = end;
    }
  }
}

/** The position of the quote that ends the text that begins at `at`, or -1 where JSON would not have it so. */
function textEnd(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length) {
    const byte = bytes[at] as number;
    if (byte === quote) return at;
    if (byte < 0x20) return -1;
    if (byte !== backslash) {
      at++;
      continue;
    }
    const escaped = bytes[at + 1];
    if (escaped === 0x75) {
      for (let digit = at + 2; digit < at + 6; digit++) if (!isHexDigit(bytes[digit])) return -1;
      at += 6;
    } else if (isEscape(escaped)) at += 2;
    else return -1;
  }
  return -1;
}

/** The position behind a whole number of JSON, or -1. */
function numberEnd(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && isDigit(bytes[at])) at++;
  return at === from || (bytes[from] === zero && at > from + 1) || at - from > 15 ? -1 : at;
}

function numberAt(bytes: Buffer, from: number, end: number): number {
  let value = 0;
  for (let at = from; at < end; at++) value = value * 10 + ((bytes[at] as number) - zero);
  return value;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= zero && byte <= 0x39;
}

function isHexDigit(byte: number | undefined): boolean {
  return isDigit(byte) || (byte !== undefined && (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
}

/** What may follow a backslash: `"`, `\`, `/`, b, f, n, r, t (RFC 8259, 7). */
function isEscape(byte: number | undefined): boolean {
  return byte === quote || byte === backslash || byte === 0x2f || byte === 0x62 || byte === 0x66 || byte === 0x6e || byte === 0x72 || byte === 0x74;
}

/** The values of an event of one data line, an `event:` line before it or none; undefined where it is no such event. */
function leavesOf(bytes: Buffer, start: number, end: number): Leaf[] | undefined {
  let at = start;
  if (bytes.toString('latin1', at, at + 6) === 'event:') at = bytes.indexOf(0x0a, at) + 1;
  if (at < start || at >= end || bytes.toString('latin1', at, at + 5) !== 'data:') return undefined;
  at += 5;
  const leaves: Leaf[] = [];
  let key = '';
  while (at < end) {
    const byte = bytes[at] as number;
    if (byte === quote) {
      const close = textEnd(bytes, at + 1);
      if (close < 0 || close >= end) return undefined;
      if (bytes[skipBlanks(bytes, close + 1)] === 0x3a) {
        key = bytes.toString('latin1', at + 1, close);
        if (key.includes('\\')) return undefined;
      } else leaves.push({ key, kind: 'text', start: at + 1, end: close });
      at = close + 1;
    } else if (isDigit(byte) || byte === 0x2d) {
      const close = otherNumberEnd(bytes, at);
      if (numberEnd(bytes, at) === close) leaves.push({ key, kind: 'number', start: at, end: close });
      at = close;
    } else if (byte === 0x0a || byte === 0x0d) {
      // Only the empty line may follow: a second line of data would be read together with the first.
      for (; at < end; at++) if (bytes[at] !== 0x0a && bytes[at] !== 0x0d) return undefined;
    } else at++;
    if (leaves.length > maxLeaves) return undefined;
  }
  return leaves;
}

function skipBlanks(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at] === 0x20 || bytes[at] === 0x09) at++;
  return at;
}

/** Behind a number of any form. */
function otherNumberEnd(bytes: Buffer, from: number): number {
  let at = from + 1;
  while (isDigit(bytes[at]) || bytes[at] === 0x2e || bytes[at] === 0x2b || bytes[at] === 0x2d || bytes[at] === 0x65 || bytes[at] === 0x45) at++;
  return at;
}

function newShape(leaves: readonly Leaf[], bytes: Buffer, start: number, end: number): Shape {
  const shape: Shape = {
    structure: structureOf(leaves, start, end).map(([from, to]) => Buffer.from(bytes.subarray(from, to))),
    leaves: leaves.map(({ key, kind, start: from, end: to }) => ({ key, kind, value: Buffer.from(bytes.subarray(from, to)) })),
    pieces: [],
    holes: [],
  };
  join(shape);
  return shape;
}

function structureOf(leaves: readonly Leaf[], start: number, end: number): [number, number][] {
  return [...leaves, undefined].map((leaf, index) => [leaves[index - 1]?.end ?? start, leaf?.start ?? end]);
}

/** Makes holes where this event differs from the shape. @returns false, with the shape as it was, where they differ in more. */
function widen(shape: Shape, leaves: readonly Leaf[], bytes: Buffer, start: number, end: number): boolean {
  if (leaves.length !== shape.leaves.length) return false;
  const structure = structureOf(leaves, start, end);
  if (!structure.every(([from, to], index) => shape.structure[index]?.equals(bytes.subarray(from, to)))) return false;
  const differing: Shape['leaves'] = [];
  for (const [index, leaf] of leaves.entries()) {
    const known = shape.leaves[index];
    if (!known || known.key !== leaf.key || known.kind !== leaf.kind) return false;
    // Whether a text is empty can decide whether there is content.
    if (known.value?.equals(bytes.subarray(leaf.start, leaf.end))) continue;
    if (leaf.kind === 'text' && (leaf.start === leaf.end || known.value?.length === 0)) return false;
    if (known.value === undefined) continue;
    if (telling.has(leaf.key)) return false;
    differing.push(known);
  }
  for (const known of differing) known.value = undefined;
  return true;
}

/** Joins what has to be equal. */
function join(shape: Shape): void {
  const { structure, leaves } = shape;
  shape.pieces = [];
  shape.holes = [];
  let parts: Buffer[] = [];
  for (const [index, piece] of structure.entries()) {
    parts.push(piece);
    const leaf = leaves[index];
    if (leaf?.value) {
      parts.push(leaf.value);
      continue;
    }
    shape.pieces.push(Buffer.concat(parts));
    parts = [];
    if (leaf) shape.holes.push(leaf.key === countKey && leaf.kind === 'number' ? 'count' : leaf.kind);
  }
}
