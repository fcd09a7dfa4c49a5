/**
 * Throws made-up and damaged inputs at every parser that reads what others wrote, and watches that none crashes or hangs.
 *
 *   node test/bench/fuzz.ts [--inputs N] [--only NAME] [--seed N]        1,000,000 inputs a parser by default
 *
 * A parser runs in a thread of its own, which tells before each input which one it is: a thread that stops telling has
 * met an input that hangs it, and can be named all the same, for inputs follow from the seed and their number. A parser
 * whose inputs are programs has processes of its own.
 */
import { parseArgs } from 'node:util';
import { isMainThread, Worker, workerData, parentPort } from 'node:worker_threads';
import { makeInput, Outcomes, type Outcome } from './fuzz-inputs.ts';
import { parsers, processParsers } from './fuzz-parsers.ts';

const hangMs = 10_000;
/** An input that takes this long is told, even if it ends. */
const slowMs = 250;

interface Job {
  name: string;
  inputs: number;
  seed: number;
  progress: SharedArrayBuffer;
}

if (isMainThread) process.exitCode = await main();
else runJob(workerData as Job);

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { inputs: { type: 'string' }, only: { type: 'string' }, seed: { type: 'string' } },
  });
  const inputs = Number(values.inputs ?? 1_000_000);
  const seed = Number(values.seed ?? Date.now() % 1_000_000_007);
  const names = Object.keys({ ...parsers, ...processParsers }).filter((name) => values.only === undefined || name.includes(values.only));
  console.log(`seed ${seed}, ${inputs} inputs for each of ${names.length} parsers`);
  let bad = 0;
  for (const name of names) {
    const started = performance.now();
    const processParser = processParsers[name];
    const outcome = processParser
      ? await processParser.runAll(inputs, (index) => makeInput(processParser, seed, index))
      : await watch({ name, inputs, seed, progress: new SharedArrayBuffer(8) });
    const seconds = (performance.now() - started) / 1_000;
    if ('hung' in outcome) {
      bad++;
      console.log(`HANGS   ${name} at input ${outcome.hung}: ${shown(name, seed, outcome.hung)}`);
      continue;
    }
    const { crashes, worst, note } = outcome;
    bad += crashes.length > 0 ? 1 : 0;
    const rate = Math.round(inputs / seconds / 1_000);
    const slow = worst.tookMs > slowMs ? ` SLOW: ${shown(name, seed, worst.index)}` : '';
    const state = crashes.length > 0 ? 'CRASHES' : 'ok     ';
    console.log(`${state} ${name.padEnd(34)} ${seconds.toFixed(1)} s, ${rate} thousand/s, slowest ${worst.tookMs.toFixed(1)} ms${slow}`);
    if (note !== undefined && note !== '') console.log(`        ${note}`);
    for (const { index, message } of crashes.slice(0, 3)) console.log(`        input ${index}: ${message}\n        ${shown(name, seed, index)}`);
  }
  console.log(bad === 0 ? 'no crash and no hang' : `${bad} parsers crash or hang`);
  return bad === 0 ? 0 : 1;
}

async function watch(job: Job): Promise<Outcome | { hung: number }> {
  const seen = new BigInt64Array(job.progress);
  const worker = new Worker(new URL(import.meta.url), { workerData: job, execArgv: ['--no-warnings'] });
  return new Promise((resolve, reject) => {
    let last = -1n;
    const timer = setInterval(() => {
      const now = Atomics.load(seen, 0);
      if (now === last && now > 0n) {
        clearInterval(timer);
        void worker.terminate();
        resolve({ hung: Number(now) - 1 });
      }
      last = now;
    }, hangMs);
    worker.once('message', (outcome: Outcome) => {
      clearInterval(timer);
      resolve(outcome);
    });
    worker.once('error', (error) => {
      clearInterval(timer);
      reject(error);
    });
  });
}

function runJob({ name, inputs, seed, progress }: Job): void {
  const parser = parsers[name];
  if (!parser) throw new Error(`no parser ${name}`);
  const seen = new BigInt64Array(progress);
  const outcomes = new Outcomes();
  for (let index = 0; index < inputs; index++) {
    const input = makeInput(parser, seed, index);
    Atomics.store(seen, 0, BigInt(index + 1));
    const started = performance.now();
    try {
      parser.run(input);
    } catch (error) {
      if (!parser.expected?.(error)) outcomes.crashed(index, error);
    }
    outcomes.took(index, performance.now() - started);
  }
  const { crashes, worst } = outcomes;
  parentPort?.postMessage({ crashes, worst } satisfies Outcome);
}

function shown(name: string, seed: number, index: number): string {
  const parser = parsers[name] ?? processParsers[name];
  return parser ? JSON.stringify(makeInput(parser, seed, index).toString('latin1')).slice(0, 400) : '';
}
