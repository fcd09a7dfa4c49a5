import { valuesOf, type HeaderLine } from './head-lines.ts';

/** How far a message's body goes (RFC 9112, section 6). */
export type Framing =
  | { kind: 'none' }
  | { kind: 'length'; bytes: number }
  | { kind: 'chunked' }
  /** A response that ends with its connection. */
  | { kind: 'close' }
  /** Two programs would see two ends. */
  | { kind: 'bad' };

const none: Framing = { kind: 'none' };
const bad: Framing = { kind: 'bad' };
const chunked: Framing = { kind: 'chunked' };

/** Both ways of saying it at once, a length twice, another coding than chunked: smuggling, and refused (RFC 9112, 6.3). */
export function requestFraming(headers: readonly HeaderLine[], minor: 0 | 1): Framing {
  const coding = codingOf(headers);
  const length = lengthOf(headers);
  if (coding === 'absent') return length === 'absent' ? none : length === 'bad' ? bad : lengthFraming(length);
  // HTTP/1.0 has no codings (RFC 9112, 6.1).
  if (coding === 'bad' || length !== 'absent' || minor === 0) return bad;
  return chunked;
}

/** @param method of the request it answers. */
export function responseFraming(headers: readonly HeaderLine[], minor: 0 | 1, status: number, method: string): Framing {
  if (method === 'HEAD' || status === 204 || status === 304 || (status >= 100 && status < 200)) return none;
  const coding = codingOf(headers);
  const length = lengthOf(headers);
  if (coding === 'bad' || length === 'bad') return bad;
  // Who reads HTTP/1.0 as it was, reads the chunks' sizes as text.
  if (coding === 'chunked') return length === 'absent' && minor === 1 ? chunked : bad;
  return length === 'absent' ? { kind: 'close' } : lengthFraming(length);
}

function lengthFraming(bytes: number): Framing {
  return bytes === 0 ? none : { kind: 'length', bytes };
}

function codingOf(headers: readonly HeaderLine[]): 'absent' | 'chunked' | 'bad' {
  const values = valuesOf(headers, 'transfer-encoding');
  if (values.length === 0) return 'absent';
  // To the letter: `, chunked` is one coding to some and another to others.
  return values.length === 1 && values[0]?.toLowerCase() === 'chunked' ? 'chunked' : 'bad';
}

function lengthOf(headers: readonly HeaderLine[]): number | 'absent' | 'bad' {
  const values = valuesOf(headers, 'content-length');
  if (values.length === 0) return 'absent';
  const [only = ''] = values;
  if (values.length > 1 || !/^\d{1,15}$/.test(only)) return 'bad';
  return Number(only);
}

/**
 * Follows a body as its bytes go by and tells where it ends, without keeping any. Trailers are part of it.
 */
export class BodyEnd {
  #left: number;
  #state: 'length' | 'close' | 'size' | 'extension' | 'data' | 'data-end' | 'trailer' | 'done' | 'bad';
  #size = 0;
  #digits = 0;
  #lineBytes = 0;
  /** The last byte was a CR that has to be followed by an LF. */
  #cr = false;
  /** The trailer's name has ended. */
  #named = false;
  #name = '';
  readonly #bare: boolean;

  /**
   * @param bare sizes stand alone on their lines. Extensions and blanks are what servers disagree about (Node refuses what
   *   nginx takes), and no client sends any; old servers pad their sizes with blanks.
   */
  constructor(framing: Framing, bare = false) {
    this.#bare = bare;
    this.#left = framing.kind === 'length' ? framing.bytes : 0;
    this.#state =
      framing.kind === 'length' ? 'length' : framing.kind === 'chunked' ? 'size' : framing.kind === 'close' ? 'close' : framing.kind === 'bad' ? 'bad' : 'done';
  }

  get done(): boolean {
    return this.#state === 'done';
  }

  /** The coding is broken: whoever reads on would read something else. */
  get broken(): boolean {
    return this.#state === 'bad';
  }

  /** True when the end of the connection is the end of the body. */
  get endsWithConnection(): boolean {
    return this.#state === 'close';
  }

  /**
   * @param data told where in these bytes the body's own lie, the coding left out, piece by piece.
   * @returns how many of these bytes belong to the body; all of them unless it ended. Ask `done` and `broken` afterwards.
   */
  take(bytes: Buffer, data?: (at: number, length: number) => void): number {
    switch (this.#state) {
      case 'done':
      case 'bad':
        return 0;
      case 'close':
        data?.(0, bytes.length);
        return bytes.length;
      case 'length': {
        const taken = Math.min(this.#left, bytes.length);
        this.#left -= taken;
        if (this.#left === 0) this.#state = 'done';
        data?.(0, taken);
        return taken;
      }
      default:
        return this.#takeChunked(bytes, data);
    }
  }

  #takeChunked(bytes: Buffer, data: ((at: number, length: number) => void) | undefined): number {
    let at = 0;
    while (at < bytes.length) {
      if (this.#state === 'data') {
        const taken = Math.min(this.#left, bytes.length - at);
        data?.(at, taken);
        this.#left -= taken;
        at += taken;
        if (this.#left === 0) this.#state = 'data-end';
        continue;
      }
      this.#line(bytes[at++] as number);
      if (this.#state === 'done' || this.#state === 'bad') return at;
    }
    return at;
  }

  /** One byte of a line: a size, the empty one behind a chunk, a trailer. Only CR LF ends a line. */
  #line(byte: number): void {
    if (this.#cr) {
      this.#cr = false;
      if (byte !== 0x0a) this.#state = 'bad';
      else this.#lineEnd();
      return;
    }
    // An extension or a trailer without an end would be read for ever.
    if (++this.#lineBytes > 8 * 1024) {
      this.#state = 'bad';
      return;
    }
    if (byte === 0x0d) {
      this.#cr = true;
      return;
    }
    if ((byte < 0x20 && byte !== 0x09) || byte === 0x7f) {
      this.#state = 'bad';
      return;
    }
    if (this.#state === 'size') this.#sizeByte(byte);
    else if (this.#state === 'data-end') this.#state = 'bad';
    else if (this.#state === 'trailer' && !this.#named) this.#trailerNameByte(byte);
  }

  #sizeByte(byte: number): void {
    const digit = hexDigit(byte);
    if (digit >= 0 && this.#digits < 13) {
      this.#size = this.#size * 16 + digit;
      this.#digits++;
    } else if (this.#digits > 0 && !this.#bare && (byte === 0x3b || byte === 0x20 || byte === 0x09)) {
      this.#state = 'extension';
    } else {
      this.#state = 'bad';
    }
  }

  #trailerNameByte(byte: number): void {
    if (byte === 0x3a && this.#lineBytes > 1) {
      this.#named = true;
      if (framingNames.has(this.#name.toLowerCase())) this.#state = 'bad';
      return;
    }
    if (this.#name.length < 32) this.#name += String.fromCharCode(byte);
    if (!/[!#$%&'*+.^_`|~0-9A-Za-z-]/.test(String.fromCharCode(byte))) this.#state = 'bad';
  }

  #lineEnd(): void {
    const wasEmpty = this.#lineBytes === 1;
    const wasNamed = this.#named;
    this.#named = false;
    this.#name = '';
    this.#lineBytes = 0;
    switch (this.#state) {
      case 'size':
      case 'extension':
        if (this.#digits === 0) {
          this.#state = 'bad';
          return;
        }
        this.#left = this.#size;
        this.#state = this.#size === 0 ? 'trailer' : 'data';
        this.#size = 0;
        this.#digits = 0;
        return;
      case 'data-end':
        this.#state = 'size';
        return;
      case 'trailer':
        if (wasEmpty) this.#state = 'done';
        else if (!wasNamed) this.#state = 'bad';
        return;
      default:
        this.#state = 'bad';
    }
  }
}

/** What says how far a message goes or whose it is has come too late in a trailer (RFC 9110, 6.5.1); some would believe it. */
const framingNames = new Set(['content-length', 'transfer-encoding', 'host']);

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
