import { displayWidth } from '../diagnosis/render/wrap.ts';

/** Rows with aligned columns, two spaces apart; the last column is not padded. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, displayWidth(cell))));
  }
  const padding = (cell: string, index: number): string => ' '.repeat((widths[index] ?? 0) - displayWidth(cell));
  return rows.map((row) =>
    row
      .map((cell, index) => (index === row.length - 1 ? cell : cell + padding(cell, index)))
      .join('  ')
      .trimEnd(),
  );
}
