import { PassThrough, pipeline, type Readable } from 'node:stream';
import * as zlib from 'node:zlib';

/**
 * Undoes the content coding of a body as it comes, so that a compressed event stream is read event by event. A body
 * in a coding nobody asked for and this does not know passes as it is.
 */
export function decoded(body: Readable, contentEncoding: string | undefined): Readable {
  const coding = (contentEncoding ?? '').trim().toLowerCase();
  const decoder = decoderOf(coding);
  if (!decoder) return body;
  // `pipeline` takes an error of either side to both; what the reader does with it is the reader's business.
  const out = new PassThrough();
  pipeline(body, decoder, out, () => undefined);
  return out;
}

function decoderOf(coding: string): zlib.Gunzip | zlib.BrotliDecompress | zlib.Inflate | undefined {
  // Everything a flush made available comes out at once, and a cut stream gives what it held.
  const flush = { flush: zlib.constants.Z_SYNC_FLUSH, finishFlush: zlib.constants.Z_SYNC_FLUSH };
  switch (coding) {
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
    default:
      return undefined;
  }
}
