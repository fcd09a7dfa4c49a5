/** What is done to each subject. */
import * as net from 'node:net';
import type { Origin, Subject } from './subjects.ts';

/** A connection to the origin's raw port, through the subject where it is a proxy. */
export function openTunnel(subject: Subject, origin: Origin): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port: subject.port ?? origin.raw, host: '127.0.0.1', noDelay: true });
    socket.once('error', reject);
    socket.once('connect', () => {
      if (subject.port === undefined) return resolve(socket);
      const target = `127.0.0.1:${origin.raw}`;
      socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${subject.authorization ? `Proxy-Authorization: ${subject.authorization}\r\n` : ''}\r\n`);
      let held = '';
      const onData = (bytes: Buffer): void => {
        held += bytes.toString('latin1');
        if (!held.includes('\r\n\r\n')) return;
        socket.off('data', onData);
        if (/^HTTP\/1\.. 200/.test(held)) resolve(socket);
        else reject(new Error(held.slice(0, 100)));
      };
      socket.on('data', onData);
    });
  });
}

function echo(socket: net.Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    let left = bytes.length;
    const onData = (got: Buffer): void => {
      left -= got.length;
      if (left > 0) return;
      socket.off('data', onData);
      socket.off('error', reject);
      resolve();
    };
    socket.on('data', onData);
    socket.once('error', reject);
    socket.write(bytes);
  });
}

const small = Buffer.from('0123456789abcdef');

/** Connect, CONNECT, 16 bytes there and back; ms of each. */
export async function setUps(subject: Subject, origin: Origin, count: number): Promise<number[]> {
  const taken: number[] = [];
  for (let i = 0; i < count; i++) {
    const started = performance.now();
    const socket = await openTunnel(subject, origin);
    await echo(socket, small);
    taken.push(performance.now() - started);
    socket.destroy();
  }
  return taken;
}

/** Round trips of `bytes` on one open tunnel, one after the other; ms of each. */
export async function echoes(subject: Subject, origin: Origin, count: number, bytes: number): Promise<number[]> {
  const socket = await openTunnel(subject, origin);
  const chunk = Buffer.alloc(bytes, 'e');
  const taken: number[] = [];
  for (let i = 0; i < count; i++) {
    const started = performance.now();
    await echo(socket, chunk);
    taken.push(performance.now() - started);
  }
  socket.destroy();
  return taken;
}

/** One buffer a stream for everything that is read, so that what is measured is the subject and not who reads. */
const readBytes = 256 * 1024;

interface Taking {
  /** Asks for so many bytes and resolves when all are here. */
  take(bytes: number): Promise<void>;
  destroy(): void;
}

/** A connection to the origin's source of bytes that reads with as little work as Node allows. */
function openSource(subject: Subject, origin: Origin): Promise<Taking> {
  return new Promise((resolve, reject) => {
    let head: string | undefined = subject.port === undefined ? undefined : '';
    let left = 0;
    let whole: (() => void) | undefined;
    let torn = reject;
    const source: Taking = {
      take: (bytes) =>
        new Promise((done, failed) => {
          left = bytes;
          whole = done;
          torn = failed;
          socket.write(`GIVE ${bytes}\n`);
        }),
      destroy: () => void socket.destroy(),
    };
    const socket = net.connect({
      port: subject.port ?? origin.raw,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: Buffer.allocUnsafeSlow(readBytes),
        callback: (length, bytes) => {
          if (head === undefined) {
            left -= length;
            if (left <= 0) whole?.();
            return true;
          }
          head += Buffer.from(bytes.buffer, bytes.byteOffset, length).toString('latin1');
          if (!head.includes('\r\n\r\n')) return true;
          if (/^HTTP\/1\.. 200/.test(head)) resolve(source);
          else reject(new Error(head.slice(0, 100)));
          head = undefined;
          return true;
        },
      },
    });
    socket.on('error', (error) => torn(error));
    socket.once('connect', () => {
      if (head === undefined) return resolve(source);
      const target = `127.0.0.1:${origin.raw}`;
      socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${subject.authorization ? `Proxy-Authorization: ${subject.authorization}\r\n` : ''}\r\n`);
    });
  });
}

/** Takes `bytes` in all over this many streams at once; MiB/s. */
export async function throughput(subject: Subject, origin: Origin, streams: number, bytes: number): Promise<number> {
  const each = Math.floor(bytes / streams);
  const sources = await Promise.all(Array.from({ length: streams }, () => openSource(subject, origin)));
  const started = performance.now();
  await Promise.all(sources.map((source) => source.take(each)));
  const seconds = (performance.now() - started) / 1_000;
  for (const source of sources) source.destroy();
  return (each * streams) / 1024 / 1024 / seconds;
}

const block = Buffer.alloc(64 * 1024, 'u');

/** Gives `bytes` on one stream; MiB/s. */
export async function upload(subject: Subject, origin: Origin, bytes: number): Promise<number> {
  const socket = await openTunnel(subject, origin);
  const started = performance.now();
  const taken = new Promise((resolve, reject) => socket.once('data', resolve).once('error', reject));
  socket.write(`TAKE ${bytes}\n`);
  for (let left = bytes; left > 0; left -= block.length) {
    if (!socket.write(left < block.length ? block.subarray(0, left) : block)) await new Promise((resolve) => socket.once('drain', resolve));
  }
  await taken;
  socket.destroy();
  return (bytes * 1_000) / 1024 / 1024 / (performance.now() - started);
}

/** Small requests on kept connections, for so long; requests a second. */
export async function requests(subject: Subject, origin: Origin, connections: number, forMs: number): Promise<number> {
  const head = `GET ${subject.port === undefined ? '' : `http://127.0.0.1:${origin.web}`}/v1/models HTTP/1.1\r\nHost: 127.0.0.1:${origin.web}\r\n${subject.authorization ? `Proxy-Authorization: ${subject.authorization}\r\n` : ''}Accept: */*\r\nUser-Agent: bench\r\n\r\n`;
  let done = 0;
  const started = performance.now();
  const until = started + forMs;
  await Promise.all(
    Array.from(
      { length: connections },
      () =>
        new Promise<void>((resolve, reject) => {
          const socket = net.connect({ port: subject.port ?? origin.web, host: '127.0.0.1', noDelay: true }, () => socket.write(head));
          let held = '';
          socket.once('error', reject);
          socket.once('close', () => reject(new Error(`${subject.name} closed a kept connection`)));
          socket.on('data', (bytes) => {
            held += bytes.toString('latin1');
            const end = held.indexOf('\r\n\r\n');
            if (end === -1 || held.length < end + 4 + 64) return;
            held = '';
            done++;
            if (performance.now() < until) return void socket.write(head);
            socket.removeAllListeners('close');
            socket.destroy();
            resolve();
          });
        }),
    ),
  );
  return (done * 1_000) / (performance.now() - started);
}
