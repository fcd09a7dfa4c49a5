/** Nodes that a test owns: whatever name they are asked for, they go to a server on this machine. */
import * as dgram from 'node:dgram';
import { once } from 'node:events';
import * as net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ByteReader } from '../../../src/lab/byte-reader.ts';
import { listenOnLoopback, type LoopbackListener } from '../../../src/lab/loopback-listener.ts';

/** What a node does to connections that arrive from now on. `reset`: to the connection itself, before any word. */
export type NodeFault = { kind: 'none' } | { kind: 'delay'; ms: number } | { kind: 'reset' } | { kind: 'refuse' } | { kind: 'silent-after'; bytes: number };

export interface NodeEntry {
  host: string;
  port: number;
  network: 'tcp' | 'udp';
}

export interface ClashNode {
  readonly name: string;
  readonly port: number;
  /** As an item of `proxies`. */
  readonly yaml: string;
  /** What it was asked for, oldest first. */
  readonly log: readonly NodeEntry[];
  setFault(fault: NodeFault): void;
  /** Lets nothing through any more on the streams that are open, and leaves them open. */
  silence(): void;
  /** Resets the streams that are open. */
  reset(): void;
  /** Ends it; its port refuses from then on. */
  close(): Promise<void>;
}

/** Where a node really goes. */
export type NodeTarget = (asked: { host: string; port: number; network: 'tcp' | 'udp' }) => { port: number };

/** A CONNECT proxy as a node. It carries no UDP. */
export async function startHttpNode(name: string, to: NodeTarget, port = 0): Promise<ClashNode> {
  return startNode(name, 'http', port, '', async (client, state) => {
    const asked = await readConnect(client);
    if (!asked) return void client.destroy();
    await carry(client, asked, to, state, () => client.write('HTTP/1.1 200 Connection established\r\n\r\n'), () => client.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n'));
  });
}

/** A SOCKS5 proxy as a node. @param options `udp`: it says that it carries UDP, and does. */
export async function startSocksNode(name: string, to: NodeTarget, options: { udp?: boolean; port?: number } = {}): Promise<ClashNode> {
  const more = options.udp === true ? ', udp: true' : '';
  return startNode(name, 'socks5', options.port ?? 0, more, async (client, state) => {
    const reader = new ByteReader(client);
    await reader.byte();
    await reader.bytes(await reader.byte());
    client.write(Buffer.of(5, 0));
    const [, command] = await reader.bytes(3);
    const asked = await readSocksAddress(reader);
    if (command === 3) return associate(client, to, state);
    const early = reader.release();
    if (early.length > 0) client.unshift(early);
    await carry(client, asked, to, state, () => client.write(Buffer.of(5, 0, 0, 1, 127, 0, 0, 1, 0, 0)), () => client.end(Buffer.of(5, 5, 0, 1, 0, 0, 0, 0, 0, 0)));
  });
}

interface NodeState {
  fault: NodeFault;
  log: NodeEntry[];
  open: Set<{ client: net.Socket; silent: boolean }>;
  closing: AbortController;
}

async function startNode(name: string, type: string, port: number, more: string, serve: (client: net.Socket, state: NodeState) => Promise<void>): Promise<ClashNode> {
  const state: NodeState = { fault: { kind: 'none' }, log: [], open: new Set(), closing: new AbortController() };
  const listener: LoopbackListener = await listenOnLoopback({ port }, (socket) => {
    if (state.fault.kind === 'reset') return void socket.resetAndDestroy();
    serve(socket, state).catch(() => socket.destroy());
  });
  return {
    name,
    port: listener.port,
    yaml: `{ name: ${JSON.stringify(name)}, type: ${type}, server: 127.0.0.1, port: ${listener.port}${more} }`,
    log: state.log,
    setFault: (fault) => {
      state.fault = fault;
    },
    silence: () => state.open.forEach((stream) => (stream.silent = true)),
    reset: () => state.open.forEach(({ client }) => client.resetAndDestroy()),
    close: async () => {
      state.closing.abort();
      await listener.close();
    },
  };
}

async function carry(client: net.Socket, asked: { host: string; port: number }, to: NodeTarget, state: NodeState, accept: () => void, refuse: () => void): Promise<void> {
  const { fault } = state;
  state.log.push({ ...asked, network: 'tcp' });
  if (fault.kind === 'delay') await sleep(fault.ms, undefined, { signal: state.closing.signal });
  if (fault.kind === 'refuse') return refuse();
  const server = net.connect({ host: '127.0.0.1', port: to({ ...asked, network: 'tcp' }).port, noDelay: true });
  server.on('error', () => client.destroy());
  try {
    await once(server, 'connect');
  } catch {
    return refuse();
  }
  const stream = { client, silent: false };
  state.open.add(stream);
  let passed = 0;
  accept();
  server.on('data', (bytes: Buffer) => {
    if (fault.kind === 'silent-after' && passed + bytes.length > fault.bytes) stream.silent = true;
    passed += bytes.length;
    if (!stream.silent) client.write(bytes);
  });
  client.on('data', (bytes: Buffer) => server.write(bytes));
  client.resume();
  server.on('end', () => stream.silent || client.end());
  client.on('close', () => {
    state.open.delete(stream);
    server.destroy();
  });
  server.on('close', () => stream.silent || client.end());
}

async function readConnect(client: net.Socket): Promise<{ host: string; port: number } | undefined> {
  const reader = new ByteReader(client);
  let head = '';
  while (!head.endsWith('\r\n\r\n') && head.length < 8_192) head += String.fromCharCode(await reader.byte());
  const early = reader.release();
  if (early.length > 0) client.unshift(early);
  const authority = /^CONNECT (\S+):(\d+) HTTP\/1\.1\r\n/.exec(head);
  return authority ? { host: (authority[1] ?? '').replace(/^\[|\]$/g, ''), port: Number(authority[2]) } : undefined;
}

async function readSocksAddress(reader: ByteReader): Promise<{ host: string; port: number }> {
  const type = await reader.byte();
  const host = type === 3
    ? (await reader.bytes(await reader.byte())).toString('latin1')
    : type === 1 ? (await reader.bytes(4)).join('.') : (await reader.bytes(16)).toString('hex');
  return { host, port: (await reader.bytes(2)).readUInt16BE(0) };
}

/** UDP ASSOCIATE (RFC 1928, section 7): datagrams with a header before them, until the connection ends. */
async function associate(client: net.Socket, to: NodeTarget, state: NodeState): Promise<void> {
  const relay = dgram.createSocket('udp4');
  const onward = dgram.createSocket('udp4');
  relay.bind(0, '127.0.0.1');
  onward.bind(0, '127.0.0.1');
  await Promise.all([once(relay, 'listening'), once(onward, 'listening')]);
  let back: { from: dgram.RemoteInfo; header: Buffer } | undefined;
  relay.on('message', (datagram, from) => {
    const read = readDatagram(datagram);
    if (!read) return;
    const { host, port, header, payload } = read;
    state.log.push({ host, port, network: 'udp' });
    back = { from, header };
    onward.send(payload, to({ host, port, network: 'udp' }).port, '127.0.0.1');
  });
  onward.on('message', (payload) => {
    if (back) relay.send(Buffer.concat([back.header, payload]), back.from.port, back.from.address);
  });
  const reply = Buffer.of(5, 0, 0, 1, 127, 0, 0, 1, 0, 0);
  reply.writeUInt16BE(relay.address().port, 8);
  client.write(reply);
  client.resume();
  client.once('close', () => {
    relay.close();
    onward.close();
  });
}

/** A datagram of a SOCKS5 relay; undefined for one in pieces or of another form. */
export function readDatagram(datagram: Buffer): { host: string; port: number; header: Buffer; payload: Buffer } | undefined {
  const type = datagram[3];
  if (datagram.length < 10 || datagram[2] !== 0) return undefined;
  const end = type === 1 ? 8 : type === 3 ? 5 + (datagram[4] ?? 0) : type === 4 ? 20 : 0;
  if (end === 0 || datagram.length < end + 2) return undefined;
  const host = type === 3 ? datagram.subarray(5, end).toString('latin1') : type === 1 ? datagram.subarray(4, 8).join('.') : datagram.subarray(4, 20).toString('hex');
  return { host, port: datagram.readUInt16BE(end), header: datagram.subarray(0, end + 2), payload: datagram.subarray(end + 2) };
}
