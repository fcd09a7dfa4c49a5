import * as assert from 'node:assert/strict';
import type { SystemProxy } from '../../../src/path/proxy-settings.ts';
import type { Route } from '../../../src/path/route.ts';
import { decideRoute, findClient } from '../../../src/path/routes.ts';

const url = new URL('https://api.example.com/v1');
const proxy = 'http://192.0.2.1:3101';
const other = 'http://192.0.2.2:3102';

function ask(
  editorSettings: Record<string, unknown>,
  environment: Record<string, string> = {},
  system?: SystemProxy,
  client = 'vscode-exthost-http',
): Route {
  return decideRoute(findClient(client), { url, environment, editorSettings, platform: 'linux', ...(system ? { system } : {}) }).route;
}

describe('dialects: the editor', () => {
  it('http.proxy beats the environment', () => {
    const route = ask({ 'http.proxy': proxy }, { https_proxy: other });
    assert.equal(route.proxy, proxy);
    assert.equal(route.decidedBy, 'http.proxy');
  });

  it('http.noProxy replaces NO_PROXY, also when it does not match', () => {
    const environment = { https_proxy: proxy, no_proxy: 'example.com' };
    assert.equal(ask({}, environment).decidedBy, 'no_proxy');
    assert.equal(ask({ 'http.noProxy': ['other.test'] }, environment).outcome, 'proxy');
    const matched = ask({ 'http.noProxy': [' *.test', 'EXAMPLE.com '] }, environment);
    assert.equal(matched.outcome, 'direct');
    assert.equal(matched.decidedBy, 'http.noProxy');
    assert.equal(ask({ 'http.noProxy': [] }, environment).decidedBy, 'no_proxy');
  });

  it('an http.proxy without a scheme is ignored and the environment used', () => {
    assert.equal(ask({ 'http.proxy': '192.0.2.9:1' }, { https_proxy: proxy }).decidedBy, 'https_proxy');
    assert.equal(ask({ 'http.proxy': '192.0.2.9:1' }).decidedBy, 'http.proxy');
    assert.equal(ask({ 'http.proxy': '192.0.2.9:1' }).outcome, 'direct');
  });

  it('http.proxySupport off means direct', () => {
    const route = ask({ 'http.proxySupport': 'off', 'http.proxy': proxy });
    assert.equal(route.outcome, 'direct');
    assert.equal(route.decidedBy, 'http.proxySupport');
  });

  it('a value that http.proxySupport does not know is like off; null is no default', () => {
    for (const value of ['Off', 'bogus', '', null, true, 5]) {
      const { decidedBy } = ask({ 'http.proxySupport': value, 'http.proxy': proxy });
      assert.equal(decidedBy, 'http.proxySupport', String(value));
    }
    for (const value of ['on', 'override', 'fallback']) {
      assert.equal(ask({ 'http.proxySupport': value, 'http.proxy': proxy }).outcome, 'proxy', value);
    }
  });

  it('settings of the wrong kind make the request fail, and say which', () => {
    for (const client of ['vscode-exthost-http', 'vscode-exthost-fetch']) {
      for (const value of ['example.com', [5]]) {
        const route = ask({ 'http.noProxy': value }, {}, undefined, client);
        assert.deepEqual([route.outcome, route.decidedBy], ['error', 'http.noProxy']);
      }
      assert.deepEqual(ask({ 'http.proxy': 42 }, {}, undefined, client).decidedBy, 'http.proxy');
      assert.equal(ask({ 'http.proxy': 42 }, {}, undefined, client).outcome, 'error');
      assert.equal(ask({ 'http.proxy': 42, 'http.noProxy': ['*'] }, {}, undefined, client).outcome, 'direct');
    }
    assert.equal(ask({ 'http.noProxy': 5, 'http.proxy': proxy }).outcome, 'proxy');
  });

  it("with Node's switch on at start, what the patch sends directly takes the variables' proxy", () => {
    const environment = { https_proxy: other, NODE_USE_ENV_PROXY: '1' };
    const off = { 'http.proxySupport': 'off' };
    assert.equal(ask(off, environment).proxy, other);
    assert.equal(ask({ 'http.noProxy': ['example.com'] }, environment).proxy, other);
    assert.equal(ask(off, { ...environment, no_proxy: '*' }).decidedBy, 'http.proxySupport');
    assert.equal(ask({ 'http.proxy': proxy }, environment).proxy, proxy);
    assert.equal(ask(off, { https_proxy: other, NODE_OPTIONS: '--use-env-proxy' }).outcome, 'direct');
    // The patched fetch brings an agent of its own, unless there are no certificates to add.
    assert.equal(ask(off, environment, undefined, 'vscode-exthost-fetch').outcome, 'direct');
    const bare = { ...off, 'http.systemCertificates': false };
    assert.equal(ask(bare, environment, undefined, 'vscode-exthost-fetch').proxy, other);
  });

  it('the window: any variable for both schemes, Chromium\'s rules, ALL_PROXY when there is no other', () => {
    const window = (settings: Record<string, unknown>, environment: Record<string, string>): Route =>
      ask(settings, environment, undefined, 'vscode-window');
    assert.equal(window({ 'http.proxySupport': 'off', 'http.proxy': proxy }, {}).proxy, proxy);
    assert.equal(window({}, { http_proxy: proxy, no_proxy: 'example.com' }).proxy, proxy);
    assert.equal(window({ 'http.noProxy': ['.example.com'] }, { http_proxy: proxy }).decidedBy, 'http.noProxy');
    assert.equal(window({}, { ALL_PROXY: other }).decidedBy, 'ALL_PROXY');
    assert.equal(window({ 'http.proxy': 'http://somebody:secret@192.0.2.1:3101/' }, {}).proxy, proxy);
    assert.equal(window({ 'http.proxy': 'socks=192.0.2.1:3101' }, {}).mode, 'socks4-ip');
    assert.equal(window({ 'http.proxy': 'http=192.0.2.1:3101' }, {}).outcome, 'direct');
  });

  it('without additional fetch support, fetch is Node\'s own', () => {
    const settings = { 'http.fetchAdditionalSupport': false, 'http.proxy': proxy };
    const route = ask(settings, {}, undefined, 'vscode-exthost-fetch');
    assert.equal(route.outcome, 'direct');
    assert.equal(route.decidedBy, 'http.fetchAdditionalSupport');
    const switched = ask(settings, { NODE_USE_ENV_PROXY: '1', https_proxy: other }, undefined, 'vscode-exthost-fetch');
    assert.equal(switched.proxy, other);
  });

  it('SOCKS works for https and not for fetch', () => {
    const settings = { 'http.proxy': 'socks5://192.0.2.1:1080' };
    assert.equal(ask(settings).mode, 'socks5-name');
    assert.equal(ask(settings, {}, undefined, 'vscode-exthost-fetch').outcome, 'error');
    assert.equal(ask({ 'http.proxy': 'socks4://192.0.2.1' }).mode, 'socks4a-name');
  });

  it('the system comes last; a PAC script is unknown', () => {
    const manual: SystemProxy = { store: 'gnome', mode: 'manual', https: other, bypass: ['localhost', '*.internal'] };
    assert.equal(ask({}, {}, manual).proxy, other);
    assert.equal(ask({}, {}, manual).decidedBy, 'system proxy settings');
    assert.equal(ask({}, { https_proxy: proxy }, manual).proxy, proxy);
    assert.equal(ask({}, {}, { ...manual, bypass: ['.example.com'] }).outcome, 'direct');
    assert.equal(ask({}, {}, { store: 'macos', mode: 'automatic', pacUrl: 'http://x.test/p.pac', bypass: [] }).outcome, 'unknown');
    assert.equal(ask({}, { no_proxy: 'example.com' }, manual).decidedBy, 'no_proxy');
  });
});
