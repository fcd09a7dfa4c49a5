import * as fs from 'node:fs';
import * as path from 'node:path';
import { chainFieldsTable } from './chain-fields-table.ts';
import { childVariablesTable } from './child-variables-table.ts';
import { clocksTable, faultRulesTable, outageTable } from './endpoint-resilience-tables.ts';
import { endpointTranslationTables } from './endpoint-translation-tables.ts';
import { faultsTable } from './faults-table.ts';
import { gatewaysTable } from './gateways-table.ts';
import { shimMetricsTable } from './shim-metrics-table.ts';

/** A part of a page under `docs/` that is made of the product's own data. */
export interface GeneratedPart {
  /** Path from the root of the project. */
  file: string;
  /** What the marks around it are called. */
  name: string;
  /** The Markdown between the marks, without them. */
  make(): string;
}

/** Every generated part; a file each. */
export const generatedParts: readonly GeneratedPart[] = [gatewaysTable, faultsTable, childVariablesTable, shimMetricsTable, faultRulesTable, clocksTable, outageTable, endpointTranslationTables, chainFieldsTable];

/**
 * Puts a part between its marks, `<!-- generated: NAME -->` and `<!-- end: NAME -->`.
 *
 * @throws Error when the marks are not there once each, in that order.
 */
export function withPart(page: string, { name, file }: Pick<GeneratedPart, 'name' | 'file'>, body: string): string {
  const [start, end] = [`<!-- generated: ${name} -->\n`, `<!-- end: ${name} -->`];
  const [before, rest, ...more] = page.split(start);
  const [, after, ...others] = (rest ?? '').split(end);
  if (before === undefined || after === undefined || more.length + others.length > 0) {
    throw new Error(`${file} needs the marks "${start.trim()}" and "${end}" once each.`);
  }
  return `${before}${start}${body.trimEnd()}\n${end}${after}`;
}

/** Pages as they are on the disk and as they should be, by path from the root of the project. */
export function pages(root: string): Map<string, { is: string; should: string }> {
  const found = new Map<string, { is: string; should: string }>();
  for (const part of generatedParts) {
    const page = found.get(part.file) ?? read(path.join(root, part.file));
    found.set(part.file, { is: page.is, should: withPart(page.should, part, part.make()) });
  }
  return found;
}

function read(file: string): { is: string; should: string } {
  const is = fs.readFileSync(file, 'utf8');
  return { is, should: is };
}

/** A Markdown table; cells are one line each. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
