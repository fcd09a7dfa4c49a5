import { randomInt } from 'node:crypto';
import * as dgram from 'node:dgram';
import * as net from 'node:net';
import { withDeadline } from '../../path/deadline.ts';
import { answersQuestion, encodeDnsQuery, isDnsName, parseDnsMessage, recordTypes, type DnsMessage } from '../../path/dns-message.ts';
import type { ClashConfiguration } from '../configuration/model.ts';

/** Where a core answers for names. */
export interface DnsListener {
  host: string;
  port: number;
}

/** On this machine an answer takes a millisecond; one that asks others first may take longer. In ms. */
const limitMs = 1_500;

/**
 * Where the core of this machine answers for names; undefined where it does not, or where its DNS is off. A listener on
 * all addresses is asked by loopback. Pure.
 */
export function dnsListenerOf(configuration: ClashConfiguration): DnsListener | undefined {
  const dns = configuration.top?.entries.get('dns')?.value;
  if (typeof dns !== 'object' || dns === null) return undefined;
  const { enable, listen } = dns as Readonly<Record<string, unknown>>;
  // Without a colon the core takes it for none (docs/clash-lint.md, dns-listen-without-host).
  const parts = enable === true && typeof listen === 'string' ? /^\s*(?:udp:\/\/)?(.*):(\d{1,5})\s*$/.exec(listen) : null;
  const port = Number(parts?.[2]);
  if (!parts || port < 1 || port > 65_535) return undefined;
  const host = (parts[1] ?? '').replace(/^\[|\]$/g, '');
  if (['', '0.0.0.0', '*', '::'].includes(host)) return { host: '127.0.0.1', port };
  return net.isIP(host) === 0 ? undefined : { host, port };
}

/**
 * Asks the core's own listener for the A addresses of a name: what programs get that ask the core. In fake-ip mode the
 * core then remembers an address for the name, as it does for every program that asks.
 *
 * @returns empty for no address; undefined where nobody answers. An abort by `signal` rejects.
 */
export async function askDnsListener({ host, port }: DnsListener, name: string, signal: AbortSignal): Promise<readonly string[] | undefined> {
  if (!isDnsName(name)) return undefined;
  const socket = dgram.createSocket(net.isIPv6(host) ? 'udp6' : 'udp4');
  const id = randomInt(0x1_0000);
  try {
    const answer = await withDeadline(`asking the core's listener`, limitMs, signal, () => {
      return new Promise<DnsMessage>((resolve, reject) => {
        socket.on('error', reject);
        socket.on('message', (bytes) => {
          const message = parseDnsMessage(bytes);
          if (message && answersQuestion(message, id, name, recordTypes.A)) resolve(message);
        });
        // Connected, so that a port where nobody listens says so, and nobody else is heard.
        socket.connect(port, host, () => socket.send(encodeDnsQuery(id, name, recordTypes.A)));
      });
    });
    return answer.answers.flatMap(({ type, address }) => (type === recordTypes.A && address !== undefined ? [address] : []));
  } catch {
    signal.throwIfAborted();
    return undefined;
  } finally {
    socket.close();
  }
}
