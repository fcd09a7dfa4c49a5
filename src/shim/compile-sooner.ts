import * as v8 from 'node:v8';

/**
 * After how many calls a function is compiled for good (V8, flags/flag-definitions.h). The defaults suit pages, that run
 * for seconds: 400 calls for the first compiler and 3,000 for the second, which for a developer's shim are a morning and
 * some days.
 */
const flags = ['--invocation-count-for-maglev=10', '--invocation-count-for-turbofan=60', '--minimum-invocations-after-ic-update=10'];

/** The first release of V8 that knows all of them and was measured: Node 24's. */
const knownSince = 13;

/**
 * Makes this process compile early what it runs again and again. For the shim's own process only, which does the same few
 * things all day: a first token comes in two thirds of the time (`test/bench/endpoint.ts first`). Does nothing where the
 * runtime is older; a newer one that has lost a flag says so on standard error and goes on.
 */
export function compileSooner(): void {
  if (Number.parseInt(process.versions.v8, 10) < knownSince) return;
  for (const flag of flags) v8.setFlagsFromString(flag);
}
