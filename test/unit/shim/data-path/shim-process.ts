/** A shim in a process of its own: tells its port, and on each line it is given what its journal holds. */
import { startShim } from '../../../../src/shim/shim.ts';
import { RecordedJournal } from '../recorded-journal.ts';

const journal = new RecordedJournal();
const shim = await startShim({ port: 0, routing: { rules: [], client: 'curl', environment: {}, allow: ['127.0.0.0/8'] }, journal });
console.log(JSON.stringify({ port: shim.port }));
process.stdin.on('data', () => console.log(JSON.stringify({ counts: journal.counts, live: journal.live.length, ends: journal.entries.map(({ end }) => end?.code) })));
