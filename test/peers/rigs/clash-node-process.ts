/**
 * A node and the origin behind it, for a network namespace. The arguments are its name and port, and names that it takes to
 * their own port of the namespace's loopback instead. Prints `{"ready":true}`.
 */
import * as fs from 'node:fs';
import { startHttpNode } from './clash-node.ts';
import { startClashOrigin } from './clash-origin.ts';

const [, , name = 'node', port = '0', ...own] = process.argv;
const origin = await startClashOrigin();
await startHttpNode(name, (asked) => ({ port: own.includes(asked.host) ? asked.port : origin.port }), Number(port));
fs.writeSync(1, '{"ready":true}\n');
