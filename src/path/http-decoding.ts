import { PassThrough, pipeline, type Readable, type Transform } from 'node:stream';
import * as zlib from 'node:zlib';

/**
 * Undoes the content coding of a body as it comes, so that a compressed event stream is read event by event. A body
 * in a coding nobody asked for and this does not know passes as it is.
 */
export function decoded(body: Readable, contentEncoding: string | undefined): Readable {
  const decoder = contentDecoder(contentEncoding);
  if (!decoder) return body;
  // `pipeline` takes an error of either side to both; what the reader does with it is the reader's business.
  const out = new PassThrough();
  pipeline(body, decoder, out, () => undefined);
  return out;
}

/**
 * What undoes one content coding, piece by piece; undefined for none, and for one that this runtime does not know.
 *
 * @param contentEncoding value of the header.
 */
export function contentDecoder(contentEncoding: string | undefined): Transform | undefined {
  // Everything a flush made available comes out at once, and a cut stream gives what it held.
  const flush = { flush: zlib.constants.Z_SYNC_FLUSH, finishFlush: zlib.constants.Z_SYNC_FLUSH };
  switch ((contentEncoding ?? '').trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return zlib.createGunzip(flush);
    case 'deflate':
      return zlib.createInflate(flush);
    case 'br':
      return zlib.createBrotliDecompress({
        flush: zlib.constants.BROTLI_OPERATION_FLUSH,
        finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH,
      });
    case 'zstd':
      return zstdDecoder();
    default:
      return undefined;
  }
}

/** Not in every runtime that editors bring (Node 22.15 has it), nor in its types. */
function zstdDecoder(): Transform | undefined {
  const { createZstdDecompress: create, constants } = zlib as unknown as {
    createZstdDecompress?: (options: object) => Transform;
    constants: { ZSTD_e_flush?: number };
  };
  return create?.({ flush: constants.ZSTD_e_flush, finishFlush: constants.ZSTD_e_flush });
}
