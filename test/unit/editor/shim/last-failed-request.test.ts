import * as assert from 'node:assert/strict';
import { LastFailedRequest } from '../../../../src/editor/shim/last-failed-request.ts';
import type { Attached } from '../../../../src/shim/control/attach.ts';
import type { RequestEntry } from '../../../../src/shim/endpoint/journal/request-entry.ts';
import { aTruncated } from '../../shim/endpoint/journal/requests.ts';

class Service {
  attached: Attached | undefined;
  listeners = new Set<() => void>();
  onDidChange = (listener: () => void): { dispose(): void } => {
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  };

  become(attached: Attached | undefined): void {
    this.attached = attached;
    for (const listener of this.listeners) listener();
  }
}

function answering(lastFailed: () => Promise<RequestEntry | undefined>): Attached {
  return { lastFailed } as unknown as Attached;
}

describe('the last failed request in a window', () => {
  it('is asked for when the shim is there, told of once, and forgotten when the shim is gone', async () => {
    const service = new Service();
    const last = new LastFailedRequest(service);
    let told = 0;
    last.onDidChange(() => told++);
    assert.equal(await last.ask(), undefined);
    service.become(answering(async () => aTruncated({ id: 7 })));
    assert.equal((await last.ask())?.id, 7);
    await last.ask();
    assert.equal(told, 1);
    service.become(undefined);
    assert.deepEqual([last.entry, told], [undefined, 2]);
    last.dispose();
    assert.equal(service.listeners.size, 0);
  });

  it('is nothing where the shim does not know the question, and holds no menu up', async () => {
    const service = new Service();
    const last = new LastFailedRequest(service);
    service.become(answering(() => Promise.reject(new Error('REQUEST'))));
    assert.equal(await last.ask(), undefined);
    service.become(answering(() => new Promise(() => undefined)));
    const fromMs = performance.now();
    assert.equal(await last.ask(), undefined);
    assert.ok(performance.now() - fromMs < 2_000);
    last.dispose();
  });

  it('takes no answer of a shim that is not the one any more', async () => {
    const service = new Service();
    const last = new LastFailedRequest(service);
    let answer: (entry: RequestEntry) => void = () => undefined;
    service.become(answering(() => new Promise((resolve) => (answer = resolve))));
    service.become(undefined);
    answer(aTruncated());
    await Promise.resolve();
    assert.equal(last.entry, undefined);
    last.dispose();
  });
});
