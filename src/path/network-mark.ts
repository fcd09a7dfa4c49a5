import * as os from 'node:os';

/** This machine's network as far as it can be told without asking anybody. */
export interface NetworkMark {
  /** False when there is no interface but loopback. */
  online: boolean;
  /** Changes when an address comes or goes: another network, a VPN, a cable. */
  mark: string;
}

/** Addresses of the link alone are made up by the system, network or not (RFC 4291, 2.5.6). */
const linkLocal = /^fe80:/i;

/** Reads it; takes under a millisecond. */
export function networkMark(interfaces: ReturnType<typeof os.networkInterfaces> = os.networkInterfaces()): NetworkMark {
  const own = Object.entries(interfaces).flatMap(([name, addresses = []]) =>
    addresses.filter(({ internal, address }) => !internal && !linkLocal.test(address)).map(({ address, family }) => networkOf(name, address, family)),
  );
  return { online: own.length > 0, mark: [...new Set(own)].sort().join(' ') };
}

/** Of IPv6 the network's half alone: the other half is changed once a day for privacy (RFC 8981). */
function networkOf(name: string, address: string, family: string): string {
  return family === 'IPv6' ? `${name} ${networkHalf(address)}` : `${name} ${address}`;
}

/** The first four groups, with the zeros that `::` stands for (RFC 4291, 2.2). */
function networkHalf(address: string): string {
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array<string>(tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length)).fill('0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}
