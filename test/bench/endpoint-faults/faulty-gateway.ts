import * as net from 'node:net';
import type { SpokenProtocol } from '../../../src/gateways/gateway.ts';
import type { Answer } from './answer.ts';
import { Chance } from './chance.ts';
import { playFor, type Play } from './faults.ts';

/** What a gateway did with one attempt. */
export interface Played {
  answer: Answer;
  protocol: SpokenProtocol;
  play: Play;
  /** All of it is out. */
  out: boolean;
}

/** A gateway on plain sockets that misbehaves at random, and remembers what it did. */
export class FaultyGateway {
  readonly #index: number;
  readonly #seed: number;
  readonly #key: string;
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();
  /** By request; kept until it is asked for. */
  readonly #played = new Map<number, Played[]>();
  readonly #wrong: (violation: string) => void;
  readonly #timers = new Set<NodeJS.Timeout>();
  /** From now on nothing goes wrong. */
  healthy = false;

  constructor(index: number, seed: number, key: string, wrong: (violation: string) => void) {
    this.#index = index;
    this.#seed = seed;
    this.#key = key;
    this.#wrong = wrong;
    this.#server = net.createServer({ noDelay: true, allowHalfOpen: true }, (socket) => this.#serve(socket));
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen({ port: 0, host: '127.0.0.1', backlog: 1_024 }, resolve));
    return (this.#server.address() as net.AddressInfo).port;
  }

  /** What it did with this request, which is then forgotten. */
  take(request: number): Played[] {
    const all = this.#played.get(request) ?? [];
    this.#played.delete(request);
    return all;
  }

  get open(): number {
    return this.#sockets.size;
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket: net.Socket): void {
    this.#sockets.add(socket);
    let served = 0;
    let held: Buffer = Buffer.alloc(0);
    socket.once('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.on('end', () => socket.end());
    socket.on('data', (bytes: Buffer) => {
      held = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
      const end = held.indexOf('\r\n\r\n');
      if (end === -1) return;
      const head = held.toString('latin1', 0, end);
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? NaN);
      if (Number.isNaN(length)) return this.#wrong(`gateway ${this.#index} got a request without a length: ${head}`);
      if (held.length < end + 4 + length) return;
      const body = held.toString('utf8', end + 4, end + 4 + length);
      if (held.length > end + 4 + length) this.#wrong(`gateway ${this.#index} got more than one request at once`);
      held = Buffer.alloc(0);
      this.#answer(socket, head, body, served++ > 0);
    });
  }

  #answer(socket: net.Socket, head: string, body: string, reused: boolean): void {
    if (!head.includes(this.#key)) this.#wrong(`gateway ${this.#index} was asked without its key`);
    // Every key of this play has this word in it, and so has the shim's own token.
    if (head.replaceAll(this.#key, '').includes('secret') || body.includes('secret')) this.#wrong(`gateway ${this.#index} saw another's key: ${head}`);
    const path = /^POST (\S+) /.exec(head)?.[1] ?? '';
    const protocol: SpokenProtocol = path.endsWith('/messages') ? 'messages' : path.endsWith('/responses') ? 'responses' : 'chat-completions';
    const request = Number(/ask (\d+)\./.exec(body)?.[1] ?? NaN);
    if (Number.isNaN(request)) return this.#wrong(`gateway ${this.#index} does not know this request: ${body}`);
    const before = this.#played.get(request) ?? [];
    const answer: Answer = { request, gateway: this.#index, attempt: before.length + 1, words: 0 };
    const chance = new Chance(this.#seed, request, this.#index, answer.attempt);
    answer.words = chance.whole(1, 24);
    // Who has ended its side can't answer; or it goes away just now.
    const gone = socket.writableEnded || (!this.healthy && reused && chance.next() < 0.03);
    const question = { protocol, stream: /"stream": ?true/.test(body), answer };
    let play = playFor(question, chance);
    while (this.healthy && play.fault !== 'nothing wrong') play = playFor(question, chance);
    if (gone) play = { ...play, fault: 'gone from a kept connection', bytes: Buffer.alloc(0), pauses: [], then: chance.one(['end', 'reset'] as const), good: false, bad: true };
    const played: Played = { answer, protocol, play, out: false };
    this.#played.set(request, [...before, played]);
    this.#write(socket, played, 0, 0);
  }

  #write(socket: net.Socket, played: Played, from: number, pause: number): void {
    if (socket.destroyed) return;
    const { bytes, pauses, then } = played.play;
    const next = pauses[pause];
    if (next) {
      if (next.at > from) socket.write(bytes.subarray(from, next.at));
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        this.#write(socket, played, next.at, pause + 1);
      }, next.ms);
      this.#timers.add(timer);
      return;
    }
    if (from < bytes.length) socket.write(bytes.subarray(from));
    played.out = true;
    if (then === 'end') socket.end();
    else if (then === 'reset') setImmediate(() => socket.resetAndDestroy());
  }
}
