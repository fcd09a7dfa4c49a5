/**
 * What Gatehouse costs at start-up: its activation against an empty extension's, inside the same real extension host,
 * in fresh hosts, in alternating order. Numbers, no judgement beyond the goal: a busy machine must not fail a build.
 *
 *   node test/bench/activation.js [--hosts N]
 */
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { endEverything, endOnSignals, temporaryFolder } from '../workbench/lifetime.js';
import { say } from '../workbench/progress.js';
import { build, installPackages, projectFolder } from '../workbench/project.js';
import { emptyFolder, median, shippedFolder } from './bench-extensions.js';

const goalMs = 15;

endOnSignals(130);
let exitCode = 1;
try {
  await main();
  exitCode = 0;
} catch (error) {
  console.error(`COULD NOT RUN: bench: ${String(error.message ?? error)}`);
}
await endEverything();
process.exit(exitCode);

async function main() {
  const { values } = parseArgs({ options: { hosts: { type: 'string', default: '9' } } });
  const hosts = Number(values.hosts);
  if (!Number.isInteger(hosts) || hosts < 1)
    throw new Error(`--hosts ${values.hosts}: a whole number above 0 is needed`);
  await installPackages();
  await build({ production: true });
  const { createProfile } = await import('../workbench/profile.js');
  const { runInHost } = await import('../workbench/host-run.js');
  const folder = temporaryFolder('bench');
  const subjects = { gatehouse: shippedFolder(folder), empty: emptyFolder(folder, 'empty') };
  const clock = emptyFolder(folder, 'clock');
  // The first extension that wakes pays for what the host loads once; a real window's built-in ones have paid already.
  const warmUp = emptyFolder(folder, 'warm-up');

  /** @type {{ gatehouse: number, empty: number }[]} */
  const samples = [];
  for (let index = 0; index < hosts; index++) {
    const order = index % 2 === 0 ? ['gatehouse', 'empty'] : ['empty', 'gatehouse'];
    const profile = createProfile();
    for (const extension of [warmUp, ...Object.values(subjects)]) profile.linkExtension(extension);
    const testsFile = path.join(projectFolder, 'test', 'bench', 'activation-clock.cjs');
    const ids = ['bench.warm-up', ...order.map((name) => (name === 'empty' ? 'bench.empty' : 'gatehouse.gatehouse'))];
    const result = await runInHost({
      profile,
      extensionFolder: clock,
      testsFile,
      env: { GATEHOUSE_BENCH_EXTENSIONS: ids.join(',') },
    });
    const sample = { gatehouse: result['gatehouse.gatehouse'], empty: result['bench.empty'] };
    samples.push(sample);
    say(
      `host ${index + 1} of ${hosts}, ${order[0]} first: ` +
        `Gatehouse ${sample.gatehouse.toFixed(1)} ms, empty ${sample.empty.toFixed(1)} ms`,
    );
  }
  report(samples);
}

/** @param {{ gatehouse: number, empty: number }[]} samples */
function report(samples) {
  const ours = median(samples.map((sample) => sample.gatehouse));
  const empty = median(samples.map((sample) => sample.empty));
  const difference = median(samples.map((sample) => sample.gatehouse - sample.empty));
  const fastest = (name) => Math.min(...samples.map((sample) => sample[name])).toFixed(1);
  const machine = `${os.cpus().length} cores, load ${os.loadavg()[0].toFixed(1)}`;
  console.log(`
activation, median of ${samples.length} fresh hosts (${machine})
  Gatehouse        ${ours.toFixed(1)} ms, fastest ${fastest('gatehouse')} ms
  empty extension  ${empty.toFixed(1)} ms, fastest ${fastest('empty')} ms
  difference       ${difference.toFixed(1)} ms (median of the pairs), ratio ${(ours / empty).toFixed(2)}
  goal             within ${goalMs} ms of the empty extension: ${difference <= goalMs ? 'met' : 'NOT MET'}`);
}
