// Yarn tries a request that failed four times more, three seconds apart, and has no option against it: end instead.
const { setTimeout: start } = globalThis;
globalThis.setTimeout = Object.assign(
  (callback, delayMs, ...rest) => (delayMs === 3000 ? process.exit(0) : start(callback, delayMs, ...rest)),
  start,
);
