/**
 * Links the windows of one user on one machine, so that one of them does for all what would otherwise be done many
 * times. The first to listen on a local socket (a named pipe on Windows) owns the work; the others attach to it. The
 * system closes the socket of a window that dies, so another takes over at once, however it died.
 */
import * as fs from 'node:fs';
import * as net from 'node:net';
import { deepestCode } from '../../path/network-failure.ts';

/**
 * `joining`: not settled yet. `owner`: this window does the work. `follower`: another one does. `alone`: no socket can
 * be had here, so this window works for itself.
 */
export type WindowRole = 'joining' | 'owner' | 'follower' | 'alone';

export interface WindowLinkOptions {
  /** Path of the socket, or name of the pipe. */
  address: string;
  /** Windows whose extension speaks another version of the messages are not linked with. */
  version: number;
  onRole(role: WindowRole, why?: string): void;
  /** A message of the owner, to a follower; or of a follower, to the owner, with that follower's number. */
  onMessage(message: unknown, from: number | 'owner'): void;
  /** A follower left; only the owner is told. */
  onFollowerGone(follower: number): void;
  /** In [0, 1): windows that lose their owner together don't all try in the same moment. */
  random(): number;
}

/** The largest message in characters; a peer that sends more is cut off. */
const maxMessageChars = 256 * 1024;
/** How long another window may take to say who it is, in ms. */
const greetingMs = 3_000;
/** A lock older than this was left by a window that died while it held it, in ms. */
const staleLockMs = 5_000;
const retryMs = 150;
/** Refusals in a row after which no owner can be made out; then this window works for itself. */
const maxTries = 40;

/** One window's end of the link. */
export class WindowLink {
  readonly #options: WindowLinkOptions;
  readonly #followers = new Map<number, net.Socket>();
  #role: WindowRole = 'joining';
  #server: net.Server | undefined;
  #owner: net.Socket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #nextFollower = 1;
  #tries = 0;
  #disposed = false;

  constructor(options: WindowLinkOptions) {
    this.#options = options;
    this.#join();
  }

  get role(): WindowRole {
    return this.#role;
  }

  /** The owner's word to every follower, or a follower's to the owner; nobody hears a window that is neither. */
  send(message: unknown): void {
    const line = `${JSON.stringify(message)}\n`;
    if (this.#role === 'follower') this.#owner?.write(line);
    if (this.#role === 'owner') for (const socket of this.#followers.values()) socket.write(line);
  }

  /** The owner's word to one follower. */
  sendTo(follower: number, message: unknown): void {
    this.#followers.get(follower)?.write(`${JSON.stringify(message)}\n`);
  }

  /** Leaves; where this window was the owner, another takes over. */
  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#owner?.destroy();
    for (const socket of this.#followers.values()) socket.destroy();
    this.#followers.clear();
    // Closing removes the socket's file, too.
    this.#server?.close();
    this.#server = undefined;
  }

  #settle(role: WindowRole, why?: string): void {
    if (this.#role === role) return;
    this.#role = role;
    this.#options.onRole(role, why);
  }

  #later(): void {
    if (this.#disposed) return;
    if (++this.#tries > maxTries) {
      this.#settle('alone', 'no other window answers, and none can be taken over from');
      return;
    }
    this.#timer = setTimeout(() => this.#join(), retryMs * (0.5 + this.#options.random()));
    this.#timer.unref();
  }

  #join(): void {
    if (this.#disposed) return;
    const socket = net.connect(this.#options.address);
    socket.unref();
    socket.once('connect', () => this.#greet(socket));
    socket.once('error', (error) => {
      socket.destroy();
      if (this.#owner === socket) return;
      const code = deepestCode(error);
      if (code === 'ENOENT' || code === 'ECONNREFUSED') this.#listen(code === 'ECONNREFUSED');
      else if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'EAGAIN') this.#later();
      else this.#settle('alone', code);
    });
  }

  /** The other end is an owner only when it says so; anything else that listens there is left alone. */
  #greet(socket: net.Socket): void {
    let greeted = false;
    const impatient = setTimeout(() => socket.destroy(), greetingMs);
    impatient.unref();
    readLines(socket, (message) => {
      if (greeted) return this.#options.onMessage(message, 'owner');
      clearTimeout(impatient);
      if (!isGreeting(message, this.#options.version)) {
        socket.destroy();
        this.#settle('alone', 'another version of Gatehouse runs in another window; reload the windows');
        return;
      }
      greeted = true;
      this.#owner = socket;
      this.#tries = 0;
      this.#settle('follower');
    });
    socket.once('close', () => {
      clearTimeout(impatient);
      if (this.#owner === socket) this.#owner = undefined;
      if (this.#disposed || this.#role === 'alone') return;
      this.#settle('joining');
      this.#later();
    });
  }

  /** Only who holds the lock may remove a dead window's socket and put its own there: two at once would both own. */
  #listen(stale: boolean): void {
    const { address } = this.#options;
    const pipe = address.startsWith('\\\\');
    const lock = `${address}.lock`;
    if (!pipe && !takeLock(lock)) return this.#later();
    const release = (): void => {
      if (!pipe) fs.rmSync(lock, { recursive: true, force: true });
    };
    const server = net.createServer((socket) => this.#welcome(socket));
    server.unref();
    server.once('error', (error) => {
      release();
      const code = deepestCode(error);
      if (code === 'EADDRINUSE') this.#later();
      else this.#settle('alone', code);
    });
    const listen = (): void => {
      // An old mask would let others in between listening and chmod.
      const mask = pipe ? undefined : process.umask(0o177);
      server.listen(address, () => {
        release();
        if (this.#disposed) return void server.close();
        this.#server = server;
        this.#tries = 0;
        this.#settle('owner');
      });
      if (mask !== undefined) process.umask(mask);
    };
    if (!stale || pipe) return listen();
    // Somebody may have begun to listen since this window was refused.
    const again = net.connect(address);
    again.once('connect', () => {
      again.destroy();
      release();
      this.#later();
    });
    again.once('error', () => {
      fs.rmSync(address, { force: true });
      listen();
    });
  }

  #welcome(socket: net.Socket): void {
    const follower = this.#nextFollower++;
    socket.unref();
    this.#followers.set(follower, socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      if (this.#followers.delete(follower) && !this.#disposed) this.#options.onFollowerGone(follower);
    });
    socket.write(`${JSON.stringify({ gatehouse: this.#options.version })}\n`);
    readLines(socket, (message) => this.#options.onMessage(message, follower));
  }
}

function isGreeting(message: unknown, version: number): boolean {
  return typeof message === 'object' && message !== null && (message as { gatehouse?: unknown }).gatehouse === version;
}

function takeLock(lock: string): boolean {
  try {
    fs.mkdirSync(lock);
    return true;
  } catch {
    try {
      if (Date.now() - fs.statSync(lock).mtimeMs > staleLockMs) fs.rmSync(lock, { recursive: true, force: true });
    } catch {
      // Whoever held it has let go.
    }
    return false;
  }
}

/** One JSON value a line; a line that is none ends the connection, and so does one without an end. */
function readLines(socket: net.Socket, take: (message: unknown) => void): void {
  let held = '';
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    const lines = (held + text).split('\n');
    held = lines.pop() ?? '';
    if (held.length > maxMessageChars) return void socket.destroy();
    for (const line of lines) {
      let message: unknown;
      try {
        message = JSON.parse(line);
      } catch {
        return void socket.destroy();
      }
      take(message);
    }
  });
}
