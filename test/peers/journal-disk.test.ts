/** The journal of the shim on a disk that is really full: a tmpfs of 128 KB in a mount namespace of its own. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pinnedNode } from '../workbench/project.js';

interface Outcome {
  ballastError: string;
  told: (string | null)[];
  dropped: number;
  appended: number;
  lines: (number | { gap: number })[];
}

describe('a journal on a full disk', () => {
  let folder = '';
  before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-full-'))));
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('drops and counts, says so once, tears no line, and goes on when there is room', () => {
    const program = path.resolve('test/peers/rigs/full-disk-journal-process.ts');
    const script = 'mount -t tmpfs -o size=128k,mode=0700 none "$1" && exec "$2" --no-warnings "$3" "$1"';
    const ended = spawnSync('unshare', ['--mount', '/bin/sh', '-c', script, 'sh', folder, pinnedNode, program], { encoding: 'utf8', timeout: 60_000 });
    assert.equal(ended.status, 0, ended.stderr);
    const { ballastError, told, dropped, appended, lines } = JSON.parse(ended.stdout) as Outcome;
    assert.equal(ballastError, 'ENOSPC', 'the disk was full');
    assert.deepEqual(told.map((one) => one === null), [false, true], 'said once, and once that it is over');
    const ids = lines.filter((line) => typeof line === 'number');
    const gaps = lines.flatMap((line) => (typeof line === 'number' ? [] : [line.gap]));
    assert.deepEqual(gaps, [dropped]);
    assert.equal(ids.length + dropped, appended, 'every entry is there or counted');
    assert.deepEqual(ids, [...new Set(ids)].sort((a, b) => a - b));
    assert.deepEqual(lines.slice(-2), [{ gap: dropped }, appended]);
  });
});
