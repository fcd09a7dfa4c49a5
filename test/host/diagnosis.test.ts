import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands, settings } from '../../src/editor/ids.ts';
import type { Stage } from './stage.ts';
import { answering, choose, labStage, write } from './stage.ts';

describe('a diagnosis in the extension host', () => {
  let stage: Stage;
  before(async () => (stage = await labStage()));
  after(() => stage.close());
  afterEach(() => stage.lab.setScenario('healthy'));

  it('gives its report to whoever executed the command', async () => {
    const report = await stage.diagnose();
    assert.equal(report?.schemaVersion, 1);
    assert.equal(report.verdict.state, 'healthy', JSON.stringify(report.verdict));
    assert.equal(report.subject.gateway.baseUrl, stage.lab.baseUrl);
    assert.equal(report.subject.context, 'extension-host');
    assert.ok(report.probes.length >= 6);
  });

  it("compares the host's own HTTP stacks on the same address", async () => {
    const report = await stage.diagnose();
    const text = JSON.stringify(report?.probes);
    for (const client of ['vscode-exthost-http', 'vscode-exthost-fetch']) assert.ok(text.includes(client), client);
  });

  it('sees what is wrong with the gateway', async () => {
    stage.lab.setScenario('no-credit');
    const report = await stage.diagnose();
    assert.notEqual(report?.verdict.state, 'healthy');
    assert.equal(report?.verdict.leg, 'account', JSON.stringify(report?.verdict));
  });

  it('opens the inspector', async () => {
    await stage.diagnose();
    const tabs = vscode.window.tabGroups.all.flatMap(({ tabs: all }) => all);
    const inspectors = tabs.filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.includes('gatehouse.inspector'));
    assert.equal(inspectors.length, 1);
  });

  it('can be cancelled', async () => {
    stage.lab.setScenario('hang-before-headers');
    const running = stage.diagnose();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const cancelledAtMs = Date.now();
    await vscode.commands.executeCommand(commands.cancelDiagnosis);
    assert.equal(await running, undefined);
    assert.ok(Date.now() - cancelledAtMs < 2_000);
  });

  it('names settings that name no gateway, and sends nothing', async () => {
    // Of the diagnosis that was cancelled just before, some are told of only when their connection has ended.
    for (let before = -1; before !== stage.requests.length; ) {
      before = stage.requests.length;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
    stage.requests.length = 0;
    let said = '';
    const showErrorMessage = async (message: string): Promise<undefined> => void (said = message);
    await choose('custom', 'no URL');
    try {
      const report = await answering({ showErrorMessage } as never, () => stage.diagnose());
      assert.equal(report, undefined);
      assert.match(said, /no URL/);
      assert.deepEqual(stage.requests, []);
    } finally {
      await choose('custom', stage.lab.baseUrl);
    }
  });

  it("follows the editor's own proxy setting, names it, and hides its credentials", async () => {
    await write('http.proxy', 'http://somebody:hunter22-password@127.0.0.1:9');
    await choose('custom', 'https://gateway.invalid/v1');
    try {
      const report = await stage.diagnose();
      assert.equal(report?.verdict.leg, 'proxy', JSON.stringify(report?.verdict));
      const route = report?.subject.routes.find(({ client }) => client === 'vscode-exthost-http');
      assert.deepEqual([route?.outcome, route?.decidedBy], ['proxy', 'http.proxy']);
      assert.ok(!JSON.stringify(report).includes('hunter22'));
    } finally {
      await write('http.proxy', undefined);
      await choose('custom', stage.lab.baseUrl);
    }
  });

  it('explains an error text for other tools', async () => {
    const explanation = await vscode.commands.executeCommand<{ matches: { leg: string }[] }>(
      commands.explainError,
      'Error: connect ECONNREFUSED 127.0.0.1:7890',
    );
    assert.ok(explanation.matches.length > 0);
  });

  it('never takes its gateway from the workspace', () => {
    assert.equal(vscode.workspace.getConfiguration().get(settings.customBaseUrl), stage.lab.baseUrl);
  });
});
