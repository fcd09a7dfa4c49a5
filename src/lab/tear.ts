import type { Socket } from 'node:net';

/** When and how a carried connection is cut. Bytes are those that go towards the client. */
export interface Tear {
  how: 'end' | 'reset';
  afterBytes?: number;
  afterMs?: number;
}

/** A connection that will be cut. */
export interface Torn {
  /** What may still pass of bytes towards the client. */
  pass(bytes: Buffer): Buffer;
  /** True from the moment nothing passes any more. */
  readonly over: boolean;
}

/** The last allowed bytes need this long to be on their way before a reset would discard them. */
const lastBytesMs = 20;

/** Cuts the client's connection when the tear's time or amount has come. */
export function tearConnection(tear: Tear, client: Socket): Torn {
  let left = tear.afterBytes ?? Number.POSITIVE_INFINITY;
  let over = false;
  const cut = (): void => {
    over = true;
    if (tear.how === 'reset') return void client.resetAndDestroy();
    client.end();
    // What the client sends from now on is of no interest.
    client.resume();
  };
  const cutIn = (ms: number): void => {
    const timer = setTimeout(cut, ms);
    client.once('close', () => clearTimeout(timer));
  };
  if (tear.afterMs !== undefined) cutIn(tear.afterMs);
  return {
    pass: (bytes) => {
      if (over) return Buffer.alloc(0);
      const onward = bytes.subarray(0, Math.min(bytes.length, left));
      left -= onward.length;
      if (left === 0) {
        over = true;
        cutIn(lastBytesMs);
      }
      return onward;
    },
    get over() {
      return over;
    },
  };
}
