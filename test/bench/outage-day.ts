/**
 * A day on which the primary gateway is down from 14:03 to 15:10, played against the endpoint's own decisions with a clock
 * of its own: how many requests are answered with a chain, a breaker and racing, with retries alone, and with nothing.
 *
 *   node test/bench/outage-day.ts [--seed N] [--days N] [--svg FILE]
 */
import * as fs from 'node:fs';
import { parseArgs } from 'node:util';
import { outageFigure } from './outage-day/figure.ts';
import { modelWords, published, summaries } from './outage-day/summary.ts';
import { outageHeads, outageRows } from './outage-day/table.ts';

const { values } = parseArgs({ options: { seed: { type: 'string' }, days: { type: 'string' }, svg: { type: 'string' } } });
const seed = Number(values.seed ?? published.seed);
const days = Number(values.days ?? published.days);
if (!Number.isInteger(seed) || !Number.isInteger(days) || days < 1 || days > 10_000) {
  console.error('--seed needs a whole number, and --days one from 1 to 10000.');
  process.exit(2);
}
const found = summaries(seed, days);
console.log(modelWords(seed, days));
const rows = [outageHeads, ...outageRows(found)];
const widths = outageHeads.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
for (const row of rows) console.log(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
if (values.svg !== undefined) fs.writeFileSync(values.svg, outageFigure(found, modelWords(seed, days)));
