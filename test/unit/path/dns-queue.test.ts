import assert from 'node:assert/strict';
import { measureLookupQueue } from '../../../src/path/dns-queue.ts';

describe('the line in front of look-ups', () => {
  it('is measured beside a file', async () => {
    const queue = await measureLookupQueue(10_000, new AbortController().signal);
    assert.equal(queue.finished, true);
    assert.ok(queue.localhostMs > 0 && queue.fileMs > 0);
  });

  it('has an end', async () => {
    // The pool is full of work that takes longer than the limit: hashing is done in it too.
    const { pbkdf2 } = await import('node:crypto');
    const work = Array.from({ length: 8 }, () => new Promise((resolve) => pbkdf2('a', 'b', 150_000, 64, 'sha512', resolve)));
    const queue = await measureLookupQueue(20, new AbortController().signal);
    assert.equal(queue.finished, false);
    await Promise.all(work);
  });

  it('stops for an abort', async () => {
    await assert.rejects(measureLookupQueue(1_000, AbortSignal.abort(new Error('gone'))), /gone/);
  });
});
