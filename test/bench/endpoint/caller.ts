import * as net from 'node:net';
import type { Subject } from './subjects.ts';

/** What a caller saw of one stream, in ms since it was asked for. */
export interface Seen {
  firstTokenMs: number;
  endMs: number;
  bytes: number;
  /** From when the gateway wrote a token to when it was here. */
  delaysMs: number[];
}

/** Of chat completions and of Anthropic's messages. */
const endMarks = ['[DONE]', 'message_stop"'];
const lastChunk = '0\r\n\r\n';
/** Some gateways count the tokens of a prompt, which takes them seconds where it is one word. */
const words = 'The endpoint hands on what it is asked and what is answered. '.repeat(8_192);

/** A developer's program: one kept connection on which it asks one thing after the other, on a plain socket so that it costs little itself. */
export class Caller {
  readonly #subject: Subject;
  #socket: net.Socket | undefined;

  constructor(subject: Subject) {
    this.#subject = subject;
  }

  /** Asks for a stream and reads it to its end. */
  async stream(model: string, promptBytes = 20): Promise<Seen> {
    const socket = await this.#connected();
    return new Promise((resolve, reject) => {
      const seen: Seen = { firstTokenMs: NaN, endMs: NaN, bytes: 0, delaysMs: [] };
      const timer = setTimeout(() => over(new Error(`${this.#subject.name}: no end of "${model}" in a minute`)), 60_000);
      let tail = '';
      let ended = false;
      const over = (error?: Error): void => {
        clearTimeout(timer);
        socket.off('data', onData).off('close', onClose);
        if (error) {
          this.end();
          reject(error);
        } else resolve(seen);
      };
      const onClose = (): void => over(ended ? undefined : new Error(`${this.#subject.name}: it closed in "${model}" behind ${tail.slice(-200)}`));
      const onData = (bytes: Buffer): void => {
        const now = process.hrtime.bigint();
        seen.bytes += bytes.length;
        // A flood is timed, not read.
        const text = bytes.length <= 4_096 ? bytes.toString('latin1') : bytes.toString('latin1', bytes.length - 512);
        if (bytes.length <= 4_096) {
          for (const [, at = ''] of text.matchAll(/T(\d{10,})/g)) {
            if (seen.delaysMs.length === 0) seen.firstTokenMs = Number(now - startedNs) / 1e6;
            seen.delaysMs.push(Number(now - BigInt(at)) / 1e6);
          }
        }
        tail = (tail + text).slice(-512);
        if (!ended && endMarks.some((mark) => tail.includes(mark))) {
          ended = true;
          seen.endMs = Number(now - startedNs) / 1e6;
        }
        if (ended && tail.endsWith(lastChunk)) over();
        else if (seen.bytes < 4_096 && /^HTTP\/1\.1 (?!200)/.test(tail)) over(new Error(`${this.#subject.name}: ${tail.slice(0, 300)}`));
      };
      socket.on('data', onData).once('close', onClose);
      const request = this.#request(model, true, promptBytes);
      const startedNs = process.hrtime.bigint();
      socket.write(request);
    });
  }

  /** Opens a stream, and is done when its first token is there. The caller is used up then. */
  async opened(model: string): Promise<void> {
    const socket = await this.#connected();
    return new Promise((resolve, reject) => {
      let text = '';
      socket.once('close', () => reject(new Error(`${this.#subject.name}: it closed a stream behind ${text.slice(0, 200)}`)));
      socket.on('data', (bytes) => {
        if (text.length < 16_384) text += bytes.toString('latin1');
        if (/T\d{10,}/.test(text)) resolve();
        else if (/^HTTP\/1\.1 (?!200)/.test(text)) reject(new Error(`${this.#subject.name}: ${text.slice(0, 200)}`));
      });
      socket.write(this.#request(model, true, 20));
    });
  }

  /** Asks for small documents until the time is over. @returns how many came. */
  async documents(untilMs: number): Promise<number> {
    const request = this.#request('json', false, 20);
    let done = 0;
    while (performance.now() < untilMs) {
      const socket = await this.#connected();
      await new Promise<void>((resolve, reject) => {
        let held = '';
        const over = (error?: Error): void => {
          socket.off('data', onData).off('close', onClose);
          if (error) reject(error);
          else resolve();
        };
        const onClose = (): void => over(new Error(`${this.#subject.name}: it closed behind ${held.slice(0, 200)}`));
        const onData = (bytes: Buffer): void => {
          held += bytes.toString('latin1');
          if (!wholeAnswer(held)) return;
          if (held.startsWith('HTTP/1.1 200')) over();
          else over(new Error(`${this.#subject.name}: ${held.slice(0, 300)}`));
        };
        socket.on('data', onData).once('close', onClose);
        socket.write(request);
      });
      done++;
    }
    return done;
  }

  get closed(): boolean {
    return this.#socket?.destroyed !== false;
  }

  end(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #connected(): Promise<net.Socket> {
    const { port, name } = this.#subject;
    if (this.#socket && !this.#socket.destroyed && !this.#socket.readableEnded) return Promise.resolve(this.#socket);
    return new Promise((resolve, reject) => {
      const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
      this.#socket = socket;
      socket.once('error', (error) => reject(new Error(`${name}: ${error.message}`)));
      socket.once('connect', () => resolve(socket));
    });
  }

  #request(model: string, stream: boolean, promptBytes: number): Buffer {
    const { port, headers, alias, path } = this.#subject;
    const body = JSON.stringify({ model: `${alias}${model}`, stream, max_tokens: 100, messages: [{ role: 'user', content: words.slice(0, promptBytes) }] });
    const lines = Object.entries({ 'Content-Type': 'application/json', Accept: '*/*', 'User-Agent': 'bench', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
    return Buffer.from(`POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${lines.join('')}Content-Length: ${body.length}\r\n\r\n${body}`, 'latin1');
  }
}

function wholeAnswer(text: string): boolean {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, end + 2));
  return length ? text.length >= end + 4 + Number(length[1]) : text.endsWith(lastChunk);
}
