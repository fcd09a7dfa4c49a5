import type { Readable } from 'node:stream';
import { withDeadline } from './deadline.ts';

/** The beginning of a body, and whether there was more. */
export interface BodyStart {
  bytes: Buffer;
  /** True when reading stopped at the limit and the rest was thrown away. */
  truncated: boolean;
}

/**
 * Reads a body up to a limit and drops the connection after it, so an endless body ends here.
 *
 * @throws what the stream threw, or a DeadlineError when the body is not done within `limitMs`.
 */
export async function readBody(
  body: Readable,
  maxBytes: number,
  limitMs: number,
  signal: AbortSignal,
): Promise<BodyStart> {
  return withDeadline('the response body', limitMs, signal, async (inner) => {
    inner.addEventListener('abort', () => body.destroy(), { once: true });
    const parts: Buffer[] = [];
    let total = 0;
    for await (const part of body as AsyncIterable<Buffer>) {
      parts.push(part);
      total += part.length;
      if (total > maxBytes) {
        body.destroy();
        return { bytes: Buffer.concat(parts).subarray(0, maxBytes), truncated: true };
      }
    }
    return { bytes: Buffer.concat(parts), truncated: false };
  });
}
