/** What a bench promises to find, and how it says whether it did. */
export class Goals {
  readonly #goals: { says: string; met: boolean | undefined }[] = [];
  readonly #missing: string[] = [];

  /** A value that is not a number was not measured. */
  add(says: string, value: number, holds: boolean): void {
    this.#goals.push({ says: `${says}: ${value.toFixed(2)}`, met: Number.isNaN(value) ? undefined : holds });
  }

  /** Something that could not be measured, and why. */
  missing(what: string): void {
    if (!this.#missing.includes(what)) this.#missing.push(what);
  }

  /** @returns the exit code of the bench: 1 where a goal is missed. */
  print(): 0 | 1 {
    console.log('');
    for (const one of this.#missing) console.log(`NOT MEASURED  ${one}`);
    for (const { says, met } of this.#goals) console.log(`${met === undefined ? 'NOT MEASURED' : met ? 'met' : 'NOT MET'}  ${says}`);
    return this.#goals.every(({ met }) => met !== false) ? 0 : 1;
  }
}

/** The value below which this share of all lies; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? NaN;
}

/** Prints a table of numbers with a name before each row. */
export function printTable(title: string, columns: readonly string[], rows: Iterable<readonly [name: string, cells: readonly number[]]>): void {
  console.log(`\n${title}\n${['', ...columns].map((one, i) => (i === 0 ? one.padEnd(20) : one.padStart(14))).join('')}`);
  for (const [name, cells] of rows) console.log(name.padEnd(20) + cells.map((one) => one.toFixed(3).padStart(14)).join(''));
}
