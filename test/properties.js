/**
 * Loaded before every test, and ends the process once nothing is left to do: Node may spin for ever in its own clean-up
 * at a natural end (Environment::CleanupHandles, seen with 24.21.0 behind sockets that were torn). A handle that leaks
 * still keeps the process, as nothing but an empty loop brings this event.
 *
 * Properties are tried with the same made-up values each time, so that a change is judged by
 * what it changed. GATEHOUSE_PROPERTY_RUNS=20000 looks for more: that many values a property, other ones each time.
 */
import fc from 'fast-check';

const runs = Number(process.env.GATEHOUSE_PROPERTY_RUNS ?? 0);
fc.configureGlobal(runs > 0 ? { numRuns: runs } : { seed: 20261121 });

process.once('beforeExit', () => process.exit());
