/** The system's DNS servers asked one by one, so that what each says, and how fast, stands side by side. */
import * as dgram from 'node:dgram';
import * as net from 'node:net';
import * as dns from 'node:dns';
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { withDeadline } from './deadline.ts';
import {
  answersQuestion,
  encodeDnsQuery,
  isDnsName,
  parseDnsMessage,
  recordTypes,
  type DnsMessage,
} from './dns-message.ts';
import { replied, type ServerAnswer, type ServerObservation, type ServerReply } from './dns-replies.ts';
import { neverRegisteredName } from './dns.ts';
import { networkFailure } from './network-failure.ts';

export interface AskServerOptions {
  /** One clock for each question, in ms. */
  limitMs: number;
  /** How long to go on listening for a second answer after the first, in ms. */
  secondAnswerMs: number;
  /** `tcp`: ask over TCP too, at the same time. */
  overTcp: boolean;
}

/** No answer to these questions is longer; a longer one is somebody's mischief. */
const maxTcpBytes = 16 * 1024;

/** The DNS servers of this machine, as c-ares reads them: each once, in order. */
export function systemServers(): readonly string[] {
  return [...new Set(dns.getServers())];
}

/** Host and port of a server as Node writes it (`dns.getServers`). */
export function serverEndpoint(server: string): { host: string; port: number } {
  const bracketed = /^\[(.+)\](?::(\d+))?$/.exec(server);
  if (bracketed) return { host: bracketed[1] ?? '', port: Number(bracketed[2] ?? 53) };
  const withPort = /^([^:]+):(\d+)$/.exec(server);
  return withPort ? { host: withPort[1] ?? '', port: Number(withPort[2]) } : { host: server, port: 53 };
}

/**
 * Asks one server for a name: over UDP on one socket, and over TCP on another where that is wanted.
 *
 * @returns never rejects for a network reason; an abort by `signal` rejects.
 */
export async function askServer(
  server: string,
  name: string,
  options: AskServerOptions,
  signal: AbortSignal,
): Promise<ServerObservation> {
  signal.throwIfAborted();
  if (!isDnsName(name)) {
    const error = Object.assign(new Error('this is no DNS name'), { code: 'EBADNAME' });
    const udp = { durationMs: 0, failure: networkFailure('dns', 'dns-servers', error) };
    return { server, udp, ipv6: null, https: null, invented: null, tcp: null };
  }
  const [datagrams, tcp] = await Promise.all([
    askByDatagrams(server, name, options, signal),
    options.overTcp ? askByStream(server, name, options.limitMs, signal) : null,
  ]);
  return { server, ...datagrams, tcp };
}

interface Asked {
  id: number;
  name: string;
  type: number;
  sentAt: number;
  /** Distinct answers in the order they came. */
  replies: ServerReply[];
  arrived(): void;
}

async function askByDatagrams(
  server: string,
  name: string,
  { limitMs, secondAnswerMs }: AskServerOptions,
  signal: AbortSignal,
): Promise<Omit<ServerObservation, 'server' | 'tcp'>> {
  const started = performance.now();
  const socket = dgram.createSocket(net.isIPv6(serverEndpoint(server).host.split('%')[0] ?? '') ? 'udp6' : 'udp4');
  const asked: Asked[] = [];
  let broken: (error: unknown) => void = () => undefined;
  // A refused port is told late, by an error on the socket.
  const refused = new Promise<never>((_, reject) => (broken = reject));
  refused.catch(() => undefined);
  socket.on('error', (error) => broken(error));
  socket.on('message', (bytes) => take(bytes, asked));

  const ask = async (question: string, type: number): Promise<ServerAnswer> => {
    const sentAt = performance.now();
    const one: Asked = { id: randomInt(0x1_0000), name: question, type, sentAt, replies: [], arrived: () => undefined };
    const answered = new Promise<void>((resolve) => (one.arrived = resolve));
    try {
      await withDeadline(`asking ${server}`, limitMs, signal, () => {
        asked.push(one);
        socket.send(encodeDnsQuery(one.id, question, type), (error) => error && broken(error));
        return Promise.race([answered, refused]);
      });
    } catch (error) {
      signal.throwIfAborted();
      return { durationMs: performance.now() - sentAt, failure: networkFailure('dns', 'dns-servers', error) };
    }
    return one.replies[0] as ServerReply;
  };

  try {
    await connected(socket, server, signal);
    const main = ask(name, recordTypes.A);
    const besides = Promise.all([
      ask(name, recordTypes.AAAA),
      ask(name, recordTypes.HTTPS),
      ask(neverRegisteredName(), recordTypes.A),
    ]);
    const udp = await main;
    if (!replied(udp)) {
      await besides;
      return { udp, ipv6: null, https: null, invented: null };
    }
    const [[ipv6, https, invented]] = await Promise.all([besides, sleep(secondAnswerMs, undefined, { signal })]);
    const second = asked[0]?.replies.find((reply, index) => index > 0 && differs(reply, udp));
    return { udp, ...(second && { second }), ipv6, https, invented };
  } catch (error) {
    signal.throwIfAborted();
    const failure = networkFailure('dns', 'dns-servers', error);
    return { udp: { durationMs: performance.now() - started, failure }, ipv6: null, https: null, invented: null };
  } finally {
    socket.close();
  }
}

/** A connected socket takes datagrams from this server alone, and learns when its port is closed. */
async function connected(socket: dgram.Socket, server: string, signal: AbortSignal): Promise<void> {
  const { host, port } = serverEndpoint(server);
  await withDeadline(`reaching ${server}`, 1_000, signal, () =>
    new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      // In older Node the address is given before the error, as it is here; types name only the error.
      socket.connect(port, host, ((error?: Error) => (error ? reject(error) : resolve())) as () => void);
    }),
  );
}

function take(bytes: Uint8Array, asked: readonly Asked[]): void {
  const message = parseDnsMessage(bytes);
  const one = message && asked.find(({ id, name, type }) => answersQuestion(message, id, name, type));
  // A name has few answers to one question; a flood of them is kept out.
  if (!message || !one || one.replies.length >= 8) return;
  one.replies.push(replyOf(message, one.type, performance.now() - one.sentAt));
  one.arrived();
}

function replyOf(message: DnsMessage, type: number, durationMs: number): ServerReply {
  const { rcode, authoritative, recursionAvailable, truncated, answers, damage } = message;
  return {
    durationMs,
    rcode,
    authoritative,
    recursionAvailable,
    truncated,
    addresses: answers.flatMap(({ address }) => (address === undefined ? [] : [address])).slice(0, 16),
    ttlSeconds: answers.length > 0 ? Math.min(...answers.map(({ ttlSeconds }) => ttlSeconds)) : null,
    records: answers.filter((one) => one.type === type).length,
    ...(damage && { damage }),
  };
}

/** Two answers to one question are the same answer when they share an address, or when both hold none of them. */
function differs(a: ServerReply, b: ServerReply): boolean {
  if (a.rcode !== b.rcode) return true;
  if (a.addresses.length === 0 && b.addresses.length === 0) return false;
  return !a.addresses.some((address) => b.addresses.includes(address));
}

async function askByStream(server: string, name: string, limitMs: number, signal: AbortSignal): Promise<ServerAnswer> {
  const { host, port } = serverEndpoint(server);
  const started = performance.now();
  const id = randomInt(0x1_0000);
  try {
    const message = await withDeadline(`asking ${server} over TCP`, limitMs, signal, (inner) => {
      const socket = net.connect({ host, port, family: net.isIPv6(host.split('%')[0] ?? '') ? 6 : 4 });
      inner.addEventListener('abort', () => socket.destroy(), { once: true });
      return answerOnStream(socket, id, name).finally(() => socket.destroy());
    });
    return replyOf(message, recordTypes.A, performance.now() - started);
  } catch (error) {
    signal.throwIfAborted();
    return { durationMs: performance.now() - started, failure: networkFailure('dns', 'dns-servers-tcp', error) };
  }
}

/** RFC 7766: the message's length goes before it, in two bytes. */
function answerOnStream(socket: net.Socket, id: number, name: string): Promise<DnsMessage> {
  return new Promise((resolve, reject) => {
    let held = Buffer.alloc(0);
    const fail = (code: string): void => reject(Object.assign(new Error(`no DNS answer over TCP (${code})`), { code }));
    socket.once('connect', () => {
      const query = encodeDnsQuery(id, name, recordTypes.A);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(query.length);
      socket.write(Buffer.concat([length, query]));
    });
    socket.on('data', (bytes: Buffer) => {
      held = Buffer.concat([held, bytes]);
      if (held.length < 2) return;
      const length = held.readUInt16BE(0);
      if (length > maxTcpBytes) return fail('EBADRESP');
      if (held.length < 2 + length) return;
      const message = parseDnsMessage(held.subarray(2, 2 + length));
      if (message && answersQuestion(message, id, name, recordTypes.A)) resolve(message);
      else fail('EBADRESP');
    });
    socket.once('error', reject);
    socket.once('close', () => fail('ECONNRESET'));
  });
}
