/** The shim's data path as the product starts it, with a token and a journal, for the bench. */
import { timingSafeEqual } from 'node:crypto';
import { WholeJournal } from '../../../src/shim/journal/whole-journal.ts';
import { startShim } from '../../../src/shim/shim.ts';

const expected = Buffer.from('bench');
let port = 0;
const journal = new WholeJournal({ release: 'bench', environment: {}, port: () => port, log: () => undefined });
const shim = await startShim({
  port: 0,
  routing: { rules: [], client: 'curl', environment: {}, allow: ['127.0.0.1'] },
  callers: { accepts: (_client, token) => token.length === expected.length && timingSafeEqual(Buffer.from(token), expected) },
  journal,
});
port = shim.port;
console.log(JSON.stringify({ port: shim.port, authorization: `Basic ${Buffer.from('bench:bench').toString('base64')}` }));
process.on('SIGTERM', () => process.exit());
