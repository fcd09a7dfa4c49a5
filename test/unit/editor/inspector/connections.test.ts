import * as assert from 'node:assert/strict';
import { ConnectionList } from '../../../../media/inspector/connection-list.ts';
import { ConnectionsSender } from '../../../../src/editor/inspector/connections-sender.ts';
import { parseRequest, type ConnectionsMessage, type HostMessage } from '../../../../src/editor/inspector/protocol.ts';
import type { ShimFeed } from '../../../../src/editor/inspector/shim-feed.ts';
import { connectionDetail, shimSnapshot } from '../../../../src/editor/inspector/shim-snapshot.ts';
import type { JournalEntry } from '../../../../src/shim/journal/entry.ts';
import { connectionRow } from '../../../../src/shim/journal/rows.ts';
import { anEntry, startMs } from '../../shim/journal/entries.ts';

/** A feed that the test writes into. */
class Feed implements ShimFeed {
  list: JournalEntry[] = [];
  is: ReturnType<ShimFeed['state']> = 'on';
  listeners = new Set<() => void>();
  state = (): ReturnType<ShimFeed['state']> => this.is;
  problem = (): undefined => undefined;
  entries = (): readonly JournalEntry[] => this.list;
  requests = (): readonly never[] => [];
  clearRequests = (): void => undefined;
  spending = async (): Promise<undefined> => undefined;
  onChange = (listener: () => void): { dispose(): void } => {
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  };
  switchOn = async (): Promise<void> => undefined;
  close = async (): Promise<boolean> => true;
  diagnose = async (): Promise<void> => undefined;
  diagnoseGateway = async (): Promise<boolean> => false;

  set(...list: JournalEntry[]): void {
    this.list = list;
    for (const listener of this.listeners) listener();
  }
}

function living(id: number): JournalEntry {
  const { end, ...entry } = anEntry({ id, timings: { connected: 20 } });
  assert.ok(end);
  return entry;
}

describe('the section of connections', () => {
  const states: [ReturnType<ShimFeed['state']>, string | undefined, RegExp][] = [
    ['off', undefined, /^The shim is off\. Switched on, /],
    ['starting', undefined, /^The shim is starting\.$/],
    ['on', undefined, /^$/],
    ['lost', undefined, /^The shim does not answer any more\./],
    ['failed', undefined, /^The shim could not be started\./],
    ['failed', 'Port 4000 is taken.', /^Port 4000 is taken\.$/],
  ];
  for (const [state, problem, sentence] of states) {
    it(`says what there is to say: ${state}${problem ? ', for a reason' : ''}`, () => {
      const shown = shimSnapshot({ state: () => state, problem: () => problem });
      assert.match(shown.sentence, sentence);
      assert.equal(shown.labels.columns.length, 9);
      for (const [name, text] of Object.entries(shown.labels)) assert.notEqual(text, '', name);
    });
  }

  it('shows one closely: what decided, who ended it, and bars that fill the whole', () => {
    const detail = connectionDetail(anEntry({ end: { by: 'upstream', how: 'reset', leg: 'tcp', code: 'ECONNRESET' } }), startMs);
    assert.deepEqual(detail.facts.slice(2, 5), [
      { label: 'Route', value: 'by http://proxy.test:3128' },
      { label: 'Decided by', value: 'HTTPS_PROXY' },
      { label: 'Why', value: 'HTTPS_PROXY is set.' },
    ]);
    assert.deepEqual(detail.facts.at(-1), { label: 'End', value: 'broken off by the host: TCP, ECONNRESET' });
    const last = detail.timeLine.bars.at(-1);
    assert.equal(Math.round(((last?.start ?? 0) + (last?.share ?? 0)) * 1_000), 1_000);
    assert.deepEqual(detail.timeLine.bars.map(({ ok }) => ok), [true, true, true, true, true, true, false]);
  });

  const requests: [object, boolean][] = [
    [{ type: 'switchShimOn' }, true],
    [{ type: 'showConnection', entry: 4 }, true],
    [{ type: 'showConnection', entry: null }, true],
    [{ type: 'closeConnection', entry: 4 }, true],
    [{ type: 'closeConnection', entry: null }, false],
    [{ type: 'closeConnection', entry: 0 }, false],
    [{ type: 'diagnoseHost', entry: 4.5 }, false],
    [{ type: 'diagnoseHost', host: 'evil.test' }, false],
  ];
  for (const [action, good] of requests) {
    it(`${good ? 'takes' : 'refuses'} ${JSON.stringify(action)}`, () => assert.equal(parseRequest({ requestId: 1, action }) !== undefined, good));
  }
});

describe('sending connections to the page', () => {
  const made = (): { feed: Feed; sent: HostMessage[]; sender: ConnectionsSender; states: string[] } => {
    const feed = new Feed();
    const sent: HostMessage[] = [];
    const states: string[] = [];
    const sender = new ConnectionsSender({ feed, post: (message) => sent.push(message), onState: () => states.push(feed.is), now: () => startMs + 5_000 });
    return { feed, sent, sender, states };
  };
  const brief = (message: HostMessage | undefined): unknown =>
    message?.type === 'connections' ? [message.whole, message.rows.map(({ id }) => id), message.gone] : message?.type;

  it('begins with all, then sends what has changed and what is gone', () => {
    const { feed, sent, sender } = made();
    feed.list = [anEntry({ id: 1 }), living(2)];
    sender.start();
    feed.set(feed.list[0] ?? living(9), anEntry({ id: 2 }), living(3));
    feed.set(...feed.list);
    feed.set(...feed.list.slice(1));
    sender.stop();
    assert.deepEqual(sent.map(brief), [[true, [1, 2], []], [false, [2, 3], []], [false, [], [1]]]);
  });

  it('follows only while the page is there', () => {
    const { feed, sent, sender } = made();
    assert.equal(feed.listeners.size, 0);
    sender.start();
    sender.start();
    assert.equal(feed.listeners.size, 1);
    sender.stop();
    assert.equal(feed.listeners.size, 0);
    feed.set(living(1));
    assert.equal(sent.length, 2);
  });

  it('leaves out the oldest that have ended, and none that lives', () => {
    const { feed, sent, sender } = made();
    feed.list = [living(1), ...Array.from({ length: 600 }, (_, index) => anEntry({ id: index + 2 }))];
    sender.start();
    sender.stop();
    const [message] = sent;
    assert.ok(message?.type === 'connections');
    assert.deepEqual([message.rows.length, message.rows[0]?.id, message.rows[1]?.id], [501, 1, 102]);
  });

  it('sends the open one closely, again when it changes, and says when it is gone', () => {
    const { feed, sent, sender } = made();
    feed.list = [living(1), living(2)];
    sender.start();
    sender.show(1);
    feed.set(feed.list[0] ?? living(9), anEntry({ id: 2 }));
    feed.set(anEntry({ id: 1 }), anEntry({ id: 2 }));
    feed.set(anEntry({ id: 2 }));
    sender.show(null);
    feed.set();
    sender.stop();
    const details = sent.flatMap((message) => (message.type === 'connection' ? [message.detail && [message.detail.id, message.detail.live]] : []));
    assert.deepEqual(details, [[1, true], [1, false], null]);
  });

  it('tells of another state of the shim, once', () => {
    const { feed, sender, states } = made();
    sender.start();
    feed.set();
    feed.is = 'lost';
    feed.set();
    feed.set();
    sender.stop();
    assert.deepEqual(states, ['lost']);
  });
});

describe('connections on the page', () => {
  const message = (entries: readonly JournalEntry[], changes: Partial<ConnectionsMessage> = {}): ConnectionsMessage => ({
    type: 'connections',
    whole: false,
    rows: entries.map((entry) => connectionRow(entry, startMs)),
    gone: [],
    ...changes,
  });
  const ids = ({ rows }: ConnectionList): number[] => rows.map(({ id }) => id);
  const failed = anEntry({ id: 2, caller: 'task', host: 'other.test', end: { by: 'upstream', how: 'refused', leg: 'dns' } });

  it('are the newest first, or the oldest', () => {
    const list = new ConnectionList();
    assert.equal(list.take(message([anEntry({ id: 3 }), anEntry({ id: 1 }), failed])), true);
    assert.deepEqual(ids(list), [3, 2, 1]);
    list.newestFirst = false;
    assert.deepEqual(ids(list), [1, 2, 3]);
    list.take(message([], { gone: [1] }));
    assert.deepEqual(ids(list), [2, 3]);
    list.take(message([anEntry({ id: 9 })], { whole: true }));
    assert.deepEqual(ids(list), [9]);
  });

  it('are filtered by text, caller and failure', () => {
    const list = new ConnectionList();
    list.take(message([anEntry({ id: 1 }), failed]));
    const filters: [Partial<ConnectionList['filter']>, number[]][] = [
      [{ text: ' OTHER ' }, [2]],
      [{ text: 'dns' }, [2]],
      [{ caller: 'terminal' }, [1]],
      [{ onlyFailed: true }, [2]],
      [{ onlyFailed: true, caller: 'terminal' }, []],
    ];
    for (const [filter, found] of filters) {
      list.filter = { text: '', caller: '', onlyFailed: false, ...filter };
      assert.deepEqual(ids(list), found, JSON.stringify(filter));
    }
    assert.deepEqual(list.callers, ['task', 'terminal']);
  });

  it('keep a chosen caller among the choices when none of its connections is left', () => {
    const list = new ConnectionList();
    list.filter = { ...list.filter, caller: 'codex' };
    list.take(message([anEntry()]));
    assert.deepEqual(list.callers, ['codex', 'terminal']);
  });

  it('stand still while paused, and are all there afterwards', () => {
    const list = new ConnectionList();
    list.take(message([anEntry({ id: 1 })]));
    list.pause(true);
    assert.equal(list.take(message([failed], { gone: [1] })), false);
    assert.deepEqual([ids(list), list.count, list.paused], [[1], 1, true]);
    list.pause(false);
    assert.deepEqual([ids(list), list.paused], [[2], false]);
  });
});
