import * as assert from 'node:assert/strict';
import { findClient, decideRoute } from '../../../src/path/routes.ts';
import type { Route } from '../../../src/path/route.ts';

/**
 * Rows measured against the real clients (recording proxy, origin and DNS in a namespace without any network,
 * Debian 12, 2026-11-21). D direct, P proxied, E error, A/B/C through that proxy.
 */
const proxyA = 'http://192.0.2.1:3101';
const proxyB = 'http://192.0.2.2:3102';
const proxyC = 'http://192.0.2.3:3103';
const letters: Readonly<Record<string, string>> = { [proxyA]: 'A', [proxyB]: 'B', [proxyC]: 'C' };

const allProxies = {
  http_proxy: proxyA, HTTP_PROXY: proxyA, https_proxy: proxyA, HTTPS_PROXY: proxyA, all_proxy: proxyA, ALL_PROXY: proxyA,
};

function ask(client: string, url: string, environment: Record<string, string>): Route {
  return decideRoute(findClient(client), { url: new URL(url), environment, platform: 'linux' }).route;
}

function letter(route: Route): string {
  switch (route.outcome) {
    case 'direct':
      return 'D';
    case 'error':
      return 'E';
    case 'unknown':
      return '?';
    case 'proxy':
      return letters[route.proxy ?? ''] ?? 'P';
  }
}

const noProxyColumns: readonly { list?: string; url: string }[] = [
  { list: 'example.com', url: 'https://api.example.com/' },
  { list: 'example.com', url: 'https://notexample.com/' },
  { list: '.example.com', url: 'https://example.com/' },
  { list: '*.example.com', url: 'https://api.example.com/' },
  { list: '*', url: 'https://api.example.com/' },
  { list: 'api.example.com:443', url: 'https://api.example.com/' },
  { list: 'foo.test api.example.com', url: 'https://api.example.com/' },
  { list: '10.1.2.3', url: 'https://10.1.2.3/' },
  { list: '10.0.0.0/8', url: 'https://10.1.2.3/' },
  { list: '2001:db8::7', url: 'https://[2001:db8::7]/' },
  { url: 'https://localhost/' },
  { url: 'https://127.0.0.1/' },
  { url: 'https://[::1]/' },
  { url: 'https://loopback.example.net/' },
];

const noProxyRows: Readonly<Record<string, string>> = {
  'curl@8.23.0': 'DPDPDPPDDDPPPP',
  'curl@7.88.1': 'DPDPDPDDDDPPPP',
  'python-requests@2.34.2': 'DPDPDPPDDDPPPP',
  'python-requests@2.32.3': 'DDDPDPPDDDPPPP',
  'python-httpx@0.28.1': 'DPPPDPPDPDPPPP',
  'go@1.27.3': 'DPPDDDPDDDDDDP',
  'node-fetch-global-env@24.21.0': 'DPDDDDDDPPPPPP',
  'node-fetch-global-env@26.10.0': 'DPDDDDDDPDPPPP',
  'undici-env-agent@8.12.4': 'DPDDDDDDPDPPPP',
  'vscode-exthost-http@1.139.1': 'DPDPDDPDPPDDDP',
  // Measured as the library, @vscode/proxy-agent 0.45.0.
  'vscode-exthost-fetch@1.139.1': 'DPDPDDPDPPDDDP',
  'node-fetch@24.21.0': 'DDDDDDDDDDDDDD',
};

const variableColumns: readonly { environment: Record<string, string>; url: string }[] = [
  { environment: { HTTP_PROXY: proxyA }, url: 'http://api.example.com/' },
  { environment: { http_proxy: proxyA }, url: 'http://api.example.com/' },
  { environment: { http_proxy: proxyA, HTTP_PROXY: proxyA }, url: 'https://api.example.com/' },
  { environment: { https_proxy: proxyA, HTTPS_PROXY: proxyA }, url: 'http://api.example.com/' },
  { environment: { ALL_PROXY: proxyC }, url: 'https://api.example.com/' },
  { environment: { all_proxy: proxyC, https_proxy: proxyA }, url: 'https://api.example.com/' },
  { environment: { https_proxy: proxyA, HTTPS_PROXY: proxyA, no_proxy: 'api.example.com', NO_PROXY: 'other.test' }, url: 'https://api.example.com/' },
  { environment: { https_proxy: proxyA, HTTPS_PROXY: proxyA, no_proxy: 'other.test', NO_PROXY: 'api.example.com' }, url: 'https://api.example.com/' },
  { environment: { https_proxy: '', HTTPS_PROXY: proxyB }, url: 'https://api.example.com/' },
  { environment: { https_proxy: proxyA, HTTPS_PROXY: '' }, url: 'https://api.example.com/' },
];

const variableRows: Readonly<Record<string, string>> = {
  'curl@8.23.0': 'DADDCADABA',
  'curl@7.88.1': 'DADDCADABA',
  'python-requests@2.34.2': 'AADDCADADA',
  'python-requests@2.32.3': 'AADDCADADA',
  'python-httpx@0.28.1': 'AADDCADADA',
  'go@1.27.3': 'AADDDAADBA',
  'node-fetch-global-env@24.21.0': 'AAADDADADA',
  'node-fetch-global-env@26.10.0': 'AAADDADADA',
  'undici-env-agent@8.12.4': 'AAADDADADA',
  'vscode-exthost-http@1.139.1': 'AAAADADABA',
  'vscode-exthost-fetch@1.139.1': 'AAAADADABA',
  'node-fetch@24.21.0': 'DDDDDDDDDD',
};

const valueColumns = ['192.0.2.1:3101', 'socks5://192.0.2.1:3101', 'socks5h://192.0.2.1:3101', 'https://proxy.example:3101'];

const valueRows: Readonly<Record<string, string>> = {
  'curl@8.23.0': 'connect socks5-ip socks5-name connect+tls',
  'curl@7.88.1': 'connect socks5-ip socks5-name connect+tls',
  'python-requests@2.34.2': 'connect socks5-ip socks5-name connect+tls',
  'python-requests@2.32.3': 'connect socks5-ip socks5-name connect+tls',
  'python-httpx@0.28.1': 'connect socks5-name socks5-name connect+tls',
  'go@1.27.3': 'connect socks5-name socks5-name connect+tls',
  'node-fetch-global-env@24.21.0': 'error socks5-name error connect+tls',
  'node-fetch-global-env@26.10.0': 'error socks5-name error connect+tls',
  'undici-env-agent@8.12.4': 'error socks5-name error connect+tls',
  'vscode-exthost-http@1.139.1': 'direct socks5-name socks5-name connect+tls',
  'vscode-exthost-fetch@1.139.1': 'direct error error connect+tls',
};

function howAsked(route: Route): string {
  if (route.outcome !== 'proxy') return route.outcome;
  return `${route.mode}${route.proxy?.startsWith('https:') ? '+tls' : ''}`;
}

describe('dialects: measured rows', () => {
  for (const [client, row] of Object.entries(noProxyRows)) {
    it(`${client} reads NO_PROXY as measured`, () => {
      const found = noProxyColumns.map(({ list, url }) =>
        letter(ask(client, url, { ...allProxies, ...(list === undefined ? {} : { no_proxy: list, NO_PROXY: list }) })).replace('A', 'P'),
      );
      assert.equal(found.join(''), row);
    });
  }

  for (const [client, row] of Object.entries(variableRows)) {
    it(`${client} reads the variables as measured`, () => {
      assert.equal(variableColumns.map(({ environment, url }) => letter(ask(client, url, environment))).join(''), row);
    });
  }

  for (const [client, row] of Object.entries(valueRows)) {
    it(`${client} reads proxy values as measured`, () => {
      const found = valueColumns.map((value) => howAsked(ask(client, 'https://api.example.com/', { https_proxy: value, HTTPS_PROXY: value })));
      assert.equal(found.join(' '), row);
    });
  }
});

/** Further cells, each read off the client's source or seen when the real client ran (test/peers). */
interface Cell {
  client: string;
  url?: string;
  environment: Record<string, string>;
  expect: string;
  decidedBy?: string;
}

const target = 'https://api.example.com/v1';
const p = (extra: Record<string, string>): Record<string, string> => ({ https_proxy: proxyA, http_proxy: proxyA, ...extra });

const cells: readonly Cell[] = [
  // curl: lists, addresses, dots, case.
  { client: 'curl', environment: p({ no_proxy: 'a.test , api.example.com' }), expect: 'D', decidedBy: 'no_proxy' },
  { client: 'curl', environment: p({ no_proxy: 'a.test b.test,api.example.com' }), expect: 'A' },
  { client: 'curl@7.88.1', environment: p({ no_proxy: 'a.test b.test,api.example.com' }), expect: 'D' },
  { client: 'curl', environment: p({ no_proxy: ',,api.example.com' }), expect: 'D' },
  { client: 'curl', environment: p({ no_proxy: 'a.test,,api.example.com' }), expect: 'D' },
  { client: 'curl', environment: p({ no_proxy: '..example.com' }), expect: 'A' },
  { client: 'curl', environment: p({ no_proxy: 'EXAMPLE.com.' }), expect: 'D' },
  { client: 'curl', url: 'https://api.example.com./', environment: p({ no_proxy: 'example.com' }), expect: 'D' },
  { client: 'curl', environment: p({ no_proxy: 'a.test,*' }), expect: 'A' },
  { client: 'curl', environment: p({ no_proxy: ' *' }), expect: 'A' },
  { client: 'curl', url: 'https://10.1.2.3/', environment: p({ no_proxy: '10.0.0.0/33' }), expect: 'A' },
  { client: 'curl', url: 'https://10.1.2.3/', environment: p({ no_proxy: '10.0.0.0/0' }), expect: 'A' },
  { client: 'curl', url: 'https://[2001:db8::7]/', environment: p({ no_proxy: '2001:db8::/32' }), expect: 'D' },
  { client: 'curl', url: 'https://[2001:db8::7]/', environment: p({ no_proxy: '2001:d80::/25' }), expect: 'D' },
  { client: 'curl@8.17.0', url: 'https://[2001:db8::7]/', environment: p({ no_proxy: '2001:d80::/25' }), expect: 'A' },
  { client: 'curl', url: 'https://[2001:db8::7]/', environment: p({ no_proxy: '[2001:db8::7]' }), expect: 'A' },
  { client: 'curl@8.17.0', url: 'https://[2001:db8::7]/', environment: p({ no_proxy: '2001:db8::7' }), expect: 'D' },
  { client: 'curl@7.88.1', url: 'https://[2001:db8::7]/', environment: p({ no_proxy: '2001:db8:0::7' }), expect: 'A' },
  { client: 'curl', environment: { https_proxy: 'http://192.0.2.1' }, expect: 'P' },
  { client: 'curl', environment: { https_proxy: 'ftp://192.0.2.1:3101' }, expect: 'E', decidedBy: 'https_proxy' },
  { client: 'curl', environment: { https_proxy: '192.0.2.1:abc' }, expect: 'E' },
  { client: 'curl', environment: { https_proxy: 'user:pw@192.0.2.1:3101' }, expect: 'A' },
  { client: 'curl', environment: { https_proxy: '"http://192.0.2.1:3101"' }, expect: 'E' },
  { client: 'curl', environment: { https_proxy: 'bad value', no_proxy: 'example.com' }, expect: 'D' },
  // requests and urllib under it.
  { client: 'python-requests', environment: p({ no_proxy: 'EXAMPLE.COM' }), expect: 'D' },
  { client: 'python-requests', environment: p({ no_proxy: 'a.test,*' }), expect: 'A' },
  { client: 'python-requests', url: 'https://api.example.com:8443/', environment: p({ no_proxy: 'api.example.com:8443' }), expect: 'D' },
  { client: 'python-requests', url: 'https://api.example.com:8443/', environment: p({ no_proxy: 'api.example.com:443' }), expect: 'A' },
  { client: 'python-requests', url: 'https://10.1.2.3/', environment: p({ no_proxy: '10.0.0.0/0' }), expect: 'A' },
  { client: 'python-requests', url: 'https://[2001:db8::7]/', environment: p({ no_proxy: '[2001:db8::7]' }), expect: 'A' },
  { client: 'python-requests', environment: { https_proxy: 'localhost:3128' }, expect: 'E', decidedBy: 'https_proxy' },
  { client: 'python-requests', environment: { https_proxy: 'proxy.example:3128' }, expect: 'P' },
  { client: 'python-requests', environment: { https_proxy: 'u:p@proxy.example:3128' }, expect: 'E' },
  { client: 'python-requests', environment: { https_proxy: 'http://proxy.example:99999' }, expect: 'E' },
  { client: 'python-requests', environment: { Https_Proxy: proxyB }, expect: 'B', decidedBy: 'Https_Proxy' },
  { client: 'python-requests', url: 'http://api.example.com/', environment: { HTTP_PROXY: proxyA, REQUEST_METHOD: 'GET' }, expect: 'D' },
  { client: 'python-requests', url: 'http://api.example.com/', environment: { http_proxy: proxyA, REQUEST_METHOD: 'GET' }, expect: 'A' },
  { client: 'python-requests', environment: p({ no_proxy: '', NO_PROXY: 'example.com' }), expect: 'D', decidedBy: 'NO_PROXY' },
  // httpx: one bad value fails every request.
  { client: 'python-httpx', environment: p({ no_proxy: '[::1]' }), expect: 'E', decidedBy: 'no_proxy' },
  { client: 'python-httpx', environment: p({ no_proxy: '2001:db8::/32' }), expect: 'E' },
  { client: 'python-httpx', environment: { https_proxy: proxyA, http_proxy: 'ftp://x' }, expect: 'E', decidedBy: 'http_proxy' },
  { client: 'python-httpx', environment: { http_proxy: 'ftp://x' }, expect: 'E' },
  { client: 'python-httpx', environment: { https_proxy: 'ftp://x', no_proxy: '*' }, expect: 'D' },
  { client: 'python-httpx', environment: p({ no_proxy: 'a.test,*' }), expect: 'D' },
  { client: 'python-httpx', environment: p({ no_proxy: 'http://api.example.com' }), expect: 'A' },
  { client: 'python-httpx', environment: p({ no_proxy: 'https://api.example.com' }), expect: 'D' },
  { client: 'python-httpx', environment: p({ no_proxy: 'https://example.com' }), expect: 'A' },
  { client: 'python-httpx', url: 'https://api.example.com:8443/', environment: p({ no_proxy: 'example.com:8443' }), expect: 'D' },
  { client: 'python-httpx', environment: p({ no_proxy: '', NO_PROXY: 'example.com' }), expect: 'A' },
  { client: 'python-httpx', environment: { https_proxy: 'user:pw@192.0.2.1:3101' }, expect: 'A' },
  { client: 'python-httpx', environment: p({ no_proxy: 'a.test\tb.test' }), expect: 'E' },
  { client: 'python-httpx', url: 'https://[2001:db8::7]/', environment: p({ no_proxy: '2001:DB8::7' }), expect: 'A' },
  { client: 'python-httpx', url: 'https://b\u00fccher.example/', environment: p({ no_proxy: 'xn--bcher-kva.example' }), expect: 'A' },
  { client: 'python-httpx', url: 'https://b\u00fccher.example/', environment: p({ no_proxy: 'example' }), expect: 'D' },
  // Go.
  { client: 'go', environment: { https_proxy: 'http://us%er:pw@192.0.2.1:3101' }, expect: 'D', decidedBy: 'https_proxy' },
  { client: 'go', environment: { https_proxy: '2001:db8::9' }, expect: 'D', decidedBy: 'https_proxy' },
  { client: 'go', environment: { https_proxy: '192.0.2.1:abc' }, expect: 'D', decidedBy: 'https_proxy' },
  { client: 'go', environment: { HTTPS_PROXY: ' http://192.0.2.1:3101' }, expect: 'D', decidedBy: 'HTTPS_PROXY' },
  { client: 'go', environment: { https_proxy: 'socks4://192.0.2.1:3101' }, expect: 'P' },
  { client: 'go', environment: p({ no_proxy: 'a.test,*' }), expect: 'D' },
  { client: 'go', environment: p({ NO_PROXY: ' API.Example.COM ' }), expect: 'D', decidedBy: 'NO_PROXY' },
  { client: 'go', environment: p({ no_proxy: '*.example.com' }), url: 'https://example.com/', expect: 'A' },
  { client: 'go', environment: p({ no_proxy: '[2001:db8::7]:443' }), url: 'https://[2001:db8::7]/', expect: 'D' },
  { client: 'go', environment: p({ no_proxy: '[2001:db8::7]' }), url: 'https://[2001:db8::7]/', expect: 'A' },
  { client: 'go', environment: p({ no_proxy: '2001:db8::/32' }), url: 'https://[2001:db8::7]/', expect: 'D' },
  { client: 'go', environment: p({ no_proxy: '10.1.2.3:80' }), url: 'https://10.1.2.3/', expect: 'A' },
  { client: 'go', environment: p({}), url: 'http://127.8.9.10/', expect: 'D', decidedBy: 'loopback' },
  { client: 'go', environment: p({ no_proxy: 'bücher.example' }), url: 'https://bücher.example/', expect: 'D' },
  { client: 'go', url: 'http://api.example.com/', environment: { http_proxy: proxyA, REQUEST_METHOD: 'GET' }, expect: 'E' },
  { client: 'go', environment: p({ NO_PROXY: 'example.com', no_proxy: 'other.test' }), expect: 'D', decidedBy: 'NO_PROXY' },
  // undici 7 and 8.
  { client: 'undici-env-agent@7.30.2', environment: p({ no_proxy: 'a.test,*' }), expect: 'A' },
  { client: 'undici-env-agent', environment: p({ no_proxy: 'a.test,*' }), expect: 'D' },
  { client: 'undici-env-agent@7.30.2', environment: p({ no_proxy: '*.example.com' }), url: 'https://example.com/', expect: 'D' },
  { client: 'undici-env-agent', environment: p({ no_proxy: '*.example.com' }), url: 'https://example.com/', expect: 'A' },
  { client: 'undici-env-agent@7.30.2', environment: p({ no_proxy: '[2001:db8::7]' }), url: 'https://[2001:db8::7]/', expect: 'D' },
  { client: 'undici-env-agent', environment: p({ no_proxy: '[2001:db8::7]:443' }), url: 'https://[2001:db8::7]/', expect: 'D' },
  { client: 'undici-env-agent', environment: p({ no_proxy: 'example.com.' }), expect: 'D' },
  { client: 'undici-env-agent@7.30.2', environment: p({ no_proxy: 'example.com.' }), expect: 'A' },
  { client: 'undici-env-agent', environment: p({ no_proxy: '', NO_PROXY: 'example.com' }), expect: 'A' },
  { client: 'undici-env-agent', environment: { https_proxy: '', http_proxy: proxyB }, expect: 'B', decidedBy: 'http_proxy' },
  { client: 'undici-env-agent', environment: { https_proxy: proxyA, http_proxy: 'x:1' }, expect: 'E', decidedBy: 'http_proxy' },
  { client: 'undici-env-agent', environment: { https_proxy: ' http://192.0.2.1:3101 ' }, expect: 'A' },
  { client: 'undici-env-agent', environment: { https_proxy: 'http://192.0.2.1:3101/path' }, expect: 'E' },
  { client: 'undici-env-agent', environment: { https_proxy: 'http://us%er@192.0.2.1:3101' }, expect: 'E' },
  { client: 'undici-env-agent@7.30.2', environment: { https_proxy: 'http://us%er@192.0.2.1:3101' }, expect: 'A' },
  // Node's switch.
  { client: 'node-fetch@24.21.0', environment: p({ NODE_USE_ENV_PROXY: '1' }), expect: 'A' },
  { client: 'node-fetch@24.21.0', environment: p({ NODE_USE_ENV_PROXY: 'true' }), expect: 'D' },
  { client: 'node-fetch@24.21.0', environment: p({ NODE_OPTIONS: '--max-old-space-size=1 --use-env-proxy' }), expect: 'A' },
  { client: 'node-fetch@24.21.0', environment: p({ NODE_OPTIONS: '--no-use-env-proxy', NODE_USE_ENV_PROXY: '1' }), expect: 'D' },
  { client: 'node-fetch@24.4.0', environment: p({ NODE_USE_ENV_PROXY: '1' }), expect: 'A' },
  { client: 'node-fetch@22.21.0', environment: p({ NODE_USE_ENV_PROXY: '1' }), expect: 'A' },
  { client: 'node-fetch@22.20.0', environment: p({ NODE_USE_ENV_PROXY: '1' }), expect: 'D' },
  { client: 'node-fetch@23.11.0', environment: p({ NODE_USE_ENV_PROXY: '1' }), expect: 'D' },
  // The editor's agent.
  { client: 'vscode-exthost-http', environment: p({}), url: 'http://[::ffff:127.0.0.1]/', expect: 'A' },
  { client: 'vscode-exthost-fetch', environment: p({}), url: 'http://[::ffff:127.0.0.1]/', expect: 'D', decidedBy: 'loopback' },
  { client: 'vscode-exthost-http', environment: p({}), url: 'http://127.0.0.2/', expect: 'A' },
  { client: 'vscode-exthost-http', environment: { http_proxy: proxyB, HTTPS_PROXY: proxyA }, expect: 'A', decidedBy: 'HTTPS_PROXY' },
  { client: 'vscode-exthost-http', environment: p({ no_proxy: '2.3' }), url: 'https://10.1.2.3/', expect: 'D' },
  { client: 'vscode-exthost-http', environment: p({ no_proxy: 'example.com:443' }), expect: 'D' },
  { client: 'vscode-exthost-http', environment: p({ no_proxy: 'example.com:8443' }), expect: 'A' },
  { client: 'vscode-exthost-http', environment: p({ no_proxy: 'a.test, *' }), expect: 'A' },
  { client: 'vscode-exthost-http', environment: p({ no_proxy: 'a.test,*' }), expect: 'D' },
  { client: 'vscode-exthost-http', environment: { https_proxy: '192.0.2.1:3101', HTTPS_PROXY: proxyB }, expect: 'D', decidedBy: 'https_proxy' },
  { client: 'vscode-exthost-http', environment: { https_proxy: 'http://192.0.2.1:abc' }, expect: 'E' },
];

describe('dialects: further cells', () => {
  for (const { client, url = target, environment, expect, decidedBy } of cells) {
    it(`${client} ${url} ${JSON.stringify(environment)} -> ${expect}`, () => {
      const route = ask(client, url, environment);
      assert.equal(letter(route), expect, route.reason);
      if (decidedBy !== undefined) assert.equal(route.decidedBy, decidedBy);
    });
  }

  it('curl took 1080 where others take the port of the scheme, up to 8.20', () => {
    const environment = { https_proxy: 'http://192.0.2.1' };
    assert.equal(ask('curl', target, environment).proxy, 'http://192.0.2.1');
    assert.equal(ask('curl@8.20.0', target, environment).proxy, 'http://192.0.2.1:1080');
    assert.equal(decideRoute(findClient('go'), { url: new URL(target), environment, platform: 'linux' }).proxyUrl?.port, '');
  });

  it('plain http goes in absolute form, except where the client always tunnels', () => {
    const environment = { http_proxy: proxyA };
    const modes = ['curl', 'python-requests', 'python-httpx', 'go', 'undici-env-agent', 'undici-env-agent@7.30.2', 'vscode-exthost-http', 'vscode-exthost-fetch']
      .map((client) => ask(client, 'http://api.example.com/', environment).mode);
    assert.deepEqual(modes, ['absolute', 'absolute', 'absolute', 'absolute', 'absolute', 'connect', 'absolute', 'connect']);
  });

  it('an address is sent through SOCKS as an address or as a name, as the client does', () => {
    assert.equal(ask('go', 'https://10.1.2.3/', { https_proxy: 'socks5://192.0.2.1:1' }).mode, 'socks5-ip');
    assert.equal(ask('curl', target, { https_proxy: 'socks4a://192.0.2.1:1' }).mode, 'socks4a-name');
    assert.equal(ask('curl', 'https://10.1.2.3/', { https_proxy: 'socks4a://192.0.2.1:1' }).mode, 'socks4a-name');
    assert.equal(ask('python-requests', 'https://10.1.2.3/', { https_proxy: 'socks4a://192.0.2.1:1' }).mode, 'socks4-ip');
    assert.equal(ask('undici-env-agent', 'https://[2001:db8::7]/', { https_proxy: 'socks5://192.0.2.1:1' }).mode, 'socks5-name');
    assert.equal(ask('curl', 'https://[2001:db8::7]/', { https_proxy: 'socks4://192.0.2.1:1' }).outcome, 'error');
  });

  it('Windows does not tell the case of variables apart', () => {
    const question = { url: new URL('http://api.example.com/'), environment: { HTTP_PROXY: proxyA }, platform: 'win32' } as const;
    const { route } = decideRoute(findClient('curl'), question);
    assert.equal(route.outcome, 'proxy');
    assert.equal(route.decidedBy, 'HTTP_PROXY');
  });
});
