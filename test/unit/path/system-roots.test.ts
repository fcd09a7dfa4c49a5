import assert from 'node:assert/strict';
import * as tls from 'node:tls';
import { Worker } from 'node:worker_threads';
import { readSystemRootsAside } from '../../../src/path/system-roots.ts';

/** Present from Node 22.15 on. */
const { getCACertificates } = tls as { getCACertificates?: (type: 'system') => string[] };

describe("the system's roots, read by another thread", () => {
  it('are the same for whoever asks the runtime afterwards', async () => {
    await readSystemRootsAside();
    const worker = new Worker(
      "require('node:worker_threads').parentPort.postMessage(require('node:tls').getCACertificates('system'))",
      { eval: true },
    );
    const there = await new Promise((resolve) => worker.once('message', resolve));
    assert.deepEqual(getCACertificates?.('system'), there);
  });

  it('are read once', () => {
    assert.equal(readSystemRootsAside(), readSystemRootsAside());
  });
});
