/**
 * Writes a journal into a folder whose disk becomes full, and says as JSON what came of it. Started inside a mount
 * namespace by `journal-disk.test.ts`.
 *
 *   node full-disk-journal-process.ts FOLDER
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { JournalFile } from '../../../src/shim/journal/json-lines.ts';
import { anEntry } from '../../unit/shim/journal/entries.ts';

const [folder = ''] = process.argv.slice(2);
let nowMs = 0;
let id = 0;
const told: (string | null)[] = [];
const file = new JournalFile({ folder, now: () => nowMs, onProblem: (problem) => void told.push(problem) });

async function append(count: number): Promise<void> {
  for (let n = 0; n < count; n++) file.append(anEntry({ id: ++id }));
  await file.flush();
}

await append(20);
const ballast = path.join(folder, 'ballast');
let ballastError = '';
try {
  fs.writeFileSync(ballast, Buffer.alloc(1024 * 1024));
} catch (error) {
  ballastError = (error as NodeJS.ErrnoException).code ?? '';
}
for (let part = 0; part < 4; part++) {
  nowMs += 60_000;
  await append(50);
}
const { dropped } = file;
fs.rmSync(ballast);
nowMs += 60_000;
await append(1);
const lines = fs.readFileSync(file.path, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as { id?: number; kind: string; dropped?: number });
process.stdout.write(JSON.stringify({ ballastError, told, dropped, appended: id, lines: lines.map((line) => line.id ?? { gap: line.dropped }) }));
