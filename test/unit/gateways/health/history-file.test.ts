import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { HistoryFile, historyFileName, type HistoryFileOptions, type HistoryFiles } from '../../../../src/gateways/health/history-file.ts';
import { historyLine, keptMs, signalEntry, type HistoryEntry } from '../../../../src/gateways/health/history.ts';
import { seeded } from './fake-clock.ts';
import { answered, minuteMs, noonMs } from './signals.ts';

const look = (atMs: number, latencyMs = 300): HistoryEntry => signalEntry(answered(atMs, { latencyMs }), 'healthy');

/** Node's own files until told that the disk is full after so many bytes. */
function fullableDisk(): { files: HistoryFiles; full: { afterBytes: number } | null; code: string } {
  const disk = {
    full: null as { afterBytes: number } | null,
    code: 'ENOSPC',
    files: {
      ...fs.promises,
      open: async (...args: Parameters<typeof fs.promises.open>) => {
        const handle = await fs.promises.open(...args);
        const write = handle.write.bind(handle) as (bytes: Buffer, offset: number, length?: number) => Promise<{ bytesWritten: number; buffer: Buffer }>;
        const put = async (bytes: Buffer, offset: number) => {
          if (!disk.full) return write(bytes, offset);
          const room = Math.min(disk.full.afterBytes, bytes.length - offset);
          if (room === 0) throw Object.assign(new Error('no space left on device'), { code: disk.code });
          disk.full.afterBytes -= room;
          return write(bytes, offset, room);
        };
        const writeFile = async (text: string): Promise<void> => {
          const bytes = Buffer.from(text);
          for (let done = 0; done < bytes.length; ) done += (await put(bytes, done)).bytesWritten;
        };
        return Object.assign(handle, { write: put, writeFile });
      },
    } as HistoryFiles,
  };
  return disk;
}

describe('history file', () => {
  let folder = '';
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-history-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const open = (changes: Partial<HistoryFileOptions> = {}): HistoryFile =>
    new HistoryFile({ folder, gatewayId: 'acme', now: () => noonMs, ...changes });
  const lines = (file: HistoryFile): string[] => fs.readFileSync(file.path, 'utf8').split('\n');

  it('keeps what was appended, for its owner alone', async () => {
    const file = open({ folder: path.join(folder, 'a', 'b') });
    assert.deepEqual(await file.load(), []);
    assert.equal(file.problem, null);
    const all = [1, 2, 3].map((n) => look(noonMs + n));
    for (const entry of all) file.append(entry);
    await file.flush();
    assert.deepEqual(await open({ folder: path.join(folder, 'a', 'b') }).load(), all);
    if (process.platform === 'win32') return;
    assert.equal(fs.statSync(file.path).mode & 0o777, 0o600);
    assert.equal(fs.statSync(path.dirname(file.path)).mode & 0o777, 0o700);
  });

  it('loses nothing whole, wherever it is cut, and goes on behind the cut', async () => {
    const all = [1, 2, 3].map((n) => look(noonMs + n));
    const first = open();
    for (const entry of all) first.append(entry);
    await first.flush();
    const whole = fs.readFileSync(first.path);
    for (let cut = 0; cut <= whole.length; cut++) {
      fs.writeFileSync(first.path, whole.subarray(0, cut));
      const complete = whole.subarray(0, cut).toString().split('\n').filter((line) => line.endsWith('null}')).length;
      const file = open();
      assert.equal((await file.load()).length, complete, `cut at ${cut}`);
      file.append(look(noonMs + 9));
      await file.flush();
      const back = await open().load();
      assert.deepEqual([back.length, back.at(-1)?.atMs], [complete + 1, noonMs + 9], `cut at ${cut}`);
    }
  });

  it('skips garbage', async () => {
    const good = historyLine(look(noonMs));
    fs.writeFileSync(path.join(folder, historyFileName('acme')), `\u0000\u0000\n${good}\nnot json\n[1]\n\n${'x'.repeat(100_000)}\n${good}\n\ufffd`);
    assert.equal((await open().load()).length, 2);
  });

  it('puts what a clock that went back left into order', async () => {
    const file = open();
    for (const atMs of [noonMs, noonMs - minuteMs, noonMs + minuteMs]) file.append(look(atMs));
    await file.flush();
    assert.deepEqual((await open().load()).map(({ atMs }) => atMs), [noonMs - minuteMs, noonMs, noonMs + minuteMs]);
  });

  it('is written anew once a day: without what is too old, without garbage, whole', async () => {
    let nowMs = noonMs;
    const file = open({ now: () => nowMs });
    file.append(look(noonMs));
    await file.flush();
    fs.appendFileSync(file.path, 'garbage\n');
    nowMs += keptMs + 1;
    file.append(look(nowMs));
    await file.flush();
    assert.deepEqual(lines(file), ['{"schemaVersion":1}', historyLine(look(nowMs)), '']);
    assert.deepEqual(fs.readdirSync(folder), [path.basename(file.path)]);
  });

  it('stays small however much is seen', async () => {
    let nowMs = noonMs;
    const file = open({ now: () => nowMs });
    for (let n = 0; n < 40_000; n++) {
      nowMs += 10_000;
      file.append(look(nowMs));
      if (n % 1_000 === 0) await file.flush();
    }
    await file.flush();
    const kept = await open({ now: () => nowMs }).load();
    assert.ok(fs.statSync(file.path).size < 3 * 1024 * 1024, `${fs.statSync(file.path).size} bytes`);
    assert.equal(kept.reduce((total, { merged }) => total + (merged?.signals ?? 1), 0), 40_000);
  });

  it('says once that the disk is full, loses nothing, and goes on when there is room', async () => {
    let nowMs = noonMs;
    const disk = fullableDisk();
    const told: (string | null)[] = [];
    const file = open({ files: disk.files, now: () => nowMs, onProblem: (problem) => told.push(problem) });
    file.append(look(noonMs));
    await file.flush();
    const before = fs.readFileSync(file.path, 'utf8');
    // Room for part of a line, then for a whole one and a part, then for none.
    for (const afterBytes of [10, 150, 0]) {
      disk.full = { afterBytes };
      nowMs += 2 * minuteMs;
      file.append(look(nowMs));
      file.append(look(nowMs + 1));
      await file.flush();
      assert.equal(fs.readFileSync(file.path, 'utf8'), before, 'nothing half is left behind');
    }
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /^The disk is full, so the history in .*acme\.jsonl is not kept for now\. Nothing kept is lost/);
    assert.equal(file.problem, told[0]);
    disk.full = null;
    nowMs += 2 * minuteMs;
    file.append(look(nowMs));
    await file.flush();
    assert.deepEqual([told.length, told[1]], [2, null]);
    const back = await open({ now: () => nowMs }).load();
    assert.equal(back.length, 8);
    assert.equal(new Set(back.map(({ atMs }) => atMs)).size, 8, 'no entry comes twice');
  });

  it('does not hammer a full disk', async () => {
    let writes = 0;
    const disk = fullableDisk();
    const files = { ...disk.files, open: (...args: Parameters<HistoryFiles['open']>) => (writes++, disk.files.open(...args)) };
    const file = open({ files });
    disk.full = { afterBytes: 0 };
    for (let n = 0; n < 100; n++) {
      file.append(look(noonMs + n));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.ok(writes <= 2, `${writes}`);
  });

  it('keeps the old file when the disk is full while it is written anew', async () => {
    let nowMs = noonMs;
    const disk = fullableDisk();
    const file = open({ files: disk.files, now: () => nowMs });
    for (let n = 0; n < 50; n++) file.append(look(noonMs + n));
    await file.flush();
    nowMs += keptMs / 2;
    disk.full = { afterBytes: 200 };
    file.append(look(nowMs));
    await file.flush();
    assert.equal(file.problem, null);
    assert.deepEqual(fs.readdirSync(folder), [path.basename(file.path)]);
    assert.equal(lines(file).length, 53);
  });

  it('says what else keeps it from writing', async () => {
    const disk = fullableDisk();
    disk.full = { afterBytes: 0 };
    for (const [code, says] of [['EACCES', /may not be written \(EACCES\)/], ['EROFS', /may not be written/], ['EIO', /could not be kept \(EIO\)/]] as const) {
      disk.code = code;
      const file = open({ files: disk.files });
      file.append(look(noonMs));
      await file.flush();
      assert.match(file.problem ?? '', says);
    }
  });

  it('makes its folder again when somebody deleted it', async () => {
    const file = open();
    file.append(look(noonMs));
    await file.flush();
    fs.rmSync(folder, { recursive: true });
    file.append(look(noonMs + 1));
    await file.flush();
    assert.equal(file.problem, null);
    assert.deepEqual((await open().load()).map(({ atMs }) => atMs), [noonMs + 1]);
  });

  it('does not follow a link that somebody put in its place', async function () {
    if (process.platform === 'win32') this.skip();
    const elsewhere = path.join(folder, 'elsewhere');
    fs.writeFileSync(elsewhere, 'precious');
    const file = open();
    fs.symlinkSync(elsewhere, file.path);
    assert.deepEqual(await file.load(), []);
    file.append(look(noonMs));
    await file.flush();
    assert.equal(fs.readFileSync(elsewhere, 'utf8'), 'precious');
    assert.match(file.problem ?? '', /ELOOP/);
  });

  it('leaves the file of a later version as it is', async () => {
    const text = '{"schemaVersion":2}\n{"at":"2027"}\n';
    const file = open();
    fs.writeFileSync(file.path, text);
    assert.deepEqual(await file.load(), []);
    file.append(look(noonMs));
    await file.flush();
    assert.equal(fs.readFileSync(file.path, 'utf8'), text);
    assert.match(file.problem ?? '', /newer version/);
  });

  it('has a name of its own for every gateway, whatever its id', () => {
    const ids = ['acme', 'Acme', '../../etc/passwd', 'a/b', '', '.', 'con\u0000', 'x'.repeat(500), '_acme'];
    const names = ids.map(historyFileName);
    assert.equal(new Set(names).size, ids.length);
    assert.equal(names[0], 'history-acme.jsonl');
    for (const name of names) assert.match(name, /^history-[a-z0-9_-]{1,64}\.jsonl$/);
  });

  it('survives being killed at any moment: every entry said to be on disk is there', async function () {
    this.timeout(120_000);
    const random = seeded(Date.now() % 1e9);
    let next = 0;
    for (let kill = 0; kill < 12; kill++) {
      const child = spawn(process.execPath, ['--no-warnings', path.resolve('test/unit/gateways/health/history-writer.ts'), folder, String(next)]);
      let output = '';
      const ended = new Promise((resolve) => child.once('close', resolve));
      let trouble = '';
      child.stderr.on('data', (chunk: Buffer) => (trouble += chunk.toString()));
      await new Promise<void>((resolve, reject) => {
        child.stdout.once('data', () => resolve());
        child.once('close', () => reject(new Error(`the writer ended by itself: ${trouble}`)));
        child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
      });
      await new Promise((resolve) => setTimeout(resolve, random() * 40));
      child.kill('SIGKILL');
      await ended;
      const written = Number(output.split('\n').at(-2));
      const text = fs.readFileSync(path.join(folder, historyFileName('acme')), 'utf8');
      const back = await open({ now: () => Date.UTC(2026, 10, 29) }).load();
      const count = back.reduce((total, { merged }) => total + (merged?.signals ?? 1), 0);
      assert.ok(count >= written, `${count} of ${written} entries, after kill ${kill}; the file ends with ${JSON.stringify(text.slice(-60))}`);
      next = Math.max(written, count);
    }
    assert.ok(next > 100, `only ${next} entries were written`);
  });
});
