/**
 * Loaded before every test. Properties are tried with the same made-up values each time, so that a change is judged by
 * what it changed. GATEHOUSE_PROPERTY_RUNS=20000 looks for more: that many values a property, other ones each time.
 */
import fc from 'fast-check';

const runs = Number(process.env.GATEHOUSE_PROPERTY_RUNS ?? 0);
fc.configureGlobal(runs > 0 ? { numRuns: runs } : { seed: 20261121 });
