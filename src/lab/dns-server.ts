import * as dgram from 'node:dgram';
import { once } from 'node:events';
import * as net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Packet, Question } from 'dns-packet';
import { AUTHORITATIVE_ANSWER, decode, encode, RECURSION_AVAILABLE, RECURSION_DESIRED } from 'dns-packet';
import type { LoopbackListener } from './loopback-listener.ts';
import { listenOnLoopback } from './loopback-listener.ts';

/**
 * `fixed`: answers from the map, NXDOMAIN for other names. `fake-ip`: every name has an address of 198.18.0.0/15, as
 * Clash answers in its fake-ip mode (names in the map keep theirs). `nxdomain`, `servfail`: that for every name.
 * `silent`: never answers.
 */
export type DnsMode = 'fixed' | 'fake-ip' | 'nxdomain' | 'servfail' | 'silent';

export interface DnsServerOptions {
  mode?: DnsMode;
  /** Addresses by name, IPv4 and IPv6 mixed; names without regard to case. */
  answers?: Readonly<Record<string, readonly string[]>>;
  /** Waits so long before every answer. Default 0. */
  delayMs?: number;
  port?: number;
  host?: string;
}

/** One question that arrived. */
export interface DnsServerEntry {
  name: string;
  type: string;
  transport: 'udp' | 'tcp';
}

/** A DNS server with a fault of choice, on the same UDP and TCP port. */
export interface DnsServer {
  port: number;
  /** As `dns.Resolver.setServers` takes it: `127.0.0.1:PORT`. */
  address: string;
  /** `dns://127.0.0.1:PORT`. */
  url: string;
  log: readonly DnsServerEntry[];
  setMode(mode: DnsMode): void;
  close(): Promise<void>;
}

// RFC 1035, 4.1.1.
const serverFailure = 2;
const nameError = 3;
const ordinaryTtlSeconds = 60;
/** Clash and dnsmasq set up as a fake-ip answerer give 1 second, authoritative. */
const fakeTtlSeconds = 1;

/** Starts the DNS server on loopback. */
export async function startDnsServer(options: DnsServerOptions = {}): Promise<DnsServer> {
  let mode = options.mode ?? 'fixed';
  const log: DnsServerEntry[] = [];
  const closing = new AbortController();
  const fixed = new Map(Object.entries(options.answers ?? {}).map(([name, ips]) => [name.toLowerCase(), ips]));
  const fakes = fakeAddresses();

  /** The answer to one message, or undefined for none. */
  const respond = async (message: Buffer, transport: 'udp' | 'tcp'): Promise<Buffer | undefined> => {
    const query = decode(message);
    const question = query.questions?.[0];
    if (query.type !== 'query' || !question) return undefined;
    log.push({ name: question.name, type: question.type, transport });
    const applied = mode;
    if (options.delayMs !== undefined) await sleep(options.delayMs, undefined, { signal: closing.signal });
    if (applied === 'silent') return undefined;
    return encode(answerTo(query, question, decide(applied, question, fixed, fakes)));
  };

  const { udp, tcp } = await bindBoth(options, (socket) => serveTcp(socket, respond));
  udp.on('message', (message, from) => {
    respond(message, 'udp').then(
      (answer) => answer && !closing.signal.aborted && udp.send(answer, from.port, from.address),
      () => {
        // Not a DNS message, or the server is closing: nothing to say.
      },
    );
  });
  udp.on('error', () => {
    // An ICMP error of a client that has gone.
  });
  const address = `${tcp.host}:${tcp.port}`;
  return {
    port: tcp.port,
    address,
    url: `dns://${address}`,
    log,
    setMode: (next) => {
      mode = next;
    },
    close: async () => {
      if (closing.signal.aborted) return;
      closing.abort();
      await Promise.all([tcp.close(), new Promise<void>((resolve) => udp.close(() => resolve()))]);
    },
  };
}

interface Decision {
  rcode: number;
  authoritative: boolean;
  addresses: readonly string[];
  ttlSeconds: number;
}

function decide(
  mode: DnsMode,
  question: Question,
  fixed: ReadonlyMap<string, readonly string[]>,
  fakes: (name: string) => string,
): Decision {
  const none = { authoritative: false, addresses: [], ttlSeconds: ordinaryTtlSeconds };
  if (mode === 'servfail') return { ...none, rcode: serverFailure };
  if (mode === 'nxdomain') return { ...none, rcode: nameError };
  const name = question.name.toLowerCase();
  const addresses = fixed.get(name);
  if (addresses) return { ...none, rcode: 0, addresses };
  if (mode !== 'fake-ip') return { ...none, rcode: nameError };
  return { rcode: 0, authoritative: true, addresses: [fakes(name)], ttlSeconds: fakeTtlSeconds };
}

function answerTo(query: Packet, question: Question, decision: Decision): Packet {
  const family = question.type === 'A' ? 4 : question.type === 'AAAA' ? 6 : 0;
  const answers: Answer[] = decision.addresses
    .filter((ip) => net.isIP(ip) === family)
    .map((data) => ({ type: family === 6 ? 'AAAA' : 'A', name: question.name, ttl: decision.ttlSeconds, data }));
  const recursion = ((query.flags ?? 0) & RECURSION_DESIRED) | RECURSION_AVAILABLE;
  const flags = recursion | (decision.authoritative ? AUTHORITATIVE_ANSWER : 0) | decision.rcode;
  return { type: 'response', id: query.id ?? 0, flags, questions: [question], answers };
}

/** Hands out addresses of 198.18.0.0/15 from 198.18.0.4 on; a name keeps the one it got. */
function fakeAddresses(): (name: string) => string {
  const given = new Map<string, string>();
  return (name) => {
    const next = 4 + (given.size % 131_000);
    const ip = given.get(name) ?? `198.${18 + (next >> 16)}.${(next >> 8) & 255}.${next & 255}`;
    given.set(name, ip);
    return ip;
  };
}

/** TCP messages have their length before them (RFC 1035, 4.2.2). */
function serveTcp(socket: net.Socket, respond: (message: Buffer, over: 'tcp') => Promise<Buffer | undefined>): void {
  let held = Buffer.alloc(0);
  socket.on('data', (bytes) => {
    held = Buffer.concat([held, bytes]);
    while (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) {
      const end = 2 + held.readUInt16BE(0);
      const message = held.subarray(2, end);
      held = held.subarray(end);
      respond(message, 'tcp').then(
        (answer) => {
          if (!answer || socket.destroyed) return;
          const length = Buffer.alloc(2);
          length.writeUInt16BE(answer.length);
          socket.write(Buffer.concat([length, answer]));
        },
        () => socket.destroy(),
      );
    }
  });
}

/** Takes a port that is free for both transports; a few tries, since UDP says nothing about TCP. */
async function bindBoth(
  options: DnsServerOptions,
  onConnection: (socket: net.Socket) => void,
): Promise<{ udp: dgram.Socket; tcp: LoopbackListener }> {
  const host = options.host ?? '127.0.0.1';
  for (let tries = 10; ; tries -= 1) {
    const tcp = await listenOnLoopback({ host, port: options.port ?? 0 }, onConnection);
    const udp = dgram.createSocket(net.isIPv6(host) ? 'udp6' : 'udp4');
    try {
      udp.bind(tcp.port, host);
      await once(udp, 'listening');
      return { udp, tcp };
    } catch (error) {
      udp.close();
      await tcp.close();
      if (options.port || tries <= 1) throw error;
    }
  }
}
