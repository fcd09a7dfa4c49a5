/** Mocha's own reporter for the eye, and what it saw in a file for the summary. */
import * as fs from 'node:fs';
import Mocha from 'mocha';

/**
 * Options: base (a built-in reporter's name, default spec), output (the JSON file to write at the end:
 * `{ passed, failed, skipped, tests: [{ title, state, message? }], again }`, `again` being first tries that failed).
 */
class SummaryReporter extends Mocha.reporters.Base {
  constructor(runner, options) {
    super(runner, options);
    const { base = 'spec', output } = options.reporterOptions ?? options.reporterOption ?? {};
    new Mocha.reporters[base](runner, options);
    const tests = [];
    const again = [];
    // What a tier may try twice is told all the same: a second try hides nothing.
    runner.on('retry', (test, error) => {
      again.push({ title: test.fullTitle(), state: 'tried again', message: String(error?.stack ?? error).slice(0, 3000) });
    });
    runner.on('pass', (test) => tests.push({ title: test.fullTitle(), state: 'passed' }));
    runner.on('pending', (test) => tests.push({ title: test.fullTitle(), state: 'skipped' }));
    runner.on('fail', (test, error) => {
      tests.push({ title: test.fullTitle(), state: 'failed', message: String(error?.stack ?? error).slice(0, 3000) });
    });
    runner.once('end', () => {
      const { passes, failures, pending } = runner.stats;
      if (output)
        fs.writeFileSync(output, JSON.stringify({ passed: passes, failed: failures, skipped: pending, tests, again }));
    });
  }
}

// Mocha takes a reporter file's default export.
export { SummaryReporter as default };
