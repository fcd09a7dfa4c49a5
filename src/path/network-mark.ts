import * as os from 'node:os';

/** This machine's network as far as it can be told without asking anybody. */
export interface NetworkMark {
  /** False when there is no interface but loopback. */
  online: boolean;
  /** Changes when an address comes or goes: another network, a VPN, a cable. */
  mark: string;
}

/** Addresses that the system makes up and changes by itself say nothing of the network (RFC 8981). */
const temporary = /^fe80:/i;

/** Reads it; takes under a millisecond. */
export function networkMark(interfaces: ReturnType<typeof os.networkInterfaces> = os.networkInterfaces()): NetworkMark {
  const own = Object.entries(interfaces).flatMap(([name, addresses = []]) =>
    addresses.filter(({ internal, address }) => !internal && !temporary.test(address)).map(({ address, family }) => networkOf(name, address, family)),
  );
  return { online: own.length > 0, mark: [...new Set(own)].sort().join(' ') };
}

/** Of IPv6 the network's half alone: the other half is changed once a day for privacy. */
function networkOf(name: string, address: string, family: string): string {
  return family === 'IPv6' ? `${name} ${address.split(':').slice(0, 4).join(':')}` : `${name} ${address}`;
}
