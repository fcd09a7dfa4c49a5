import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { FromDesk, ToDesk } from '../../../../src/editor/clash/clash-protocol.ts';
import { WorkerLink, type Thread } from '../../../../src/editor/clash/worker-link.ts';

/** A thread that is told what to answer. */
class PlayedThread extends EventEmitter implements Thread {
  readonly got: ToDesk[] = [];
  ended = false;

  postMessage(message: ToDesk): void {
    this.got.push(message);
  }

  terminate(): void {
    this.ended = true;
  }

  answer(message: FromDesk): void {
    this.emit('message', message);
  }
}

function played(): { link: WorkerLink; threads: PlayedThread[]; lost: (Error | undefined)[] } {
  const threads: PlayedThread[] = [];
  const lost: (Error | undefined)[] = [];
  const start = (): Thread => {
    const thread = new PlayedThread();
    threads.push(thread);
    return thread;
  };
  return { link: new WorkerLink(start, (error) => lost.push(error)), threads, lost };
}

describe('the link to the thread that reads Clash files', () => {
  it('starts one with the first word, and keeps answers apart', async () => {
    const { link, threads } = played();
    assert.equal(link.running, false);
    link.tell({ kind: 'closed', uri: 'a' });
    const first = link.ask('a', 1, { kind: 'folds' });
    const second = link.ask('a', 1, { kind: 'lenses' });
    assert.equal(threads.length, 1);
    threads[0]?.answer({ id: 2, answer: ['two'] });
    threads[0]?.answer({ id: 1, answer: ['one'] });
    assert.deepEqual([await first, await second], [['one'], ['two']]);
  });

  it('takes a stale answer for none, and passes a failure on', async () => {
    const { link, threads } = played();
    const stale = link.ask('a', 1, { kind: 'folds' });
    const failed = link.ask('a', 1, { kind: 'folds' });
    threads[0]?.answer({ id: 1, stale: true });
    threads[0]?.answer({ id: 2, error: 'no' });
    assert.equal(await stale, undefined);
    await assert.rejects(failed, /no/);
  });

  it('lets nobody wait for a thread that is gone, tells of it, and starts another', async () => {
    const { link, threads, lost } = played();
    const waiting = link.ask('a', 1, { kind: 'folds' });
    threads[0]?.emit('error', new Error('gone'));
    threads[0]?.emit('exit', 1);
    assert.equal(await waiting, undefined);
    assert.deepEqual(lost.map((error) => error?.message), ['gone']);
    assert.equal(link.running, false);
    link.tell({ kind: 'closed', uri: 'a' });
    assert.equal(threads.length, 2);
  });

  it('ends it without being told that it is lost', async () => {
    const { link, threads, lost } = played();
    const waiting = link.ask('a', 1, { kind: 'folds' });
    link.end();
    threads[0]?.emit('exit', 0);
    assert.equal(await waiting, undefined);
    assert.deepEqual([threads[0]?.ended, lost], [true, []]);
  });
});
