/** The table printed at the end: what each rig showed and what was said of it. */
import type { Diagnosed } from './doctor.ts';

const rows: string[][] = [];

/** Keeps a run for the table. */
export function note(rig: string, { report, code, wallMs }: Diagnosed): void {
  const { state, leg } = report.verdict;
  const worst = report.findings.filter(({ severity }) => severity !== 'info');
  const shown = worst.length > 0 ? worst : report.findings;
  const ids = [...new Set(shown.map(({ id, severity }) => (severity === 'info' ? `(${id})` : id)))];
  rows.push([rig, state, leg ?? '', String(code), `${(wallMs / 1_000).toFixed(1)} s`, ids.join(', ')]);
}

after('what was seen', () => {
  if (rows.length === 0) return;
  const table = [['rig', 'verdict', 'leg', 'exit', 'wall', 'findings (info in brackets)'], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  console.log('\n  what was seen');
  for (const row of table) console.log(
    `    ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()}`,
  );
});
