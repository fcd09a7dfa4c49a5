/** The process of the shim: dist/shim.js, started by `control/start.ts`. */
import { compileSooner } from './compile-sooner.ts';
import { runShimProcess } from './control/run-shim-process.ts';
import { composeBundle } from './environment/trust-bundle.ts';
import { WholeJournal } from './journal/whole-journal.ts';
import { startShim } from './shim.ts';

compileSooner();
let port = 0;

await runShimProcess({
  async startShim(options) {
    const shim = await startShim(options);
    port = shim.port;
    return shim;
  },
  makeJournal: ({ release, stateFolder, journal }, log) =>
    new WholeJournal({
      release,
      environment: process.env,
      port: () => port,
      log,
      ...(journal?.file && { fileFolder: stateFolder }),
      ...(journal?.export && { export: true }),
    }),
  own: (path, journal) => (journal as WholeJournal).own(path),
  bundleFile: async (stateFolder) => (await composeBundle({ base: process.env, platform: process.platform }, stateFolder)).file,
});
