/** Looks names up that nobody answers, as many as its argument says, and then measures the line. Prints JSON. */
import * as dns from 'node:dns';
import { measureLookupQueue } from '../../../src/path/dns-queue.ts';

const others = Number(process.argv[2]);
for (let index = 0; index < others; index++) dns.lookup(`name-${index}.test`, () => undefined);
console.log(JSON.stringify(await measureLookupQueue(20_000, new AbortController().signal)));
process.exit(0);
