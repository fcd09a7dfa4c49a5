import * as zlib from 'node:zlib';
import { BodyPayload } from '../../http/body-payload.ts';
import { valueOf, type HeaderLine } from '../../http/head-lines.ts';
import type { RequestHead } from '../../http/request-head.ts';

/** Long conversations with images; providers themselves take 32 MB (platform.claude.com/docs, request size limits). */
export const maxBodyBytes = 64 * 1024 * 1024;

/** Collects the body of one request: it is needed whole, as it may have to be sent more than once. */
export class RequestBody {
  readonly #payload: BodyPayload;
  readonly #pieces: Buffer[] = [];
  #bytes = 0;

  constructor(head: RequestHead) {
    this.#payload = new BodyPayload(head.framing, true);
  }

  get done(): boolean {
    return this.#payload.done;
  }

  get broken(): boolean {
    return this.#payload.broken;
  }

  get tooLong(): boolean {
    return this.#bytes > maxBodyBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Bytes behind the body, once it is done. */
  get rest(): Buffer {
    return this.#payload.behind;
  }

  /** Takes the bytes of one read, which are its own from then on. */
  take(bytes: Buffer): void {
    const piece = this.#payload.take(bytes);
    if (piece.length === 0) return;
    this.#bytes += piece.length;
    if (!this.tooLong) this.#pieces.push(piece);
  }

  whole(): Buffer {
    return this.#pieces.length === 1 ? (this.#pieces[0] as Buffer) : Buffer.concat(this.#pieces, this.#bytes);
  }
}

/**
 * The body as it was before it was made smaller; some clients send theirs so.
 *
 * @returns undefined for a coding that is not known, or bytes that are none of it.
 */
export function decodedBody(headers: readonly HeaderLine[], body: Buffer): Buffer | undefined {
  const coding = (valueOf(headers, 'content-encoding') ?? 'identity').trim().toLowerCase();
  const options = { maxOutputLength: maxBodyBytes };
  try {
    switch (coding) {
      case 'identity':
      case '':
        return body;
      case 'gzip':
      case 'x-gzip':
        return zlib.gunzipSync(body, options);
      case 'deflate':
        return zlib.inflateSync(body, options);
      case 'br':
        return zlib.brotliDecompressSync(body, options);
      case 'zstd':
        // Not in every runtime that editors bring (Node 22.15 has it).
        return 'zstdDecompressSync' in zlib ? (zlib.zstdDecompressSync as (body: Buffer, options: object) => Buffer)(body, options) : undefined;
      default:
        return undefined;
    }
  } catch {
    return undefined;
  }
}
