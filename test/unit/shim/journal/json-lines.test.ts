import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { JournalFile, type JournalFileOptions, type JournalFiles } from '../../../../src/shim/journal/json-lines.ts';
import { anEntry } from './entries.ts';

describe('the journal as lines of JSON', () => {
  let folder = '';
  beforeEach(() => (folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-journal-')), 'journal')));
  afterEach(() => fs.rmSync(path.dirname(folder), { recursive: true, force: true }));

  const open = (options: Partial<JournalFileOptions> = {}): JournalFile => new JournalFile({ folder, now: () => 0, ...options });
  const lines = (file: JournalFile, suffix = ''): Record<string, unknown>[] =>
    fs.readFileSync(`${file.path}${suffix}`, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);

  it('is for its owner alone, and each line says its version', async () => {
    const file = open();
    const entry = anEntry({ id: 7 });
    Object.assign(entry, { authorization: 'Bearer hunter2' });
    file.append(entry);
    await file.flush();
    const [line] = lines(file);
    assert.deepEqual([line?.['schemaVersion'], line?.['id'], line?.['host']], [1, 7, 'api.acme.test']);
    assert.doesNotMatch(JSON.stringify(line), /hunter2/);
    if (process.platform === 'win32') return;
    assert.equal(fs.statSync(file.path).mode & 0o777, 0o600);
    assert.equal(fs.statSync(folder).mode & 0o777, 0o700);
  });

  it('rotates: no file grows beyond the bound, the oldest go, no line is torn', async () => {
    const file = open({ maxBytes: 2_000, maxFiles: 3 });
    for (let id = 1; id <= 60; id++) {
      file.append(anEntry({ id }));
      await file.flush();
    }
    assert.deepEqual(fs.readdirSync(folder).sort(), ['connections.jsonl', 'connections.jsonl.1', 'connections.jsonl.2']);
    for (const name of fs.readdirSync(folder)) assert.ok(fs.statSync(path.join(folder, name)).size <= 2_000, name);
    const ids = ['.2', '.1', ''].flatMap((suffix) => lines(file, suffix).map(({ id }) => id));
    assert.deepEqual(ids, Array.from({ length: ids.length }, (_, index) => 61 - ids.length + index));
  });

  it('with one file begins it anew', async () => {
    const file = open({ maxBytes: 1_000, maxFiles: 1 });
    for (let id = 1; id <= 10; id++) {
      file.append(anEntry({ id }));
      await file.flush();
    }
    assert.deepEqual(fs.readdirSync(folder), ['connections.jsonl']);
    assert.equal(lines(file).at(-1)?.['id'], 10);
    assert.ok(fs.statSync(file.path).size <= 1_000);
  });

  it('drops, counts and says so once while the disk is full, leaves no half, and goes on when there is room', async () => {
    let nowMs = 0;
    let full = false;
    const told: (string | null)[] = [];
    const file = open({ now: () => nowMs, onProblem: (problem) => told.push(problem), files: fullDisk(() => full) });
    file.append(anEntry({ id: 1 }));
    await file.flush();
    full = true;
    file.append(anEntry({ id: 2 }));
    await file.flush();
    // It rests, then tries again.
    file.append(anEntry({ id: 3 }));
    nowMs += 31_000;
    file.append(anEntry({ id: 4 }));
    await file.flush();
    assert.equal(file.dropped, 3);
    assert.match(file.problem ?? '', /^The disk is full, so connections are not written to .*connections\.jsonl for now\./);
    full = false;
    nowMs += 31_000;
    file.append(anEntry({ id: 5 }));
    await file.flush();
    assert.deepEqual(lines(file).map(({ id, dropped }) => id ?? { dropped }), [1, { dropped: 3 }, 5]);
    assert.deepEqual(told.map((one) => one === null), [false, true], 'once, and once that it is over');
    assert.equal(file.problem, null);
  });

  it('never throws where there is no place for it', async () => {
    fs.writeFileSync(path.dirname(folder) + '/journal', 'a file where the folder should be');
    const file = open();
    file.append(anEntry());
    await file.flush();
    assert.equal(file.dropped, 1);
    assert.match(file.problem ?? '', /could not be written to .* \((EEXIST|ENOTDIR)\)/);
  });

  it('does not wait for a slow disk without a bound', () => {
    const file = open({ files: { ...fs.promises, mkdir: () => new Promise<never>(() => undefined) } });
    for (let id = 0; id < 12_000; id++) file.append(anEntry({ id }));
    assert.ok(file.dropped >= 7_000 - 1, String(file.dropped));
  });
});

/** Node's own files, but a write puts half of it on the disk and then says that there is no room. */
function fullDisk(full: () => boolean): JournalFiles {
  return {
    ...fs.promises,
    async open(...args: Parameters<typeof fs.promises.open>) {
      const handle = await fs.promises.open(...args);
      const write = handle.write.bind(handle) as (bytes: Buffer, from: number) => Promise<{ bytesWritten: number }>;
      Object.assign(handle, {
        write: async (bytes: Buffer, from: number) => {
          if (!full()) return write(bytes, from);
          await write(bytes.subarray(from, from + 20), 0);
          throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
        },
      });
      return handle;
    },
  };
}
