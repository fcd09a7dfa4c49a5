import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Report } from '../../src/diagnosis/report.ts';
import { commands } from '../../src/editor/ids.ts';
import { startLab, type Lab } from '../../src/lab/lab.ts';
import { answering, choose } from './stage.ts';

describe('a diagnosis in depth in the extension host', () => {
  let lab: Lab;
  const methods: string[] = [];
  before(async () => {
    lab = await startLab({ onRequest: ({ method, authorization }) => void methods.push(`${method} ${authorization}`) });
    await choose('custom', lab.baseUrl);
  });
  after(async () => {
    await vscode.commands.executeCommand(commands.cancelDeepDiagnosis);
    await choose(undefined, undefined);
    await lab.close();
  });

  const until = async (what: string, holds: () => boolean): Promise<void> => {
    const lateAtMs = Date.now() + 60_000;
    while (!holds()) {
      assert.ok(Date.now() < lateAtMs, `never: ${what}; ${methods.join(', ')}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };

  it('asks how far to go, and does nothing when nobody says', async () => {
    let offered: readonly string[] = [];
    const showQuickPick = async (items: readonly { label: string; detail: string }[]): Promise<undefined> => {
      offered = items.map(({ label, detail }) => `${label}: ${detail}`);
      return undefined;
    };
    assert.equal(await answering({ showQuickPick } as never, async () => vscode.commands.executeCommand(commands.diagnoseInDepth)), undefined);
    assert.equal(offered.length, 4);
    assert.match(offered[0] ?? '', /^About 1 minute: .*60 s/);
    assert.deepEqual(methods, []);
  });

  it('runs beside a quick one, and shows what it has measured when it is cancelled', async () => {
    const deep = vscode.commands.executeCommand<Report | undefined>(commands.diagnoseInDepth, 'one-minute');
    // One connection a rung, and no key on any of them.
    await until('the ladder is open', () => methods.filter((one) => one === 'HEAD none').length >= 4);
    const quick = await vscode.commands.executeCommand<Report | undefined>(commands.diagnose);
    assert.equal(quick?.verdict.state, 'healthy', JSON.stringify(quick?.verdict));
    assert.ok(!quick.probes.some(({ id }) => id === 'idle'));
    await until('large requests were sent', () => methods.filter((one) => one === 'POST none').length >= 4);
    await vscode.commands.executeCommand(commands.cancelDeepDiagnosis);
    const report = await deep;
    const status = (id: string): string | undefined => report?.probes.find((probe) => probe.id === id)?.status;
    assert.deepEqual([status('connect'), status('http')], ['pass', 'pass']);
    // A rung that was asked in time is kept; on a slow machine there may be one.
    assert.ok(['unknown', 'pass'].includes(status('idle') ?? ''), status('idle'));
    assert.ok(status('upload') !== undefined);
  });
});
