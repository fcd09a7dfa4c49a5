import * as assert from 'node:assert/strict';
import type { SystemProxy } from '../../../../src/path/proxy-settings.ts';
import type { EditorHost, RouteQuestion } from '../../../../src/path/route.ts';
import { editorSource } from '../../../../src/path/dialects/vscode-source.ts';
import { resolveRoute } from '../../../../src/path/routes.ts';

const manual: SystemProxy = { store: 'gnome', mode: 'manual', https: 'http://192.0.2.9:3109', http: 'http://192.0.2.9:3109', bypass: [] };
const script: SystemProxy = { store: 'gnome', mode: 'automatic', pacUrl: 'http://192.0.2.9/proxy.pac', bypass: [] };
const near = { 'http.useLocalProxyConfiguration': true };
const off = { 'http.useLocalProxyConfiguration': false };
const all = { ALL_PROXY: 'socks5://192.0.2.7:1080' };
const one = { HTTPS_PROXY: 'http://192.0.2.1:3101' };

type Row = readonly [
  what: string,
  host: EditorHost | undefined,
  more: Pick<RouteQuestion, 'editorSettings' | 'system'> & { environment?: Record<string, string> },
  expected: readonly [outcome: string, proxy: string | null, decidedBy: string, source: string | undefined],
];

const rows: readonly Row[] = [
  ['here, nothing set', 'local', {}, ['direct', null, 'nothing set', 'system']],
  ['here, the system has a proxy', 'local', { system: manual }, ['proxy', 'http://192.0.2.9:3109', 'system proxy settings', 'system']],
  ['here, the system has a script', 'local', { system: script }, ['unknown', null, 'system proxy settings', 'system']],
  ['here, a variable the extension host does not read and the window does', 'local', { environment: all }, ['proxy', 'http://192.0.2.7:1080', 'ALL_PROXY', 'system']],
  ['here, a proxy without a scheme: passed over, and the window takes it', 'local', { editorSettings: { 'http.proxy': '192.0.2.5:3105' } }, ['proxy', 'http://192.0.2.5:3105', 'http.proxy', 'system']],
  ['here, a variable comes first', 'local', { environment: one, system: manual }, ['proxy', 'http://192.0.2.1:3101', 'HTTPS_PROXY', 'env']],
  ['elsewhere, the system of that machine is not asked', 'remote', { system: manual }, ['direct', null, 'nothing set', 'remote']],
  ['elsewhere, told not to', 'remote', { system: manual, editorSettings: off }, ['direct', null, 'nothing set', 'remote']],
  ['elsewhere, told to ask the window', 'remote', { system: manual, editorSettings: near }, ['unknown', null, 'http.useLocalProxyConfiguration', 'system']],
  ['elsewhere, told to ask, and a variable comes first', 'remote', { environment: one, editorSettings: near }, ['proxy', 'http://192.0.2.1:3101', 'HTTPS_PROXY', 'env']],
  ['elsewhere, http.proxy', 'remote', { editorSettings: { 'http.proxy': 'http://192.0.2.3:3103' } }, ['proxy', 'http://192.0.2.3:3103', 'http.proxy', 'setting']],
  ['a browser has no window to ask', 'browser', { system: manual, environment: all, editorSettings: near }, ['direct', null, 'nothing set', 'system']],
  ['a browser, told not to ask', 'browser', { system: manual }, ['direct', null, 'nothing set', 'remote']],
  ['not known where', undefined, { system: manual }, ['proxy', 'http://192.0.2.9:3109', 'system proxy settings', 'system']],
  ['a list of its own', 'local', { editorSettings: { 'http.noProxy': ['example.com'] }, environment: one }, ['direct', null, 'http.noProxy', 'noProxyConfig']],
  ['the list of the environment', 'local', { environment: { ...one, NO_PROXY: 'example.com' } }, ['direct', null, 'NO_PROXY', 'noProxyEnv']],
  ['the list of the environment, switched off by an entry of its own', 'local', { editorSettings: { 'http.noProxy': ['other.test'] }, environment: { ...one, NO_PROXY: 'example.com' } }, ['proxy', 'http://192.0.2.1:3101', 'HTTPS_PROXY', 'env']],
  ['the patch keeps out of it', 'local', { editorSettings: { 'http.proxySupport': 'off' }, environment: one }, ['direct', null, 'http.proxySupport', undefined]],
];

describe('dialects: where the extension host runs', () => {
  for (const [what, editorHost, { environment = {}, ...more }, expected] of rows) {
    it(`${what}: ${expected.join(', ')}`, () => {
      const question: RouteQuestion = {
        url: new URL('https://api.example.com/v1'),
        environment,
        platform: 'linux',
        ...(editorHost && { editorHost }),
        ...more,
      };
      const route = resolveRoute('vscode-exthost-http', question);
      assert.deepEqual([route.outcome, route.proxy, route.decidedBy, editorSource(route, question)], expected);
    });
  }

  it('this machine itself is never proxied', () => {
    const question: RouteQuestion = { url: new URL('https://127.0.0.1/'), environment: one, platform: 'linux' };
    assert.equal(editorSource(resolveRoute('vscode-exthost-fetch', question), question), 'localhost');
  });
});
