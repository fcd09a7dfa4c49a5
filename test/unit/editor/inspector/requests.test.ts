import * as assert from 'node:assert/strict';
import { RequestList } from '../../../../media/inspector/request-list.ts';
import { parseRequest, type HostMessage, type RequestsMessage } from '../../../../src/editor/inspector/protocol.ts';
import { requestDetail, requestLabels } from '../../../../src/editor/inspector/request-snapshot.ts';
import { RequestsSender } from '../../../../src/editor/inspector/requests-sender.ts';
import { spendSnapshot } from '../../../../src/editor/inspector/spend-snapshot.ts';
import type { RequestEntry } from '../../../../src/shim/endpoint/journal/request-entry.ts';
import { requestRow } from '../../../../src/shim/endpoint/journal/request-rows.ts';
import { emptyLedger, ledgerAfter } from '../../../../src/shim/endpoint/spend/ledger.ts';
import { aFallback, aLive, aRequest, aTruncated, startMs } from '../../shim/endpoint/journal/requests.ts';

describe('the section of requests', () => {
  it('shows a fallback closely: two attempts on one axis, with their times and words', () => {
    const { attempts, failure, live } = requestDetail(aFallback({ leftOut: [{ target: 'lab9/z', why: 'breaker' }] }), startMs);
    assert.equal(failure, undefined);
    assert.equal(live, false);
    assert.equal(attempts.total, '2.0 s');
    assert.deepEqual(attempts.rows.map(({ target, why, state }) => [target, why, state]), [['lab0/a', 'first attempt', 'failed'], ['lab1/a', 'fallback', 'answered']]);
    const [first, second] = attempts.rows;
    assert.match(first?.end ?? '', /^failed: .+ \(gateway\), status 502$/);
    assert.deepEqual(second?.steps, ['200 ms', '10 ms', '190 ms', '300 ms', '1.2 s']);
    assert.equal(second?.steps.length, attempts.steps.length);
    for (const { spans } of attempts.rows) for (const { start, share } of spans) assert.ok(start >= 0 && share > 0 && start + share <= 1.0001);
    assert.ok((attempts.committed?.at ?? 0) > 0.39 && (attempts.committed?.at ?? 0) < 0.41);
  });

  it('says why one failed, where, and what to do next, and which of its ids to give to whom', () => {
    const { failure, facts, hasGateway } = requestDetail(aTruncated({ provider: 'Acme' }), startMs);
    assert.equal(failure?.leg, 'stream');
    assert.match(failure?.title ?? '', /closed in the middle/);
    assert.notEqual(failure?.nextStep, '');
    assert.equal(hasGateway, true);
    const fact = (label: string): string | undefined => facts.find((one) => one.label === label)?.value;
    assert.equal(fact('Generation id of the gateway'), 'gen-1');
    assert.equal(fact('Provider'), 'Acme');
    assert.match(fact('Request') ?? '', /^1 \(the header x-gatehouse-request/);
    assert.equal(fact('The client was told'), 'status 502, code stream-cut');
  });

  it('shows one that was refused without attempts, and one that runs', () => {
    const refused = requestDetail(aRequest({ attempts: [], end: 'refused', failure: { status: 402, leg: 'settings', code: 'spending-cap' } }), startMs);
    assert.deepEqual([refused.attempts.rows.length, refused.hasGateway, refused.failure?.leg], [0, false, 'settings']);
    assert.deepEqual([requestDetail(aLive(), startMs + 900).attempts.rows[0]?.state, requestDetail(aLive(), startMs + 900).live], ['running', true]);
  });

  it('has every text', () => {
    for (const [name, text] of Object.entries(requestLabels())) assert.notEqual(text, '', name);
  });

  const actions: [object, boolean][] = [
    [{ type: 'showRequest', request: 4 }, true],
    [{ type: 'showRequest', request: null }, true],
    [{ type: 'copyRequest', request: 4 }, true],
    [{ type: 'copyRequest', request: null }, false],
    [{ type: 'diagnoseRequest', request: 0 }, false],
    [{ type: 'diagnoseRequest', gateway: 'evil' }, false],
    [{ type: 'clearRequests' }, true],
  ];
  for (const [action, good] of actions) {
    it(`${good ? 'takes' : 'refuses'} ${JSON.stringify(action)}`, () => assert.equal(parseRequest({ requestId: 1, action }) !== undefined, good));
  }
});

describe('sending requests to the page', () => {
  it('begins with all and the texts, then sends what changed, and the open one closely', () => {
    let list: RequestEntry[] = [aRequest({ id: 1 }), aLive({ id: 2 })];
    const listeners = new Set<() => void>();
    const sent: HostMessage[] = [];
    const sender = new RequestsSender({
      feed: {
        requests: () => list,
        onChange: (listener) => {
          listeners.add(listener);
          return { dispose: () => void listeners.delete(listener) };
        },
      },
      post: (message) => void sent.push(message),
      now: () => startMs + 3_000,
    });
    sender.start();
    sender.show(2);
    list = [list[0] as RequestEntry, aTruncated({ id: 2 })];
    for (const listener of listeners) listener();
    list = list.slice(1);
    for (const listener of listeners) listener();
    sender.stop();
    assert.equal(listeners.size, 0);
    const brief = sent.map((message) =>
      message.type === 'requests' ? [message.whole, message.rows.map(({ id }) => id), message.gone, message.labels !== undefined] : message.type === 'request' ? message.detail?.live : message.type,
    );
    assert.deepEqual(brief, [[true, [1, 2], [], true], true, [false, [2], [], false], false, [false, [], [1], false]]);
  });
});

describe('requests on the page', () => {
  const message = (entries: readonly RequestEntry[], more: Partial<RequestsMessage> = {}): RequestsMessage => ({
    type: 'requests', whole: false, rows: entries.map((entry) => requestRow(entry, startMs)), gone: [], ...more,
  });

  it('are found by what was asked, who answered and how they ended', () => {
    const list = new RequestList();
    list.take(message([aRequest({ id: 1 }), aFallback({ id: 2, caller: 'aider' }), aTruncated({ id: 3 })], { whole: true, labels: requestLabels() }));
    const filters: [Partial<RequestList['filter']>, number[]][] = [
      [{}, [3, 2, 1]],
      [{ text: 'LAB1' }, [2]],
      [{ text: 'truncated' }, [3]],
      [{ caller: 'aider' }, [2]],
      [{ onlyFailed: true }, [3]],
    ];
    for (const [filter, found] of filters) {
      list.filter = { text: '', caller: '', onlyFailed: false, ...filter };
      assert.deepEqual(list.rows.map(({ id }) => id), found, JSON.stringify(filter));
    }
    list.take(message([], { gone: [1, 2, 3] }));
    assert.equal(list.count, 0);
    assert.ok(list.labels, 'the texts stay');
  });
});

describe('the section of spending', () => {
  const today = '2026-11-29';

  it('says that nothing is counted yet, and shows caps all the same', () => {
    const shown = spendSnapshot({ ledger: emptyLedger, caps: [{ alias: '*', usdPerDay: 2 }] }, today);
    assert.match(shown.empty ?? '', /^Nothing is counted yet\./);
    assert.deepEqual([shown.facts.length, shown.tables.length, shown.caps[0]?.share], [0, 0, 0]);
  });

  it('shows sums, and bars by the day that cost most', () => {
    const entry = { day: today, alias: 'fast', target: 'lab0/a', caller: 'codex' };
    const ledger = ledgerAfter(ledgerAfter(emptyLedger, { ...entry, usage: { costUsd: 1 } }), { ...entry, day: '2026-11-28', usage: { costUsd: 4 } });
    const shown = spendSnapshot({ ledger, caps: [{ alias: 'fast', usdPerDay: 1 }] }, today);
    assert.deepEqual(shown.days.rows.slice(-3).map(({ day, share }) => [day, share]), [['2026-11-27', 0], ['2026-11-28', 1], ['2026-11-29', 0.25]]);
    assert.deepEqual(shown.facts.map(({ value }) => value), ['1 request, 1.00 USD', '2 requests, 5.00 USD']);
    assert.deepEqual(shown.caps.map(({ share, reached }) => [share, reached]), [[1, true]]);
    for (const { rows } of shown.tables) for (const { cells } of rows) assert.equal(cells.length, shown.columns.cells.length);
  });

  it('draws by requests where nothing cost anything', () => {
    const ledger = ledgerAfter(emptyLedger, { day: today, alias: 'a', target: 'b/c', caller: 'd' });
    assert.equal(spendSnapshot({ ledger, caps: [] }, today).days.rows.at(-1)?.share, 1);
  });
});
