/**
 * A gateway with a name of its own, for a network namespace: the practice gateway behind TLS with a certificate of a
 * private authority. Started by `gateway.ts`; its one argument is its options as JSON. Prints one JSON document a line:
 * first `{ ready: true }`, then each request.
 */
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as tls from 'node:tls';
import { createAuthority, startLab, type RequestEntry } from '../../../src/lab/lab.ts';
import type { GatewayOptions } from './gateway.ts';

const options = JSON.parse(process.argv[2] ?? '') as GatewayOptions & { rootFile: string };
const print = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

const lab = await startLab({ onRequest: (request: RequestEntry) => print({ request }) });
const authority = await createAuthority(
  { name: { commonName: 'Example Models private root', organization: 'Example Models' } },
);
const leaf = await authority.issue({ dns: options.names });
fs.writeFileSync(options.rootFile, authority.pem);

/** Carries a connection on to the practice gateway. */
function relay(socket: net.Socket): void {
  const inner = net.connect(lab.port, '127.0.0.1');
  for (const [one, other] of [[socket, inner], [inner, socket]] as const) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
    one.pipe(other);
  }
}

const secure = tls.createServer({ cert: leaf.certificate, key: leaf.key, ALPNProtocols: ['http/1.1'] }, relay);
secure.on('tlsClientError', () => undefined);
for (const address of options.addresses) {
  // One server listens once; every further address gets a listener that hands its connections over.
  const front = net.createServer((socket) => secure.emit('connection', socket));
  await once(front.listen(443, address), 'listening');
  await once(net.createServer(relay).listen(80, address), 'listening');
}
print({ ready: true });
