/**
 * What the lint of a hundred thousand rules costs, reading included: the first time, again after a keystroke near either
 * end, and where most rows have something to be said about them.
 *
 *   node --no-warnings test/bench/clash-lint.ts [--rules N] [--by-rule]
 *
 * The processor's time decides, so that what else runs on the machine does not; the wall's stands beside it.
 */
import { parseArgs } from 'node:util';
import { readConfiguration } from '../../src/clash/configuration/read.ts';
import { lintRules } from '../../src/clash/lint/catalogue.ts';
import { lintConfiguration } from '../../src/clash/lint/lint.ts';
import { longText } from '../unit/clash/lint/corpus.ts';
import { surroundings } from '../unit/clash/lint/surroundings.ts';
import { Goals, percentile } from './goals.ts';

const { values } = parseArgs({ options: { rules: { type: 'string' }, 'by-rule': { type: 'boolean' } } });
const count = Number(values.rules ?? 100_000);
const keystrokes = 12;

interface Cost {
  cpuMs: number;
  wallMs: number;
  problems: number;
}

/** From the text to the list of problems, as after each change of a document. */
function cost(text: string): Cost {
  const begun = performance.now();
  const before = process.cpuUsage();
  const problems = lintConfiguration(readConfiguration(text), surroundings).length;
  const { user, system } = process.cpuUsage(before);
  return { cpuMs: (user + system) / 1_000, wallMs: performance.now() - begun, problems };
}

/** Texts that differ by one more character each, as typing makes them. */
function typed(text: string, at: number): string[] {
  return Array.from({ length: keystrokes }, (_, index) => `${text.slice(0, at)}# ${'x'.repeat(index)}\n${text.slice(at)}`);
}

function told(what: string, costs: readonly Cost[]): number {
  const cpuMs = percentile(costs.map((one) => one.cpuMs), 0.5);
  const wallMs = percentile(costs.map((one) => one.wallMs), 0.5);
  console.log(`${what}: ${cpuMs.toFixed(0)} ms of the processor, ${wallMs.toFixed(0)} ms by the clock, ${costs[0]?.problems ?? 0} problems`);
  return cpuMs;
}

const goals = new Goals();
const text = longText(count);
console.log(`${count} rows, ${(text.length / 1e6).toFixed(1)} MB of text`);
const first = told('the first time', [cost(text)]);
const top = told('after a keystroke in the first line', typed(text, 0).map(cost));
const low = told('after a keystroke in the last row', typed(text, text.lastIndexOf('  - MATCH')).map(cost));
// Every row twice: the second is needless.
const head = text.slice(0, text.indexOf('rules:\n') + 'rules:\n'.length);
const rows = longText(count / 2).slice(head.length).replaceAll('  - MATCH,PROXY\n', '');
const noisy = told('where every other row is needless', [cost(`${head}${rows}${rows}  - MATCH,PROXY\n`)]);

if (values['by-rule']) {
  const configuration = readConfiguration(text);
  for (const rule of lintRules) {
    const begun = performance.now();
    lintConfiguration(configuration, surroundings, [rule]);
    const ms = performance.now() - begun;
    if (ms > 2) console.log(`  ${rule.id.padEnd(40)} ${ms.toFixed(0)} ms`);
  }
}

const scale = 100_000 / count;
goals.add('100,000 rows are read and checked within a second the first time, ms', first * scale, first * scale < 1_000);
goals.add('and after a keystroke, ms', Math.max(top, low) * scale, Math.max(top, low) * scale < 1_000);
goals.add('and where every other row is needless, ms', noisy * scale, noisy * scale < 1_000);
process.exitCode = goals.print();
