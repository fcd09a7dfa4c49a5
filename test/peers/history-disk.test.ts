/** A gateway's history on a disk that is really full: a tmpfs of 128 KB in a mount namespace of its own. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pinnedNode } from '../workbench/project.js';

interface Outcome {
  ballastError: string;
  whileFull: { lines: number; bytes: number }[];
  problem: string | null;
  told: (string | null)[];
  appended: number;
  back: number[];
}

describe('a history on a full disk', () => {
  let folder = '';
  before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-full-'))));
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('loses nothing, says so once, and goes on when there is room', () => {
    const program = path.resolve('test/peers/rigs/full-disk-process.ts');
    const script = 'mount -t tmpfs -o size=128k,mode=0700 none "$1" && exec "$2" --no-warnings "$3" "$1"';
    const ended = spawnSync('unshare', ['--mount', '/bin/sh', '-c', script, 'sh', folder, pinnedNode, program], { encoding: 'utf8', timeout: 60_000 });
    assert.equal(ended.status, 0, ended.stderr);
    const { ballastError, whileFull, problem, told, appended, back } = JSON.parse(ended.stdout) as Outcome;
    assert.equal(ballastError, 'ENOSPC', 'the disk was full');
    assert.match(problem ?? '', /^The disk is full, so the history in .*history-acme\.jsonl is not kept for now\./);
    assert.deepEqual(told.map((one) => one === null), [false, true], 'said once, and once that it is over');
    // Room may be left in the last page; a part that does not fit leaves nothing behind.
    assert.equal(new Set(whileFull.slice(1).map(({ bytes }) => bytes)).size, 1);
    assert.equal((whileFull[0]?.lines ?? 0) % 50, 1, 'the head line, and whole parts');
    assert.deepEqual(back, Array.from({ length: appended }, (_, n) => n), 'every entry, once, in order');
  });
});
