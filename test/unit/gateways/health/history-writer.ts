/**
 * Writes a history until it is killed: entry n carries the latency n. After each part that is on disk, a line on stdout
 * says how far it got.
 *
 *   node history-writer.ts FOLDER FIRST
 */
import { HistoryFile } from '../../../../src/gateways/health/history-file.ts';

const [folder = '', first = '0'] = process.argv.slice(2);
const dayMs = 24 * 3_600_000;
// A clock that is set a day ahead and back, so that the file is written anew under way, again and again.
let nowMs = Date.UTC(2026, 10, 29) + Number(first);
const file = new HistoryFile({ folder, gatewayId: 'acme', now: () => nowMs });
await file.load();
let parts = 0;
for (let next = Number(first); ; ) {
  for (const end = next + 7; next < end; next++) {
    file.append({ atMs: nowMs++, source: 'active', state: 'healthy', latencyMs: next, kind: null, leg: null });
  }
  if (++parts % 3 === 0) nowMs += parts % 2 === 0 ? dayMs : -dayMs;
  await file.flush();
  process.stdout.write(`${next}\n`);
}
