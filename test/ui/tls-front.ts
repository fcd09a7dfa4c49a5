/** TLS in front of the lab with a certificate of an authority of its own: a gateway inside a company, or an inspecting box. */
import * as net from 'node:net';
import * as tls from 'node:tls';
import { createAuthority, type CertificateName } from '../../src/lab/lab.ts';

export interface TlsFront {
  port: number;
  /** The root that clients have to trust. */
  caPem: string;
  close(): Promise<void>;
}

/** Listens on one loopback address, and is asked for by several. */
export interface TlsFrontOptions {
  issuer: CertificateName;
  host: string;
  addresses: readonly string[];
  labPort: number;
}

export async function startTlsFront({ issuer, host, addresses, labPort }: TlsFrontOptions): Promise<TlsFront> {
  const authority = await createAuthority({ name: issuer });
  // Through a proxy the editor's agent names no server for an address, and Node compares with "localhost" then.
  const { certificate, key } = await authority.issue({ ips: addresses, dns: ['localhost'] });
  const open = new Set<net.Socket>();
  const server = tls.createServer({ cert: certificate, key, ALPNProtocols: ['http/1.1'] }, (client) => {
    const lab = net.connect({ port: labPort, host: '127.0.0.1' });
    for (const [one, other] of [[client, lab], [lab, client]] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
      one.pipe(other);
    }
  });
  server.on('connection', (socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
  });
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  return {
    port: (server.address() as net.AddressInfo).port,
    caPem: authority.pem,
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
