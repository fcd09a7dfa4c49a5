import type { HeaderLine } from '../../http/head-lines.ts';
import type { RequestHead } from '../../http/request-head.ts';
import { keepsAlive } from '../../http/rewrite.ts';
import { reasonPhrase } from '../../refusal.ts';
import type { StreamWire } from '../../way/wire.ts';

/** Headers of a gateway's answer that end here: between two neighbours, said anew, or of use to a browser alone. */
const notHandedOn = new Set([
  'connection',
  'proxy-connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'trailer',
  'upgrade',
  'te',
  'proxy-authenticate',
  'set-cookie',
  'alt-svc',
  'strict-transport-security',
  'report-to',
  'nel',
]);

/** Bytes that may wait for a slow caller before its gateway is read no more. */
const maxWaitingBytes = 256 * 1024;
const lastChunk = Buffer.from('0\r\n\r\n', 'latin1');
const lineEnd = Buffer.from('\r\n', 'latin1');

/** One answer to a caller of the endpoint. */
export class AnswerWriter {
  readonly #wire: StreamWire;
  readonly #minor: 0 | 1;
  readonly #method: string;
  readonly #keep: boolean;
  /** Written into the head of the answer, whatever it is. */
  readonly #own: () => readonly HeaderLine[];
  #open = false;
  #ended = false;
  #bytes = 0;

  /** @param own headers that the endpoint says of itself, asked for when the head is written. */
  constructor(wire: StreamWire, head: RequestHead, own: () => readonly HeaderLine[]) {
    this.#wire = wire;
    this.#minor = head.minor;
    this.#method = head.method;
    this.#keep = keepsAlive(head) && head.minor === 1;
    this.#own = own;
  }

  /** The status is out and can't be taken back. */
  get opened(): boolean {
    return this.#open;
  }

  /** The connection can carry another request after this answer. */
  get keeps(): boolean {
    return this.#keep;
  }

  /** Bytes written, heads included. */
  get bytes(): number {
    return this.#bytes;
  }

  /** A whole answer at once. */
  whole(status: number, headers: readonly HeaderLine[], body: Buffer): void {
    const head = this.#head(status, headers, status === 204 || status === 304 ? '' : `Content-Length: ${body.length}\r\n`);
    this.#open = true;
    this.#ended = true;
    this.#write(body.length === 0 || this.#method === 'HEAD' ? head : Buffer.concat([head, body]));
  }

  /**
   * Begins an answer whose length is not known.
   *
   * @param first bytes that go with the head, in one write.
   */
  begin(status: number, headers: readonly HeaderLine[], first?: Buffer): boolean {
    this.#open = true;
    const head = this.#head(status, headers, this.#minor === 1 ? 'Transfer-Encoding: chunked\r\n' : '');
    return this.#write(first && first.length > 0 ? Buffer.concat([head, this.#framed(first)]) : head);
  }

  /** @returns false when the caller reads too slowly: whoever writes has to wait for `written`. The bytes are copied. */
  more(bytes: Buffer): boolean {
    return bytes.length === 0 || this.#write(this.#framed(bytes));
  }

  /** The answer is whole. */
  end(last?: Buffer): void {
    if (this.#ended) return;
    this.#ended = true;
    const pieces = last && last.length > 0 ? [this.#framed(last)] : [];
    if (this.#minor === 1) pieces.push(lastChunk);
    if (pieces.length > 0) this.#write(pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces));
  }

  /** Calls back when what was written is with the system, or the caller is gone. */
  written(callback: () => void): void {
    this.#wire.written(callback);
  }

  /** Tears the connection: the caller must not take what it has for a whole answer. */
  tear(): void {
    this.#ended = true;
    if (!this.#wire.socket.destroyed) this.#wire.socket.resetAndDestroy();
  }

  #write(bytes: Buffer): boolean {
    this.#bytes += bytes.length;
    const { socket } = this.#wire;
    socket.write(bytes);
    return socket.writableLength <= maxWaitingBytes;
  }

  #framed(bytes: Buffer): Buffer {
    // Copied either way: what is handed on lies in memory that the next read overwrites.
    if (this.#minor === 0) return Buffer.from(bytes);
    const size = `${bytes.length.toString(16)}\r\n`;
    const framed = Buffer.allocUnsafe(size.length + bytes.length + 2);
    framed.write(size, 0, 'latin1');
    bytes.copy(framed, size.length);
    lineEnd.copy(framed, size.length + bytes.length);
    return framed;
  }

  #head(status: number, headers: readonly HeaderLine[], framing: string): Buffer {
    let text = `HTTP/1.1 ${status} ${reasonPhrase(status)}\r\n`;
    for (const [name, value] of headers) if (!notHandedOn.has(name.toLowerCase())) text += `${name}: ${value}\r\n`;
    for (const [name, value] of this.#own()) text += `${name}: ${value}\r\n`;
    text += `${framing}${this.#keep ? 'Connection: keep-alive' : 'Connection: close'}\r\n\r\n`;
    return Buffer.from(text, 'latin1');
  }
}
