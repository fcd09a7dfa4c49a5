import * as assert from 'node:assert/strict';
import { JournalCounter, type JournalCounts } from '../../../../src/shim/journal/counts.ts';
import type { JournalEntry } from '../../../../src/shim/journal/entry.ts';

export const startMs = Date.parse('2026-11-29T10:00:00Z');

/** An entry of a tunnel through a proxy that has ended well. */
export function anEntry(changes: Partial<JournalEntry> = {}): JournalEntry {
  return {
    id: 1,
    startedAtMs: startMs,
    kind: 'tunnel',
    caller: 'terminal',
    host: 'api.acme.test',
    port: 443,
    route: { outcome: 'proxy', via: 'http://proxy.test:3128', decidedBy: 'HTTPS_PROXY', reason: 'HTTPS_PROXY is set.' },
    timings: { routed: 1, resolved: 3, connected: 20, tunnelled: 60, firstByteUp: 61, firstByteDown: 140, ended: 2_140 },
    bytesUp: 1_400,
    bytesDown: 23_456,
    longestSilenceMs: 900,
    requests: 0,
    end: { by: 'client', how: 'closed' },
    ...changes,
  };
}

/** Two connections that ended well, one that was refused by a proxy, one that lives. */
export function someCounts(hosts: readonly string[] = []): JournalCounts {
  const counter = new JournalCounter(hosts);
  counter.ended(anEntry());
  counter.ended(anEntry({ host: 'other.test', timings: { connected: 0.25, ended: 90_000_000 } }));
  counter.ended(
    anEntry({ timings: { connected: 9, ended: 50 }, bytesDown: 0, end: { by: 'upstream', how: 'refused', leg: 'proxy', code: 'PROXY_407', status: 407 } }),
  );
  counter.refused('WRONG_TOKEN');
  counter.refused('odd "code"\\\n');
  const { end, ...living } = anEntry({ id: 9, bytesUp: 5, bytesDown: 7 });
  assert.ok(end);
  return counter.read(startMs, 4, [living]);
}
