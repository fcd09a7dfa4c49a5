import * as tls from 'node:tls';
import { Worker } from 'node:worker_threads';

/** Whoever asks the runtime after this long waits for the rest, as it would have without. In ms. */
const limitMs = 1_000;
const program = "require('node:tls').getCACertificates('system');";

let read: Promise<void> | undefined;

/**
 * Has another thread read the system's roots, once. The runtime keeps the certificates for the whole process and only
 * makes their text again for each thread: whoever asks it afterwards waits 2 ms in place of 34 (measured with Node 24.21
 * and Debian's 578). Nothing is read where the runtime can't (before Node 22.15). Never rejects.
 */
export function readSystemRootsAside(): Promise<void> {
  read ??= readAside();
  return read;
}

async function readAside(): Promise<void> {
  if (typeof (tls as { getCACertificates?: unknown }).getCACertificates !== 'function') return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, limitMs);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    try {
      // Of this process's own options and environment nothing is wanted there.
      const worker = new Worker(program, { eval: true, execArgv: [], env: {}, stdout: true, stderr: true });
      worker.once('error', done);
      worker.once('exit', done);
    } catch {
      // A process may be kept from starting threads; then the roots are read as ever.
      done();
    }
  });
}
