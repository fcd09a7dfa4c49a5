import type { RuleRow } from '../gateway-rows.ts';

interface Entry {
  readonly keyword: string;
  readonly row: RuleRow;
}

/** A prime, so that both characters count. */
const hashes = 8_191;

/** Keywords by their first two characters, so that a name is not compared with each. */
export class KeywordIndex {
  private readonly byStart = new Map<number, Entry[]>();
  /** One where a start with that hash is known: most places of a name are done with here. */
  private readonly seen = new Uint8Array(hashes);
  /** Those of one character. */
  private readonly short: Entry[] = [];

  add(keyword: string, row: RuleRow): void {
    if (keyword === '') return;
    const entry = { keyword, row };
    if (keyword.length === 1) {
      this.short.push(entry);
      return;
    }
    const start = keyAt(keyword, 0);
    const others = this.byStart.get(start);
    if (others) others.push(entry);
    else this.byStart.set(start, [entry]);
    this.seen[start % hashes] = 1;
  }

  /** The earliest row whose keyword is in a name. */
  within(name: string): RuleRow | undefined {
    let first: RuleRow | undefined;
    for (const { keyword, row } of this.short) if (name.includes(keyword) && (!first || row.index < first.index)) first = row;
    if (this.byStart.size === 0) return first;
    for (let at = 0; at + 1 < name.length; at++) {
      const start = keyAt(name, at);
      if (this.seen[start % hashes] === 0) continue;
      for (const { keyword, row } of this.byStart.get(start) ?? []) {
        if ((!first || row.index < first.index) && name.startsWith(keyword, at)) first = row;
      }
    }
    return first;
  }
}

function keyAt(text: string, at: number): number {
  return text.charCodeAt(at) * 65_536 + text.charCodeAt(at + 1);
}
