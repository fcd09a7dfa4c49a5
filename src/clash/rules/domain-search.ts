/**
 * How the core itself looks a name up in a list with `*` (core: component/trie/domain_set.go, v1.19.20). Names are kept
 * letter by letter from the right, level by level, and the search makes mistakes: it does not come back to a `*` at the
 * name's end, and where nothing can follow a `*`, it goes on at the next dot that stands anywhere behind it. Only by
 * doing the same can be said what it finds.
 */
export class DomainSearch {
  /** Letters of all nodes, level by level; a node's are followed by an end in `ends`. */
  private readonly letters: string;
  /** For each letter a 0, for each end of a node a 1. */
  private readonly bits: Uint8Array;
  /** Where the ends are, and how many are before each place. */
  private readonly ends: Int32Array;
  private readonly endsBefore: Int32Array;
  private readonly names = new Set<number>();

  /** @param names Lower case, as they are kept: `+.a.b` for all below, beside `a.b` for itself. */
  constructor(names: Iterable<string>) {
    const keys = [...new Set([...names].map(backwards))].sort();
    const letters: string[] = [];
    const bits: number[] = [];
    // Which names a node is for, and how many of their letters are behind it: three numbers a node.
    const queue = keys.length === 0 ? [] : [0, keys.length, 0];
    for (let node = 0; node * 3 < queue.length; node++) {
      let from = queue[node * 3] ?? 0;
      const to = queue[node * 3 + 1] ?? 0;
      const column = queue[node * 3 + 2] ?? 0;
      if (keys[from]?.length === column) {
        this.names.add(node);
        from++;
      }
      while (from < to) {
        const start = from;
        const letter = keys[start]?.[column] ?? '';
        while (from < to && keys[from]?.[column] === letter) from++;
        queue.push(start, from, column + 1);
        letters.push(letter);
        bits.push(0);
      }
      bits.push(1);
    }
    this.letters = letters.join('');
    this.bits = Uint8Array.from(bits);
    this.ends = new Int32Array(bits.length - letters.length);
    this.endsBefore = new Int32Array(bits.length + 1);
    let ends = 0;
    bits.forEach((bit, at) => {
      this.endsBefore[at] = ends;
      if (bit === 1) this.ends[ends++] = at;
    });
    this.endsBefore[bits.length] = ends;
  }

  /** @param host Lower case. Undefined where the core would leave its own tables. */
  has(host: string): boolean | undefined {
    const key = backwards(host);
    const stars: { at: number; index: number }[] = [];
    let node = 0;
    let at = 0;
    let index = 0;
    for (let steps = 0; index < key.length; steps++) {
      if (steps > mostSteps || at >= this.bits.length) return undefined;
      if (this.bits[at] === 1) {
        const star = stars.pop();
        if (!star) return false;
        const next = this.nodeBehind(star.at);
        const dot = key.indexOf('.', star.index);
        if (dot === -1) {
          if (this.names.has(next)) return true;
          continue;
        }
        // The search for a dot does not stop at the node's end.
        const start = this.firstOf(next);
        const found = this.letters.indexOf('.', start - next);
        if (found === -1) return false;
        at = found + next;
        node = next;
        index = dot;
        continue;
      }
      const letter = this.letters[at - node];
      if (letter === '+') return true;
      if (letter === key[index]) {
        node = this.nodeBehind(at);
        at = this.firstOf(node);
        index++;
        continue;
      }
      if (letter === '*') stars.push({ at, index });
      at++;
    }
    return this.names.has(node);
  }

  private nodeBehind(at: number): number {
    return at + 1 - (this.endsBefore[at + 1] ?? this.ends.length);
  }

  private firstOf(node: number): number {
    return node === 0 ? 0 : (this.ends[node - 1] ?? this.bits.length) + 1;
  }
}

/** Far more than a name needs; the search may go in circles. */
const mostSteps = 20_000;

function backwards(text: string): string {
  return [...text].reverse().join('');
}
