import type { Report } from '../report.ts';
import type { Cell, Table } from './table.ts';

/** The tables that fixes carry, each once. A stored report may hold anything under that name. */
export function fixProofs(report: Pick<Report, 'findings'>): Table[] {
  const proofs = report.findings.flatMap(({ fixes }) => fixes.flatMap(({ proof }) => (isTable(proof) ? [proof] : [])));
  return [...new Map(proofs.map((proof) => [proof.id, proof])).values()];
}

/** True for a table as this version draws it. */
export function isTable(value: unknown): value is Table {
  if (!isRecord(value)) return false;
  const texts = (list: unknown): boolean => Array.isArray(list) && list.every((one) => typeof one === 'string');
  const cells = (row: unknown): boolean => Array.isArray(row) && row.every(isCell);
  return (
    typeof value['id'] === 'string' &&
    typeof value['title'] === 'string' &&
    texts(value['columns']) &&
    texts(value['remarks']) &&
    Array.isArray(value['rows']) &&
    value['rows'].every(cells)
  );
}

function isCell(value: unknown): value is Cell {
  return isRecord(value) && typeof value['text'] === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
