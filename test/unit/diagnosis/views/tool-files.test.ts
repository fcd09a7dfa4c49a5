import * as assert from 'node:assert/strict';
import { renderJson } from '../../../../src/diagnosis/render/json.ts';
import { makeReport } from '../../../../src/diagnosis/report.ts';
import { judgeProxyEnvironment } from '../../../../src/diagnosis/rules/proxy-environment.ts';
import { toolFilesTable } from '../../../../src/diagnosis/views/tool-files.ts';
import { viewsOf } from '../../../../src/diagnosis/views/index.ts';
import type { ToolSetting } from '../../../../src/path/proxy-settings.ts';
import { environment, factsOf, resultOf, settingsOf } from '../samples.ts';

const tools: readonly ToolSetting[] = [
  { tool: 'git', name: 'http.proxy', value: 'http://u:hunter2@h:1', file: 'command line:' },
  { tool: 'maven', name: 'proxies.corp.host', value: 'http://u:hunter2@h:2', file: '/home/ann/.m2/settings.xml', line: 8, meaning: 'proxy' },
  { tool: 'wget', name: 'proxy_password', value: '', file: '/etc/wgetrc', line: 2, meaning: 'key' },
];
const agents: readonly ToolSetting[] = [
  { tool: 'claude-code', name: 'env.ANTHROPIC_BASE_URL', value: 'https://u:hunter2@llm.example/t/hunter2abcdefghijklmnopqrstuvw/v1?key=hunter2', file: '/home/ann/.claude/settings.json', line: 5, meaning: 'base-url' },
  { tool: 'codex', name: 'model_providers.old.base_url', value: 'https://u:hunter2@old.example/v1', file: '/home/ann/.codex/config.toml', line: 9, meaning: 'other' },
];

describe('the view of tool files', () => {
  const settings = settingsOf({ environments: [environment({ OPENAI_BASE_URL: 'https://u:hunter2@g.example/v1' })], tools, agents });

  it('has a row for each entry of the redacted report, keys hidden, files that can be opened', () => {
    const report = makeReport(
      {
        facts: factsOf(),
        results: [resultOf('proxy-environment', 'settings', judgeProxyEnvironment(settings, factsOf()), settings)],
        secrets: [],
        startedAt: '2026-01-01T00:00:00.000Z',
        durationMs: 1,
      },
      ['/home/ann'],
    );
    assert.doesNotMatch(renderJson(report), /hunter2/);
    const table = viewsOf(report).tables.find(({ id }) => id === 'tool-files');
    assert.deepEqual(table?.rows.map((cells) => cells.map(({ text }) => text).slice(0, 4)), [
      ['http.proxy', 'git', 'http://h:1', 'command line:'],
      ['proxies.corp.host', 'Maven', 'http://h:2', '~/.m2/settings.xml:8'],
      ['proxy_password', 'wget', 'set, not shown', '/etc/wgetrc:2'],
      ['env.ANTHROPIC_BASE_URL', 'Claude Code', 'https://llm.example/t/[hidden]/v1', '~/.claude/settings.json:5'],
      ['model_providers.old.base_url', 'Codex', 'https://old.example/v1', '~/.codex/config.toml:9'],
    ]);
    assert.deepEqual(table?.rows.map((cells) => cells[3]?.opens), [undefined, 1, 2, 3, 4]);
  });

  it('is left out where no file says anything, and drawn of an older report', () => {
    assert.equal(toolFilesTable(settingsOf()), undefined);
    const older = settingsOf({ tools });
    assert.equal('agents' in older.settings, false);
    assert.equal(toolFilesTable(older)?.rows.length, 3);
  });
});
