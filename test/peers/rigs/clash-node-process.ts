/** A node and the origin behind it, for a network namespace. The arguments are its name and port. Prints `{"ready":true}`. */
import * as fs from 'node:fs';
import { startHttpNode } from './clash-node.ts';
import { startClashOrigin } from './clash-origin.ts';

const [, , name = 'node', port = '0'] = process.argv;
const origin = await startClashOrigin();
await startHttpNode(name, () => ({ port: origin.port }), Number(port));
fs.writeSync(1, '{"ready":true}\n');
