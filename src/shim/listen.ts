import * as net from 'node:net';

/** Both spellings of this machine; nothing else ever listens. */
const addresses = ['127.0.0.1', '::1'] as const;
/** A free port of the one address may be taken on the other. */
const maxTries = 10;

/**
 * Listens on the loopback address of both families, on one port. A machine without IPv6 has one of them.
 *
 * @param port 0 for any that is free on both.
 * @throws what `listen` failed with: EADDRINUSE, EACCES.
 */
export async function listenOnLoopback(port: number, accept: (socket: net.Socket) => void, onError: (error: Error) => void): Promise<{ port: number; servers: net.Server[] }> {
  for (let left = maxTries; ; left--) {
    const first = await listen(addresses[0], port, accept, onError);
    const chosen = (first.address() as net.AddressInfo).port;
    try {
      return { port: chosen, servers: [first, await listen(addresses[1], chosen, accept, onError)] };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT' || code === 'EINVAL') return { port: chosen, servers: [first] };
      await new Promise((resolve) => first.close(resolve));
      if (port !== 0 || left === 1) throw error;
    }
  }
}

function listen(host: string, port: number, accept: (socket: net.Socket) => void, onError: (error: Error) => void): Promise<net.Server> {
  return new Promise((resolve, reject) => {
    // Halves end by themselves: a client may say its last word and still listen.
    const server = net.createServer({ allowHalfOpen: true, noDelay: true }, accept);
    server.once('error', reject);
    server.listen({ host, port, ipv6Only: true }, () => {
      server.off('error', reject);
      // Without a listener an accept that fails (no file descriptors left) would end the process.
      server.on('error', onError);
      resolve(server);
    });
  });
}
