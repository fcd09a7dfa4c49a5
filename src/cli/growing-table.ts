import { displayWidth } from '../diagnosis/render/wrap.ts';
import { alignColumns } from './columns.ts';

/** Lines of a table whose rows come one by one: its columns grow, as a line that was printed can't be widened. */
export class GrowingTable {
  #widths: readonly string[];

  constructor(headings: readonly string[]) {
    this.#widths = headings;
  }

  line(cells: readonly string[]): string {
    this.#widths = this.#widths.map((widest, index) => wider(widest, cells[index] ?? ''));
    return alignColumns([this.#widths, cells])[1] ?? '';
  }
}

function wider(one: string, other: string): string {
  return displayWidth(one) >= displayWidth(other) ? one : other;
}
