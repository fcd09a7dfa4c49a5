import assert from 'node:assert/strict';
import { FailedLately, type SentRequest } from '../../../../src/shim/endpoint/failed-lately.ts';

const request = (more: Partial<SentRequest> = {}): SentRequest => ({ caller: 'aider', path: { path: '/chat/completions' }, body: Buffer.from('{"a":1}'), ...more });

describe('requests that failed lately', () => {
  const rows: readonly [what: string, next: SentRequest, afterMs: number, known: boolean][] = [
    ['the same a moment later', request({ body: Buffer.from('{"a":1}') }), 4_000, true],
    ['the same after the wait it was told', request(), 61_000, true],
    ['the same much later', request(), 91_000, false],
    ['another body', request({ body: Buffer.from('{"a":2}') }), 1_000, false],
    ['another caller', request({ caller: 'cline' }), 1_000, false],
    ['another path', request({ path: { path: '/messages' } }), 1_000, false],
  ];
  for (const [what, next, afterMs, known] of rows) {
    it(`${known ? 'know' : 'do not know'} ${what}`, () => {
      const failed = new FailedLately();
      failed.add(request(), 10);
      assert.equal(failed.has(next, 10 + afterMs), known);
    });
  }

  it('are remembered from the last time on', () => {
    const failed = new FailedLately();
    failed.add(request(), 0);
    failed.add(request(), 60_000);
    assert.equal(failed.has(request(), 140_000), true);
  });

  it('are bounded, the oldest forgotten first', () => {
    const failed = new FailedLately();
    for (let at = 0; at < 500; at++) failed.add(request({ body: Buffer.from(String(at)) }), at);
    assert.equal(failed.has(request({ body: Buffer.from('0') }), 500), false);
    assert.equal(failed.has(request({ body: Buffer.from('499') }), 500), true);
  });
});
