/**
 * Loaded into the shim's process by `--require`, with `--expose-gc`: on SIGUSR2 it collects what is garbage and writes
 * how many bytes are in use after that to the file that `TELL_MEMORY` names.
 */
const fs = require('node:fs');

process.on('SIGUSR2', () => {
  global.gc();
  global.gc();
  const { heapUsed, external } = process.memoryUsage();
  fs.writeFileSync(`${process.env.TELL_MEMORY}.part`, String(heapUsed + external));
  fs.renameSync(`${process.env.TELL_MEMORY}.part`, process.env.TELL_MEMORY);
});
