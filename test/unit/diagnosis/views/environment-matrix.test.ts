import * as assert from 'node:assert/strict';
import { containerRemarks, containerSources } from '../../../../src/diagnosis/views/container-remarks.ts';
import { environmentMatrix } from '../../../../src/diagnosis/views/environment-matrix.ts';
import { settingSides } from '../../../../src/diagnosis/views/setting-sides.ts';
import { wslRemarks } from '../../../../src/diagnosis/views/wsl-remarks.ts';
import { makeReport } from '../../../../src/diagnosis/report.ts';
import { renderJson } from '../../../../src/diagnosis/render/json.ts';
import { judgeProxyEnvironment } from '../../../../src/diagnosis/rules/proxy-environment.ts';
import type { ProxySettings, ToolSetting } from '../../../../src/path/proxy-settings.ts';
import { sharedVariables, type Surroundings } from '../../../../src/path/surroundings.ts';
import { parseDevcontainer } from '../../../../src/path/sources/devcontainer.ts';
import { environment, factsOf, resultOf, settingsOf } from '../samples.ts';

const texts = (rows: readonly (readonly { text: string; mark?: string | undefined }[])[]): string[][] =>
  rows.map((row) => row.map(({ text, mark }) => (mark === undefined ? text : `${text} [${mark}]`)));

describe('the variables by context', () => {
  it('have a column for what could not be looked at, which differs from nothing', () => {
    const table = environmentMatrix(
      settingsOf({
        environments: [
          environment({ HTTPS_PROXY: 'http://p:1' }),
          { context: 'debug-terminal', obtained: 'proved', variables: { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'a' } },
          { context: 'debug-console', obtained: 'inferred', variables: {} },
          { context: 'local-side', obtained: 'unavailable', reason: 'Look there.', variables: {} },
        ],
      }),
      factsOf(),
    );
    assert.deepEqual(table?.columns, ['Variable', 'terminal', 'debug session (integrated terminal) (proved)', 'debug session (internal console) (worked out)', 'local side (not seen)']);
    assert.deepEqual(texts(table?.rows ?? []), [
      ['HTTPS_PROXY', 'http://p:1', 'http://p:1', 'not set [differs]', 'not known [quiet]'],
      ['NO_PROXY', 'not set [quiet]', 'a [differs]', 'not set [quiet]', 'not known [quiet]'],
    ]);
    const remarks = table?.remarks.join('\n') ?? '';
    assert.match(remarks, /HTTPS_PROXY: set in terminal and debug session \(integrated terminal\); missing in debug session \(internal console\)\./);
    assert.match(remarks, /The local side could not be looked at\. Look there\./);
  });

  it('are named for every context', () => {
    const contexts = ['this-process', 'login-shell', 'editor-process', 'integrated-terminal', 'task', 'debug-terminal', 'debug-console', 'child-process', 'windows-side', 'local-side'] as const;
    const table = environmentMatrix(settingsOf({ environments: contexts.map((context) => environment({ NO_PROXY: 'a' }, context)) }), factsOf());
    assert.equal(new Set(table?.columns).size, contexts.length + 1);
    assert.ok(table?.columns.every((name) => name !== ''));
  });
});

describe('the sentences about WSL', () => {
  const said = (wslenv: string, here: Record<string, string>, windows?: Record<string, string>): string[] =>
    wslRemarks(
      settingsOf({
        environments: [environment(here), windows ? environment(windows, 'windows-side') : { context: 'windows-side', obtained: 'unavailable', variables: {} }],
        surroundings: { wsl: { version: 2, shared: sharedVariables(wslenv) } },
      }).settings,
    );
  const rows: readonly [what: string, sentences: readonly string[], ...Parameters<typeof said>][] = [
    ['nothing anywhere', [], '', {}, {}],
    ['lost without WSLENV', ['Lost on the way from Windows into WSL, as WSLENV does not name them: HTTPS_PROXY and NO_PROXY.'], '', {}, { NO_PROXY: 'a', HTTPS_PROXY: 'b' }],
    ['only into Windows is lost too', ['Lost on the way from Windows into WSL, as WSLENV does not name them: NO_PROXY.'], 'NO_PROXY/w', {}, { NO_PROXY: 'a' }],
    ['in another case is another name', ['Lost on the way from Windows into WSL, as WSLENV does not name them: NO_PROXY.'], 'no_proxy/u', {}, { NO_PROXY: 'a' }],
    ['carried, one as a path', ['WSLENV carries into WSL: NODE_EXTRA_CA_CERTS (its paths translated) and NO_PROXY.'], 'NO_PROXY/u:NODE_EXTRA_CA_CERTS/up', { NO_PROXY: 'a', NODE_EXTRA_CA_CERTS: '/mnt/c/x' }, { NO_PROXY: 'a', NODE_EXTRA_CA_CERTS: 'C:\\x' }],
    ['named and not here', ['Named in WSLENV and not here: NO_PROXY. What WSLENV says counts when WSL starts; end it with wsl --shutdown and start it again.'], 'NO_PROXY/u', {}, { NO_PROXY: 'a' }],
    ['from here to Windows', ['Windows programs that are started in WSL get through WSLENV: NO_PROXY.'], 'NO_PROXY/w', { NO_PROXY: 'a' }, {}],
    ['Windows can not be asked', ['WSLENV carries between Windows and WSL: NO_PROXY.'], 'NO_PROXY', { NO_PROXY: 'a' }, undefined],
  ];
  for (const [what, sentences, ...given] of rows) it(what, () => assert.deepEqual(said(...given), sentences));

  it('are none outside WSL', () => assert.deepEqual(wslRemarks(settingsOf({ environments: [environment({}), environment({ NO_PROXY: 'a' }, 'windows-side')] }).settings), []));
});

describe('devcontainer.json', () => {
  const text = `{
  // what every process has
  "image": "x", "containerEnv": { "NO_PROXY": "a", "OTHER": "y", "HTTPS_PROXY": "\${localEnv:HTTPS_PROXY}" },
  "remoteEnv": {
    "NODE_EXTRA_CA_CERTS": "/ca.pem",
    "OPENAI_API_KEY": "sk-secret",
    "HTTP_PROXY": null,
  },
  "customizations": { "remoteEnv": { "NO_PROXY": "b" } },
}`;
  const agents = parseDevcontainer(text, '/w/.devcontainer/devcontainer.json').settings;

  it('gives the variables that bear on the network, with their lines, and of a key that it is set', () => {
    assert.deepEqual(agents.map(({ name, value, line, meaning }) => [name, value, line, meaning]), [
      ['containerEnv.NO_PROXY', 'a', 3, 'exclusions'],
      ['containerEnv.HTTPS_PROXY', '${localEnv:HTTPS_PROXY}', 3, 'proxy'],
      ['remoteEnv.NODE_EXTRA_CA_CERTS', '/ca.pem', 5, 'trust'],
      ['remoteEnv.OPENAI_API_KEY', '', 6, 'key'],
      ['remoteEnv.HTTP_PROXY', '', 7, 'proxy'],
    ]);
  });

  it('is held against what got into the container', () => {
    const surroundings: Surroundings = { container: 'dev-container' };
    const here = { NO_PROXY: 'other', HTTPS_PROXY: 'http://p:1', NODE_EXTRA_CA_CERTS: '/ca.pem' };
    const [came, lost, ...more] = containerRemarks(settingsOf({ environments: [environment(here)], surroundings, agents }).settings);
    assert.equal(
      came,
      'Set for this container: containerEnv.HTTPS_PROXY in devcontainer.json (/w/.devcontainer/devcontainer.json:3), remoteEnv.NODE_EXTRA_CA_CERTS in devcontainer.json (/w/.devcontainer/devcontainer.json:5) and remoteEnv.HTTP_PROXY in devcontainer.json (/w/.devcontainer/devcontainer.json:7).',
    );
    assert.match(lost ?? '', /^Set for this container and not so here: containerEnv\.NO_PROXY in .*:3\)\. containerEnv counts when/);
    assert.deepEqual(more, []);
    assert.deepEqual(containerRemarks(settingsOf({ environments: [environment(here)], agents }).settings), [], 'outside a container it says nothing of this process');
  });

  it('is linked to what the Docker client adds', () => {
    const docker: ToolSetting = { tool: 'docker', name: 'proxies.default.httpsProxy', value: 'http://p:1', file: '~/.docker/config.json', line: 3, meaning: 'proxy' };
    assert.deepEqual(containerSources({ tools: [], agents }), []);
    assert.match(containerSources({ tools: [docker] }).join(), /^Containers started from here, dev containers among them, get proxies\.default\.httpsProxy/);
    assert.match(containerSources({ tools: [docker], agents }).join(), /gets proxies\.default\.httpsProxy from the Docker client, and containerEnv\.NO_PROXY,.* devcontainer\.json wins\.$/);
  });
});

describe('the settings on both sides', () => {
  const editor: NonNullable<ProxySettings['editor']> = [
    { id: 'http.proxy', value: 'http://u:hunter2@remote:1', scope: 'remote', sides: { local: 'http://u:hunter2@local:1', remote: 'http://u:hunter2@remote:1' } },
    { id: 'http.noProxy', value: ['a'], scope: 'user', sides: { local: ['a'] } },
    { id: 'http.proxySupport', value: 'override', scope: 'default' },
  ];
  const settings = settingsOf({ editor });

  it('stand side by side where they differ, without credentials', () => {
    const results = [resultOf('proxy-environment', 'settings', judgeProxyEnvironment(settings, factsOf()), settings)];
    const report = makeReport({ facts: factsOf(), results, secrets: [], startedAt: '2026-01-01T00:00:00.000Z', durationMs: 1 }, []);
    assert.doesNotMatch(renderJson(report), /hunter2/);
    const evidence = report.probes[0]?.evidence as typeof settings;
    assert.deepEqual(texts(settingSides(evidence)?.rows ?? []), [
      ['http.proxy', 'http://local:1', 'http://remote:1', 'http://remote:1 (remote side)'],
      ['http.noProxy', '["a"]', 'not set [quiet]', '["a"] (local side)'],
    ]);
  });

  it('are no table where nothing differs', () => assert.equal(settingSides(settingsOf({ editor: editor.slice(2) })), undefined));
});
