/** A place as editors count: from 0, the character in UTF-16 units. */
export interface LinePlace {
  readonly line: number;
  readonly character: number;
}

/** A piece of a text as editors count it, the end not included. */
export interface LineSpan {
  readonly start: LinePlace;
  readonly end: LinePlace;
}

/** Turns offsets of one text into lines. Lines end as an editor's do: with `\n`, `\r\n` or `\r`. */
export class LineIndex {
  readonly #starts: number[] = [0];
  readonly #length: number;

  constructor(text: string) {
    this.#length = text.length;
    const end = /\r\n|\n|\r/g;
    while (end.exec(text)) this.#starts.push(end.lastIndex);
  }

  /** How many lines there are; one at least. */
  get count(): number {
    return this.#starts.length;
  }

  /** Where a line begins; the text's end for one that is not there. */
  startOf(line: number): number {
    return this.#starts[line] ?? this.#length;
  }

  lineOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** An offset outside the text is taken as its nearest end. */
  placeOf(offset: number): LinePlace {
    const within = Math.max(0, Math.min(offset, this.#length));
    const line = this.lineOf(within);
    return { line, character: within - this.startOf(line) };
  }

  spanOf({ start, end }: { readonly start: number; readonly end: number }): LineSpan {
    return { start: this.placeOf(start), end: this.placeOf(end) };
  }
}
