/**
 * A program of its own, started in a terminal, a task or a child process: it tells the variables that bear on the
 * network, and no others, to whoever started it, and ends. Usage: tell-environment.js PORT TOKEN
 */
import * as http from 'node:http';
import { networkVariables } from './variables.ts';

const [port = '', token = ''] = process.argv.slice(2);
const body = JSON.stringify(networkVariables(process.env));
// Node's own client with an agent of its own goes to loopback directly, whatever the variables say.
const request = http.request({
  host: '127.0.0.1',
  port: Number(port),
  path: `/${token}`,
  method: 'POST',
  agent: new http.Agent(),
  headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
});
request.on('error', () => {
  process.exitCode = 1;
});
request.on('response', (response) => response.resume());
request.end(body);
