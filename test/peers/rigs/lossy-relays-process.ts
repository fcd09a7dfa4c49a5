/**
 * CONNECT proxies of ours that lose what real boxes lose, one a port, on the machine of a world. Prints `ready`.
 *
 *   silent   forgets a connection that was idle for 3 s and says nothing: its bytes go nowhere from then on
 *   cutter   resets a connection once 200 000 bytes went up
 *   stuck    takes 200 000 bytes up and then no more, as a path does that loses full packets
 */
import { once } from 'node:events';
import * as net from 'node:net';
import type { LossyPorts } from './lossy-relays.ts';

const ports = JSON.parse(process.argv[2] ?? '') as LossyPorts;
const forgetAfterMs = 3_000;
const upBytes = 200_000;

type Carry = (client: net.Socket, server: net.Socket) => void;

const silent: Carry = (client, server) => {
  let timer: NodeJS.Timeout | undefined;
  let forgotten = false;
  const touch = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => (forgotten = true), forgetAfterMs);
  };
  for (const [one, other] of [[client, server], [server, client]] as const) {
    one.on('data', (data: Buffer) => {
      if (forgotten) return;
      touch();
      other.write(data);
    });
    one.on('end', () => void (forgotten || other.end()));
  }
  client.on('close', () => clearTimeout(timer));
};

const limited = (atLimit: (client: net.Socket, server: net.Socket) => void): Carry => (client, server) => {
  let up = 0;
  server.pipe(client);
  client.on('data', (data: Buffer) => {
    up += data.length;
    server.write(data);
    if (up > upBytes) atLimit(client, server);
  });
  client.on('end', () => server.end());
};

const carriers: Readonly<Record<keyof LossyPorts, Carry>> = {
  silent,
  cutter: limited((client) => client.resetAndDestroy()),
  stuck: limited((client) => client.pause()),
};

for (const [name, carry] of Object.entries(carriers)) {
  const server = net.createServer((client) => {
    client.on('error', () => undefined);
    client.once('data', (head: Buffer) => {
      const [, host = '', port = ''] = /^CONNECT ([^:\s]+):(\d+)/.exec(head.toString('latin1')) ?? [];
      const onward = net.connect(Number(port), host, () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        carry(client, onward);
      });
      onward.on('error', () => client.destroy());
      client.on('close', () => onward.destroy());
    });
  });
  await once(server.listen(ports[name as keyof LossyPorts], '127.0.0.1'), 'listening');
}
process.stdout.write('ready\n');
