import { createSocket } from 'node:dgram';

/** Nothing is sent to these: a UDP socket that is bound towards one tells which of our addresses would be used. */
const towards = [
  ['udp4', '8.8.8.8'],
  ['udp6', '2001:4860:4860::8888'],
] as const;

/** This machine's addresses as a PAC script is told them, IPv4 first (Chromium net/proxy_resolution/pac_library.cc). */
export async function ownAddresses(): Promise<readonly string[]> {
  const found = await Promise.all(towards.map(([family, address]) => sourceAddress(family, address)));
  return found.filter((address) => address !== undefined);
}

function sourceAddress(family: 'udp4' | 'udp6', address: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket(family);
    const done = (found: string | undefined): void => {
      socket.removeAllListeners();
      socket.on('error', () => undefined);
      socket.close();
      resolve(found);
    };
    socket.once('error', () => done(undefined));
    socket.connect(53, address, () => done(socket.address().address));
  });
}
