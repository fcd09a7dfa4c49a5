/** The test run inside a real extension host: the editor loads this file and calls run(). */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Runs every built test file beside this one. GATEHOUSE_HOST_RESULT names the file for the counts, because a browser's
 * extension host has no other way home; GATEHOUSE_HOST_REPORTER the reporter that writes it; GATEHOUSE_HOST_FILES, if
 * set, is a pattern for the file names to run. Rejects when a test failed, which makes the host end with an error.
 */
export async function run(): Promise<void> {
  const output = environment('GATEHOUSE_HOST_RESULT');
  try {
    const { default: Mocha } = await import('mocha');
    const reporter = await import(pathToFileURL(environment('GATEHOUSE_HOST_REPORTER')).href);
    const pattern = new RegExp(process.env['GATEHOUSE_HOST_FILES'] ?? '');
    const mocha = new Mocha({
      ui: 'bdd',
      timeout: 60_000,
      forbidOnly: true,
      // As in the other tiers that start whole programs (test/run.js); the summary names what was tried twice.
      retries: 1,
      reporter: reporter.default,
      reporterOptions: { output },
    });
    const files = fs.readdirSync(__dirname).filter((file) => file.endsWith('.test.cjs') && pattern.test(file));
    for (const file of files.sort()) mocha.addFile(path.join(__dirname, file));
    const failures = await new Promise<number>((resolve) => mocha.run(resolve));
    if (failures > 0) throw new Error(`${failures} tests failed`);
  } catch (error) {
    const couldNotRun = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (!fs.existsSync(output)) fs.writeFileSync(output, JSON.stringify({ couldNotRun }));
    throw error;
  }
}

function environment(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}
