/** The shim's data path as the product starts it, with a token and a journal, for the bench. */
import { WholeJournal } from '../../../src/shim/journal/whole-journal.ts';
import { callersWith } from '../../../src/shim/one-token.ts';
import { compileSooner } from '../../../src/shim/compile-sooner.ts';
import { startShim } from '../../../src/shim/shim.ts';

compileSooner();

const token = 'a-token-of-the-length-that-the-shim-makes-43';
let port = 0;
const journal = new WholeJournal({ release: 'bench', environment: {}, port: () => port, log: () => undefined });
const shim = await startShim({
  port: 0,
  routing: { rules: [], client: 'curl', environment: {}, allow: ['127.0.0.1'] },
  callers: callersWith(token),
  journal,
});
port = shim.port;
console.log(JSON.stringify({ port: shim.port, authorization: `Basic ${Buffer.from(`bench:${token}`).toString('base64')}` }));
process.on('SIGTERM', () => process.exit());
