import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { LedgerFile, type LedgerFileOptions } from '../../../../../src/shim/endpoint/spend/ledger-file.ts';
import { spentInAll, type SpendEntry } from '../../../../../src/shim/endpoint/spend/ledger.ts';
import { FakeClock } from '../../../gateways/health/fake-clock.ts';

const entry: SpendEntry = { day: '2026-11-29', alias: 'a', target: 'g/m', caller: 'terminal', usage: { costUsd: 1 } };

describe('the file of what was spent', () => {
  let folder: string;
  let clock: FakeClock;
  let problems: (string | null)[];

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ledger-'));
    clock = new FakeClock(0);
    problems = [];
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  async function opened(changes: Partial<LedgerFileOptions> = {}): Promise<LedgerFile> {
    const file = new LedgerFile({ folder, after: clock.after, onProblem: (problem) => problems.push(problem), ...changes });
    await file.load();
    return file;
  }

  const kept = (): string => fs.readFileSync(path.join(folder, 'endpoint-spend.json'), 'utf8');

  it('is written ten seconds after the first entry, once for all, for its owner alone', async () => {
    const file = await opened();
    for (let index = 0; index < 100; index++) file.add(entry);
    await clock.until(9_999);
    assert.deepEqual(fs.readdirSync(folder), []);
    await clock.until(10_000);
    await file.flush();
    assert.equal(JSON.parse(kept()).rows[0].requests, 100);
    assert.equal(clock.waiting, 0);
    assert.deepEqual(fs.readdirSync(folder), ['endpoint-spend.json']);
    if (process.platform !== 'win32') assert.equal(fs.statSync(file.path).mode & 0o777, 0o600);
    assert.equal(spentInAll((await opened()).ledger).costUsd, 100);
    assert.deepEqual(problems, []);
  });

  it('is written when the shim ends, and not again', async () => {
    const file = await opened();
    file.add(entry);
    await file.close();
    assert.equal(spentInAll((await opened()).ledger).costUsd, 1);
    file.add(entry);
    assert.equal(clock.waiting, 0);
  });

  it('is set aside when it is broken, which is said, and begins anew', async () => {
    fs.writeFileSync(path.join(folder, 'endpoint-spend.json'), '{"schemaVersion":1,"rows":[{"da');
    const file = await opened();
    assert.match(String(problems[0]), /begin anew.*endpoint-spend\.json\.broken/);
    file.add(entry);
    await file.flush();
    assert.equal(spentInAll((await opened()).ledger).costUsd, 1);
    assert.equal(fs.readFileSync(path.join(folder, 'endpoint-spend.json.broken'), 'utf8'), '{"schemaVersion":1,"rows":[{"da');
    assert.equal(problems.length, 1);
  });

  it('is left as it is when a newer version wrote it', async () => {
    const text = '{"schemaVersion":7,"days":{}}';
    fs.writeFileSync(path.join(folder, 'endpoint-spend.json'), text);
    const file = await opened();
    file.add(entry);
    await file.flush();
    assert.equal(kept(), text);
    assert.equal(spentInAll(file.ledger).costUsd, 1);
    assert.match(String(problems[0]), /newer version/);
  });

  it('is tried again when the disk is full, which is said once, and when it is kept again', async () => {
    let full = true;
    const files = {
      ...fs.promises,
      open: ((...args: Parameters<typeof fs.promises.open>) => (full ? Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' })) : fs.promises.open(...args))) as typeof fs.promises.open,
    };
    const file = new LedgerFile({ folder, after: clock.after, onProblem: (problem) => problems.push(problem), files });
    file.add(entry);
    await clock.until(45_000);
    await file.flush();
    assert.equal(problems.length, 1);
    assert.match(String(problems[0]), /disk is full/);
    full = false;
    await clock.until(60_000);
    await file.flush();
    assert.deepEqual(problems.slice(1), [null]);
    assert.equal(spentInAll((await opened()).ledger).costUsd, 1);
  });

  it('is left alone when it may not be read', async () => {
    const files = { ...fs.promises, open: (() => Promise.reject(Object.assign(new Error('no'), { code: 'EACCES' }))) as typeof fs.promises.open };
    const file = await opened({ files });
    assert.match(String(problems[0]), /endpoint-spend\.json.*EACCES/);
    file.add(entry);
    assert.equal(clock.waiting, 0);
    assert.equal(spentInAll(file.ledger).costUsd, 1);
  });
});
