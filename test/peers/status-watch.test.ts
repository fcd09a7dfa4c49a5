/** `gatehouse status --watch` in real time: the next look comes after a minute, and a failure is looked at once more. */
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StatusDocument } from '../../src/cli/status-document.ts';
import { startLab, type Lab } from '../../src/lab/lab.ts';
import { finished, startCli } from '../unit/cli/run-cli.ts';

const key = 'sk-test-0123456789abcdef0123456789';

describe('gatehouse status --watch, as time goes by', function () {
  this.timeout(240_000);
  let lab: Lab;
  const running: ChildProcess[] = [];
  before(async () => {
    lab = await startLab();
  });
  after(async () => {
    for (const child of running) child.kill('SIGKILL');
    await lab.close();
  });

  async function printed(child: ChildProcess, has: (text: string) => boolean, limitMs: number): Promise<string> {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    for (const end = Date.now() + limitMs; Date.now() < end; await sleep(50)) if (has(text)) return text;
    return assert.fail(`not printed in ${limitMs} ms: ${text}`);
  }

  it('prints the first state, then each change as one line, and ends with the signal', async () => {
    const child = startCli(['status', '--base-url', lab.baseUrl, '--watch', '--interval', '60', '--json'], { GATEHOUSE_API_KEY: key });
    running.push(child);
    const whole = finished(child);
    await printed(child, (text) => text.includes('"healthy"'), 20_000);
    lab.setScenario('gateway-error');
    await printed(child, (text) => text.includes('"down"'), 150_000);
    child.kill('SIGINT');
    const { code, stdout, stderr } = await whole;
    assert.deepEqual([code, stderr], [130, '']);
    const documents = stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as StatusDocument);
    const states = documents.map(({ gateways }) => gateways[0]?.state);
    assert.deepEqual([states[0], states.at(-1)], ['healthy', 'down']);
    assert.ok(states.length <= 3, `${states.join()}: a change is printed once`);
    assert.ok(documents.every(({ schemaVersion, gateways }) => schemaVersion === 1 && gateways.length === 1));
    assert.ok(!stdout.includes(key));
    assert.throws(() => process.kill(child.pid ?? 0, 0), 'no process is left');
  });
});
