/** The process of the shim with the plain data path in it. */
import { runShimProcess } from '../../../../src/shim/control/run-shim-process.ts';
import { PlainJournal, startEchoShim } from './echo-shim.ts';

await runShimProcess({ startShim: startEchoShim, makeJournal: () => new PlainJournal() });
