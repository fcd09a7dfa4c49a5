import { DomainSearch } from './domain-search.ts';

/** Labels from the right; a `Map` is made only where there are some. */
interface Branch {
  /** A name ends here. */
  ends: boolean;
  /** Everything below belongs to it, not itself. */
  below: boolean;
  children: Map<string, Branch> | undefined;
}

/**
 * Names as the core's domain lists spell them (core: component/trie): `a.b` itself, `+.a.b` with everything below,
 * `.a.b` only what is below, and `*` in the place of exactly one label. Not meant, yet taken: `+a.b` is every longer
 * name with this end, dot or no dot, and `*a.b` the same within one label (seen in v1.19.20).
 */
export class DomainSet {
  private readonly root: Branch = { ends: false, below: false, children: undefined };
  /** How many lines were taken. */
  readonly size: number;
  private readonly lines: readonly string[];
  /** Whether the core's search may differ from what a line means. */
  private mayErr = false;
  private search: DomainSearch | undefined;
  /** Ends of names, of lines with a `+` that is no label. */
  private readonly ends: string[] = [];
  /** Whether a line has a label that begins with `*` and goes on. */
  private halfStars = false;

  constructor(lines: readonly string[]) {
    this.lines = lines;
    let size = 0;
    for (const line of lines) if (this.add(line)) size++;
    this.size = size;
  }

  /** Hosts in any case. Undefined where the core's search, which errs around `*`, does not find what the lines mean, or finds more. */
  has(host: string): boolean | undefined {
    if (host === '') return false;
    const name = host.toLowerCase();
    const labels = name.split('.');
    const meant = this.ends.some((end) => name.length > end.length && name.endsWith(end)) || holds(this.root, labels, labels.length - 1, this.halfStars);
    if (!this.mayErr || !this.meetsStar(labels)) return meant;
    this.search ??= new DomainSearch(this.lines.flatMap(keptNames));
    return this.search.has(name) === meant ? meant : undefined;
  }

  /** Whether the search comes across a `*` on its way along the host's own labels. */
  private meetsStar(labels: readonly string[]): boolean {
    if (this.halfStars) return true;
    let branch: Branch | undefined = this.root;
    for (let index = labels.length - 1; index >= 0 && branch; index--) {
      if (branch.children?.has('*')) return true;
      branch = branch.children?.get(labels[index] ?? '');
    }
    return false;
  }

  private add(line: string): boolean {
    const labels = splitDomain(line);
    if (!labels) return false;
    this.mayErr ||= line.includes('*');
    const plus = line.lastIndexOf('+');
    if (plus > 0 || (plus === 0 && labels[0] !== '+')) {
      this.ends.push(line.slice(plus + 1).toLowerCase());
      return true;
    }
    this.halfStars ||= labels.some((label) => label.length > 1 && label.startsWith('*'));
    const [first] = labels;
    const wide = first === '+' || first === '';
    // `+` alone is taken, and holds nothing.
    if (wide && labels.length === 1) return true;
    let branch = this.root;
    for (let index = labels.length - 1; index >= (wide ? 1 : 0); index--) branch = childOf(branch, labels[index] ?? '');
    if (wide) branch.below = true;
    if (first !== '') branch.ends = true;
    return true;
  }
}

/** The labels of a name, lower case; undefined where the core takes none of it for a name. */
export function splitDomain(text: string): string[] | undefined {
  if (text.includes('/') || text.endsWith('.') || /^\s|\s$/.test(text)) return undefined;
  const labels = text.toLowerCase().split('.');
  if (labels.length === 1 && labels[0] === '') return undefined;
  return labels.slice(1).includes('') ? undefined : labels;
}

function childOf(branch: Branch, label: string): Branch {
  branch.children ??= new Map();
  let child = branch.children.get(label);
  if (!child) branch.children.set(label, (child = { ends: false, below: false, children: undefined }));
  return child;
}

/** @param half Whether labels that only begin with `*` are looked for. */
function holds(branch: Branch, labels: readonly string[], index: number, half: boolean): boolean {
  if (index < 0) return branch.ends;
  if (branch.below) return true;
  const label = labels[index] ?? '';
  for (const key of [label, '*']) {
    const child = branch.children?.get(key);
    if (child && holds(child, labels, index - 1, half)) return true;
  }
  if (!half || !branch.children) return false;
  for (const [key, child] of branch.children) {
    if (key.length > 1 && key.startsWith('*') && label.length >= key.length && label.endsWith(key.slice(1)) && holds(child, labels, index - 1, half)) return true;
  }
  return false;
}

/** A line as the core's tables keep it. */
function keptNames(line: string): string[] {
  const labels = splitDomain(line);
  if (!labels) return [];
  const [first] = labels;
  const rest = labels.slice(1).join('.');
  if (first === '+') return rest === '' ? [] : [rest, `+.${rest}`];
  return [first === '' ? `+.${rest}` : labels.join('.')];
}
