import assert from 'node:assert/strict';
import { DeadlineError, withDeadline } from '../../../src/path/deadline.ts';

const never = new AbortController().signal;
const waitFor = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));

describe('a deadline', () => {
  it('gives what the work gives, and throws what it throws', async () => {
    assert.equal(await withDeadline('work', 1_000, never, async () => 7), 7);
    await assert.rejects(withDeadline('work', 1_000, never, async () => { throw new Error('its own'); }), /its own/);
    await assert.rejects(withDeadline('work', 1_000, never, () => { throw new Error('at once'); }), /at once/);
  });

  it('ends work that takes too long and says which, with a code', async () => {
    let told: unknown;
    const started = performance.now();
    const running = withDeadline('asking', 40, never, (signal) => {
      signal.addEventListener('abort', () => (told = signal.reason));
      return waitFor(signal);
    });
    await assert.rejects(running, (error: DeadlineError) => error.code === 'DEADLINE' && /asking did not finish within 40 ms/.test(error.message));
    assert.ok(told instanceof DeadlineError);
    assert.ok(performance.now() - started < 1_000);
  });

  it('does not wait for work that ignores its signal', async () => {
    const deaf = withDeadline('deaf', 30, never, () => new Promise(() => undefined));
    await assert.rejects(deaf, DeadlineError);
  });

  it('passes the reason of its parent on, also when that was aborted before', async () => {
    const parent = new AbortController();
    const running = withDeadline('work', 5_000, parent.signal, waitFor);
    parent.abort(new Error('cancelled'));
    await assert.rejects(running, /cancelled/);
    let started = false;
    const late = withDeadline('work', 5_000, parent.signal, async () => { started = true; });
    await assert.rejects(late, /cancelled/);
    assert.equal(started, false);
  });

  it('leaves no clock and no unhandled rejection behind', async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => void unhandled.push(error);
    process.on('unhandledRejection', note);
    try {
      await new Promise((resolve) => setImmediate(resolve));
      const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
      const before = timers();
      await withDeadline('quick', 60_000, never, async () => undefined);
      // Work that fails after its deadline has nobody listening any more.
      await assert.rejects(withDeadline('late', 10, never, () => new Promise((_, reject) => setTimeout(() => reject(new Error('late')), 40))), DeadlineError);
      await new Promise((resolve) => setTimeout(resolve, 60));
      assert.equal(timers(), before);
      assert.deepEqual(unhandled, []);
    } finally {
      process.off('unhandledRejection', note);
    }
  });
});
