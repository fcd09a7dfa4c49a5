/**
 * Keeps a history in a folder whose disk is nearly full, and says as JSON what came of it. Started inside a mount
 * namespace by `history-disk.test.ts`.
 *
 *   node full-disk-process.ts FOLDER
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { HistoryFile } from '../../../src/gateways/health/history-file.ts';
import type { HistoryEntry } from '../../../src/gateways/health/history.ts';

const [folder = ''] = process.argv.slice(2);
const startMs = Date.UTC(2026, 10, 29);
let nowMs = startMs;
const told: (string | null)[] = [];
const options = { folder, gatewayId: 'acme', now: () => nowMs, onProblem: (problem: string | null) => void told.push(problem) };
const file = new HistoryFile(options);
let appended = 0;

async function append(count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const entry: HistoryEntry = { atMs: nowMs++, source: 'active', state: 'healthy', latencyMs: appended++, kind: null, leg: null };
    file.append(entry);
  }
  await file.flush();
}

await file.load();
await append(50);
const ballast = path.join(folder, 'ballast');
let ballastError = '';
try {
  fs.writeFileSync(ballast, Buffer.alloc(1024 * 1024));
} catch (error) {
  ballastError = (error as NodeJS.ErrnoException).code ?? '';
}
const whileFull: { lines: number; bytes: number }[] = [];
for (let part = 0; part < 5; part++) {
  nowMs += 2 * 60_000;
  await append(100);
  const text = fs.readFileSync(file.path, 'utf8');
  whileFull.push({ lines: text.split('\n').length - 1, bytes: text.length });
}
const problem = file.problem;
fs.rmSync(ballast);
nowMs += 2 * 60_000;
await append(1);
const back = await new HistoryFile({ ...options, onProblem: () => undefined }).load();
process.stdout.write(
  JSON.stringify({ ballastError, whileFull, problem, told, appended, back: back.map(({ latencyMs }) => latencyMs) }),
);
