import type { Summary } from './summary.ts';

/** Heads of the table's columns. */
export const outageHeads = ['sent with', 'answered, whole day', 'answered while down', 'and begun within 30 s', 'median to first content', 'median until begun or told', 'extra requests each, while down', 'the same, else'];

/** A row for each strategy. */
export function outageRows(of: readonly Summary[]): string[][] {
  return of.map((one) => [
    one.name,
    percent(one.answeredDay),
    percent(one.answeredOutage),
    percent(one.promptOutage),
    one.medianFirstContentMs === null ? 'none' : seconds(one.medianFirstContentMs),
    seconds(one.medianSettledMs),
    one.extraOutage.toFixed(2),
    one.extraElse.toFixed(3),
  ]);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
