import * as assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import * as os from 'node:os';
import { letOthersGoFirst } from '../../../src/path/gentle-child.ts';

describe('a child that lets others go first', () => {
  for (const detached of [false, true]) {
    it(`is less urgent than who started it, ${detached ? 'as the head of a group' : 'in the same group'}`, async () => {
      const child = spawn(process.execPath, ['-e', 'setTimeout(() => undefined, 60_000)'], { detached, stdio: 'ignore' });
      try {
        letOthersGoFirst(child, detached);
        assert.ok(child.pid !== undefined);
        assert.ok(os.getPriority(child.pid) > os.getPriority(), String(os.getPriority(child.pid)));
        const file = `/proc/${child.pid}/autogroup`;
        if (!detached || !fs.existsSync(file)) return;
        // Written without waiting; and told as `/autogroup-12 nice 10`.
        for (let tries = 0; tries < 50 && !/nice 10$/m.test(fs.readFileSync(file, 'utf8')); tries++) await pause(20);
        assert.match(fs.readFileSync(file, 'utf8'), /nice 10$/m);
      } finally {
        child.kill('SIGKILL');
      }
    });
  }

  it('that could not be started is left alone', async () => {
    const child = spawn('/nowhere/at/all', []);
    const failed = new Promise((resolve) => child.once('error', resolve));
    letOthersGoFirst(child, true);
    await failed;
  });
});
