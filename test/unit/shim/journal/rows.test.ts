import * as assert from 'node:assert/strict';
import { byteWords } from '../../../../src/shim/journal/byte-words.ts';
import { connectionSteps } from '../../../../src/shim/journal/connection-steps.ts';
import { endWords, hasFailed } from '../../../../src/shim/journal/end-words.ts';
import type { JournalEnd } from '../../../../src/shim/journal/entry.ts';
import { connectionRow, passes, rowCells, rowTitles, type RowFilter } from '../../../../src/shim/journal/rows.ts';
import { anEntry, startMs } from './entries.ts';

describe('connections in words', () => {
  it('are rows of nine cells, each with a title', () => {
    const row = connectionRow(anEntry({ process: { pid: 4711, name: 'node' } }), startMs);
    assert.equal(rowTitles().length, rowCells.length);
    assert.match(row.when, /^\d\d:00:00$/);
    assert.deepEqual(rowCells.slice(1).map((cell) => row[cell]), [
      'terminal, node 4711',
      'api.acme.test:443',
      'by http://proxy.test:3128',
      'HTTPS_PROXY',
      '2.1 s',
      '1.4 KB up, 23 KB down',
      '900 ms',
      'closed by the client',
    ]);
  });

  it('of one that lives last until now', () => {
    const { end, ...living } = anEntry({ host: '::1', port: 8080, timings: {}, bytesUp: 0, bytesDown: 0, longestSilenceMs: 0 });
    assert.ok(end);
    delete living.route;
    const row = connectionRow(living, startMs + 12_000);
    assert.deepEqual(
      [row.live, row.failed, row.duration, row.host, row.route, row.bytes, row.silence, row.end],
      [true, false, '12.0 s', '[::1]:8080', '', '', '', 'open'],
    );
  });

  it('hold nothing that could move a terminal', () => {
    const row = connectionRow(anEntry({ host: 'evil\u001b[2J.test', caller: 'a\nb' }), startMs);
    for (const cell of rowCells) assert.doesNotMatch(row[cell], /[\u0000-\u001f]/, cell);
  });

  const ends: [JournalEnd | undefined, string, boolean][] = [
    [undefined, 'open', false],
    [{ by: 'client', how: 'closed' }, 'closed by the client', false],
    [{ by: 'upstream', how: 'closed' }, 'closed by the host', false],
    [{ by: 'shim', how: 'closed' }, 'closed by the shim', false],
    [{ by: 'client', how: 'reset' }, 'broken off by the client', false],
    [{ by: 'upstream', how: 'reset', leg: 'tcp', code: 'ECONNRESET' }, 'broken off by the host: TCP, ECONNRESET', true],
    [{ by: 'upstream', how: 'reset', leg: 'proxy', code: 'ECONNRESET' }, 'broken off by the proxy: proxy, ECONNRESET', true],
    [{ by: 'upstream', how: 'refused', leg: 'proxy', code: 'PROXY_407', status: 407 }, 'not opened: proxy, PROXY_407, answered 407', true],
    [{ by: 'shim', how: 'refused', leg: 'settings', code: 'FORBIDDEN_TARGET', status: 403 }, 'refused by the shim: settings, FORBIDDEN_TARGET, answered 403', true],
    [{ by: 'shim', how: 'refused', code: 'FORBIDDEN_TARGET', status: 403 }, 'refused by the shim: FORBIDDEN_TARGET, answered 403', true],
    [{ by: 'client', how: 'refused' }, 'given up by the client before it was open', true],
    [{ by: 'shim', how: 'deadline', leg: 'dns', code: 'DEADLINE' }, 'ended by a clock of the shim: DNS, DEADLINE', true],
    [{ by: 'shim', how: 'stopped' }, 'ended with the shim', false],
  ];
  for (const [end, words, failed] of ends) {
    it(`end: ${words}`, () => {
      assert.equal(endWords(end), words);
      assert.equal(hasFailed(end ? { end } : {}), failed);
    });
  }

  const filters: [string, RowFilter, boolean][] = [
    ['nothing asked', {}, true],
    ['text of the host, any case', { text: ' ACME ' }, true],
    ['text of the route', { text: 'proxy.test' }, true],
    ['text of nothing', { text: 'other' }, false],
    ['the caller', { caller: 'terminal' }, true],
    ['a part of a caller', { caller: 'term' }, false],
    ['failed ones', { onlyFailed: true }, false],
  ];
  for (const [name, filter, passed] of filters) {
    it(`filter: ${name}`, () => assert.equal(passes(connectionRow(anEntry(), startMs), filter), passed));
  }

  const sizes: [number, string][] = [
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.0 KB'],
    [9_949, '9.9 KB'],
    [9_951, '10 KB'],
    [999_499, '999 KB'],
    [999_500, '1.0 MB'],
    [123_456_789, '123 MB'],
    [5_000_000_000, '5.0 GB'],
  ];
  for (const [bytes, words] of sizes) it(`${bytes} bytes`, () => assert.equal(byteWords(bytes), words));
});

describe('the steps of a connection', () => {
  it('follow each other without a hole, up to the end', () => {
    const steps = connectionSteps(anEntry(), startMs);
    assert.deepEqual(
      steps.map(({ label, startMs: from, durationMs, ok }) => [label, from, durationMs, ok]),
      [
        ['Route decided', 0, 1, true],
        ['Proxy resolved', 1, 2, true],
        ['Proxy connected', 3, 17, true],
        ['Tunnel opened', 20, 40, true],
        ['First byte sent', 60, 1, true],
        ['First byte received', 61, 79, true],
        ['Data', 140, 2_000, true],
      ],
    );
  });

  const stopped: [string, Parameters<typeof anEntry>[0], string][] = [
    ['connecting', { timings: { routed: 1, ended: 30 }, end: { by: 'upstream', how: 'refused', leg: 'tcp', code: 'ECONNREFUSED' } }, 'Connecting'],
    ['asking the proxy', { timings: { connected: 9, ended: 30 }, end: { by: 'upstream', how: 'refused', leg: 'proxy' } }, 'Opening the tunnel'],
    ['waiting', { timings: { connected: 9, tunnelled: 12, ended: 30 }, end: { by: 'shim', how: 'deadline' } }, 'Waiting for the host'],
  ];
  for (const [name, changes, label] of stopped) {
    it(`name what was under way when it failed: ${name}`, () => {
      const last = connectionSteps(anEntry(changes), startMs).at(-1);
      assert.deepEqual([last?.label, last?.ok, (last?.startMs ?? 0) + (last?.durationMs ?? 0)], [label, false, 30]);
    });
  }
});
