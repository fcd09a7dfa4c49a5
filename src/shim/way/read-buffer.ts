/**
 * Memory that sockets read into. A socket that reads into a buffer it is given, and writes it on before it reads again,
 * costs no allocation a chunk: far less work than Node's streams (measured; `test/bench/shim.ts` repeats it). Idle sockets
 * hold a small cell; big ones are lent while data flows. All of it is used again and again.
 */

/**
 * What one read takes at most while data flows. Measured on one stream and on 16: 256 KiB takes a sixth more processor
 * time a GiB, 64 KiB two fifths to a half; 1 MiB takes a tenth less, and is a longer turn that others wait for.
 */
export const bigBytes = 512 * 1024;
/** Reads of this much and less need no big one. */
const shrinkBytes = 32 * 1024;
/** What an idle connection holds; an event of a stream fits. */
export const smallBytes = 4 * 1024;
/** Cells are cut from pieces of this size: memory by itself for each connection would have to be collected for each. */
const slabBytes = 256 * 1024;
/** Big buffers kept for the next who needs one. */
const maxBig = 32;

const freeBig: Buffer[] = [];
const freeSmall: Buffer[] = [];

/** What stands in it is to be overwritten. */
function takeBig(): Buffer {
  return freeBig.pop() ?? Buffer.allocUnsafeSlow(bigBytes);
}

function takeSmall(): Buffer {
  const known = freeSmall.pop();
  if (known) return known;
  const slab = Buffer.allocUnsafeSlow(slabBytes);
  for (let at = smallBytes; at < slabBytes; at += smallBytes) freeSmall.push(slab.subarray(at, at + smallBytes));
  return slab.subarray(0, smallBytes);
}

/** The buffer of one socket. It grows when a read fills it and shrinks when reads have become small. */
export class ReadBuffer {
  #buffer: Buffer | undefined = takeSmall();

  /** For the next read. Nobody else may still be using what it held. Only before `release`. */
  current(): Buffer {
    return (this.#buffer ??= takeSmall());
  }

  /** Tells how much the last read was, when its bytes are not needed any more; returns the buffer for the next. */
  next(readBytes: number): Buffer {
    const buffer = this.current();
    const small = buffer.length === smallBytes;
    if (small && readBytes === smallBytes) {
      this.release();
      this.#buffer = takeBig();
    } else if (!small && readBytes <= shrinkBytes) {
      this.release();
      this.#buffer = takeSmall();
    }
    return this.current();
  }

  /** The socket is gone and so are all who used its bytes. */
  release(): void {
    const buffer = this.#buffer;
    this.#buffer = undefined;
    if (!buffer) return;
    if (buffer.length === smallBytes) freeSmall.push(buffer);
    else if (freeBig.length < maxBig) freeBig.push(buffer);
  }
}
