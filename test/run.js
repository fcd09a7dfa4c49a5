/**
 * `npm test`: installs what is missing, builds, and runs the tiers of tests named on the command line, by default
 * unit, host and ui. Ends with one summary; exits non-zero when a test failed or a tier could not run.
 *
 *   node test/run.js [unit|host|ui|peers|packaging ...] [--json FILE] [--only PATTERN]
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { endEverything, endOnSignals, runProcess, temporaryFolder } from './workbench/lifetime.js';
import { say } from './workbench/progress.js';
import { build, installPackages, pinnedNode, projectFolder } from './workbench/project.js';

/** @typedef {{ title: string, state: string, message?: string }} TestResult */
/**
 * @typedef {{ tier: string, passed: number, failed: number, skipped: number, failures?: TestResult[],
 *   again?: TestResult[],
 *   couldNotRun?: string }} TierResult
 */

/** Each tier runs to counts, or throws when it could not run. */
const spec = (tier) => () => mocha(tier, 'spec');
const tiers = {
  unit: () => mocha('unit', 'dot'),
  host,
  ui: spec('ui'),
  peers: spec('peers'),
  packaging: spec('packaging'),
};

endOnSignals(130);
let exitCode = 2;
try {
  exitCode = await main();
} catch (error) {
  console.error(String(error.message ?? error));
}
await endEverything();
process.exit(exitCode);

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'string' }, only: { type: 'string' } },
  });
  const unknown = positionals.filter((name) => !Object.hasOwn(tiers, name));
  if (unknown.length > 0)
    throw new Error(`No such tier: ${unknown.join(', ')}. The tiers are ${Object.keys(tiers).join(', ')}.`);
  const wanted = positionals.length > 0 ? positionals : ['unit', 'host', 'ui'];
  if (values.only) process.env.GATEHOUSE_TEST_ONLY = values.only;

  await installPackages();
  await build();
  /** @type {TierResult[]} */
  const results = [];
  for (const tier of wanted) {
    say(`Running the ${tier} tests`);
    try {
      const counts = await tiers[tier]();
      if (counts.passed + counts.failed === 0) throw new Error('it ran no test');
      const failures = counts.tests.filter(({ state }) => state === 'failed');
      results.push({ tier, passed: counts.passed, failed: counts.failed, skipped: counts.skipped, failures, again: counts.again ?? [] });
    } catch (error) {
      const reason = String(error.message ?? error);
      say(`COULD NOT RUN: ${tier}: ${reason}`);
      results.push({ tier, passed: 0, failed: 0, skipped: 0, couldNotRun: reason.split('\n')[0] });
    }
  }
  if (values.json) fs.writeFileSync(values.json, JSON.stringify(results));
  return summarize(results);
}

/** Prints the counts of each tier. @param {TierResult[]} results @returns {number} the exit code */
function summarize(results) {
  console.log('\nSummary');
  for (const { tier, passed, failed, skipped, failures = [], again = [], couldNotRun } of results) {
    const counts = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
    console.log(`  ${tier.padEnd(6)} ${couldNotRun ? `COULD NOT RUN: ${couldNotRun}` : counts}`);
    for (const { title, message = '' } of again) console.log(`    TRIED AGAIN ${title}\n      ${message.split('\n')[0]}`);
    for (const { title, message = '' } of failures) console.log(`    FAILED ${title}\n      ${message.split('\n')[0]}`);
  }
  const good = results.every((result) => result.failed === 0 && !result.couldNotRun);
  console.log(good ? '  all good' : '  not good');
  return good ? 0 : 1;
}

/** A tier of plain mocha files, on the pinned Node. */
async function mocha(tier, base) {
  const output = path.join(temporaryFolder('results'), `${tier}.json`);
  const only = process.env.GATEHOUSE_TEST_ONLY;
  const files = testFiles(path.join('test', tier), only ? new RegExp(only) : undefined);
  if (files.length === 0) throw new Error(`there is no test file in test/${tier}`);
  // Far above what they need: a limit here is for what hangs, not for a machine that is busy.
  const limitMs = tier === 'unit' ? 60_000 : 300_000;
  const args = [
    '--import',
    './test/properties.js',
    'node_modules/mocha/bin/mocha.js',
    '--no-config',
    '--ui',
    'bdd',
    '--forbid-only',
    '--timeout',
    String(limitMs),
  ];
  // A workbench is a page, a server and three processes, a peer a program of somebody else's, on a machine that does other
  // things as well: a test of them is tried a second time, and the summary says so.
  if (tier === 'ui' || tier === 'peers') args.push('--retries', '1');
  // Our own output decides: mocha's goes through a pipe.
  args.push(process.stdout.isTTY ? '--color' : '--no-color');
  args.push('--reporter', './test/mocha-reporter.js', '--reporter-option', `base=${base},output=${output}`, ...files);
  const ended = await runProcess(pinnedNode, args, { cwd: projectFolder, echo: true, timeoutMs: 80 * 60_000 }).catch((error) => error);
  if (!fs.existsSync(output)) throw new Error(`mocha gave no result: ${ended.message ?? 'it printed no summary'}`);
  const result = JSON.parse(fs.readFileSync(output, 'utf8'));
  // Mocha that ends badly after all tests passed (a leaked handle, a crash at exit) is a failure, not a pass.
  if (ended instanceof Error && result.failed === 0) throw ended;
  return result;
}

/** The host tier, once in a trusted window and once in a restricted one. */
async function host() {
  await bundleHostTests();
  // Imported late: before the packages are installed there is no Playwright.
  const { runHostTests } = await import('./workbench/host-run.js');
  const { desktopForTests } = await import('./workbench/desktop-download.js');
  const desktopProgram = await desktopForTests();
  say(desktopProgram ? `  in ${desktopProgram}` : '  in the browser build of VS Code');
  const total = { passed: 0, failed: 0, skipped: 0, tests: [], again: [] };
  for (const trusted of [true, false]) {
    console.log(`\n  a ${trusted ? 'trusted' : 'restricted'} window`);
    const files = process.env.GATEHOUSE_TEST_ONLY;
    const result = await runHostTests({
      trusted,
      ...(files ? { files } : {}),
      ...(desktopProgram ? { desktopProgram } : {}),
    });
    for (const key of ['passed', 'failed', 'skipped']) total[key] += result[key];
    total.tests.push(...result.tests);
    total.again.push(...(result.again ?? []));
    printTests(result.tests);
  }
  return total;
}

/** @param {TestResult[]} tests */
function printTests(tests) {
  const marks = { passed: 'ok     ', failed: 'FAILED ', skipped: 'skipped' };
  for (const { title, state, message } of tests) {
    console.log(`    ${marks[state]} ${title}`);
    if (message) console.log(message.replace(/^/gm, '            '));
  }
}

/** The extension host loads CommonJS; the tests are TypeScript modules. */
async function bundleHostTests() {
  const { build: bundle } = await import('esbuild');
  const outdir = path.join(projectFolder, 'out', 'test', 'host');
  fs.rmSync(outdir, { recursive: true, force: true });
  await bundle({
    entryPoints: [path.join('test', 'host', 'index.ts'), ...testFiles(path.join('test', 'host'))],
    absWorkingDir: projectFolder,
    outdir,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    outExtension: { '.js': '.cjs' },
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
    // The lab is an ES module that asks for its own address.
    define: { 'import.meta.url': 'gatehouseBundleUrl' },
    banner: { js: "const gatehouseBundleUrl = require('node:url').pathToFileURL(__filename).href;" },
  });
}

/** The test files under a folder, as paths relative to the project. */
function testFiles(folder, pattern = /./) {
  const absolute = path.join(projectFolder, folder);
  if (!fs.existsSync(absolute)) return [];
  const files = fs.readdirSync(absolute, { recursive: true }).map(String);
  return files
    .filter((file) => file.endsWith('.test.ts') && pattern.test(file))
    .map((file) => path.join(folder, file))
    .sort();
}
