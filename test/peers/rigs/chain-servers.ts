/**
 * Servers with the chains they are given, for a network namespace. Started by `trust-rig.ts`; the one argument names a
 * file with `{ chains: { port, certificate, key }[], plainPort }`. Prints `{"ready":true}`, then the path of each
 * request that came through: `{"path":"/..."}`.
 */
import * as fs from 'node:fs';
import { once } from 'node:events';
import * as http from 'node:http';
import * as https from 'node:https';

const { chains, plainPort } = JSON.parse(fs.readFileSync(process.argv[2] ?? '', 'utf8')) as {
  chains: readonly { port: number; certificate: string; key: string }[];
  plainPort: number;
};
const print = (line: object): void => fs.writeSync(1, `${JSON.stringify(line)}\n`) as unknown as void;
const answer: http.RequestListener = (request, response) => {
  print({ path: request.url });
  response.writeHead(200, { connection: 'close', 'content-length': '2' }).end('ok');
};

for (const { port, certificate, key } of chains) {
  // Weak keys and digests are what some of the chains are for.
  const server = https.createServer({ cert: certificate, key, ciphers: 'DEFAULT:@SECLEVEL=0' }, answer);
  server.on('tlsClientError', () => undefined);
  await once(server.listen(port, '127.0.0.1'), 'listening');
}
await once(http.createServer(answer).listen(plainPort, '127.0.0.1'), 'listening');
print({ ready: true });
