import * as assert from 'node:assert/strict';
import { ShimConnections } from '../../../../src/editor/shim/shim-connections.ts';
import type { Attached } from '../../../../src/shim/control/attach.ts';
import type { RequestEntry } from '../../../../src/shim/endpoint/journal/request-entry.ts';
import { emptyLedger } from '../../../../src/shim/endpoint/spend/ledger.ts';
import { aLive, aRequest, aTruncated } from '../../shim/endpoint/journal/requests.ts';

/** A shim of one run, whose requests the test tells. */
class Run {
  tell: (requests: readonly RequestEntry[]) => void = () => undefined;
  readonly attached: Attached;

  constructor(run: string) {
    this.attached = {
      greeting: { run },
      follow: async (_: unknown, onRequests: (requests: readonly RequestEntry[]) => void) => void (this.tell = onRequests),
      unfollow: async () => undefined,
      spending: async () => ({ ledger: emptyLedger, caps: [{ alias: '*', usdPerDay: 1 }] }),
    } as unknown as Attached;
  }
}

describe('the requests of a window\'s shim', () => {
  let attached: Attached | undefined;
  let changed: () => void;
  const feed = new ShimConnections({
    service: {
      standing: { state: 'on', port: 1 },
      get attached() {
        return attached;
      },
      onDidChange: (listener) => {
        changed = listener;
        return { dispose: () => undefined };
      },
    },
    switchOn: async () => undefined,
    diagnose: async () => undefined,
    diagnoseGateway: async (id) => id === 'known',
    onError: assert.fail,
  });
  const ids = (): number[] => feed.requests().map(({ id }) => id);

  it('are told, changed and cleared, and what runs is never cleared away', async () => {
    const run = new Run('one');
    attached = run.attached;
    let told = 0;
    const watch = feed.onChange(() => told++);
    run.tell([aRequest({ id: 2 }), aRequest({ id: 1 }), aLive({ id: 3 })]);
    assert.deepEqual([told, ids()], [1, [1, 2, 3]]);
    feed.clearRequests();
    assert.deepEqual([told, ids()], [2, [3]]);
    run.tell([aTruncated({ id: 3 }), aRequest({ id: 4 })]);
    assert.deepEqual(ids(), [4]);
    watch.dispose();
    const again = feed.onChange(() => undefined);
    run.tell([aRequest({ id: 1 }), aRequest({ id: 5 })]);
    assert.deepEqual(ids(), [5], 'still cleared when the page comes back');
    again.dispose();
  });

  it('begin anew with another run of the shim, whose numbers do', () => {
    const watch = feed.onChange(() => undefined);
    const run = new Run('two');
    attached = run.attached;
    changed();
    run.tell([aRequest({ id: 1 })]);
    assert.deepEqual(ids(), [1]);
    watch.dispose();
  });

  it('are kept within bounds, those that run beside', () => {
    const run = new Run('three');
    attached = run.attached;
    const watch = feed.onChange(() => undefined);
    run.tell([aLive({ id: 1 }), ...Array.from({ length: 700 }, (_, index) => aRequest({ id: index + 2 }))]);
    assert.equal(feed.requests().length, 500);
    assert.equal(ids()[0], 1);
    watch.dispose();
  });

  it('have their sums asked of the shim, where there is one', async () => {
    assert.equal((await feed.spending())?.caps.length, 1);
    attached = undefined;
    assert.equal(await feed.spending(), undefined);
    assert.deepEqual([await feed.diagnoseGateway('known'), await feed.diagnoseGateway('other')], [true, false]);
  });
});
