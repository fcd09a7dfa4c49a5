import * as assert from 'node:assert/strict';
import type { Route } from '../../../../src/path/route.ts';
import { decideRoute, findClient } from '../../../../src/path/routes.ts';

/**
 * Rows measured against the real clients (recording proxy, origin and DNS in a namespace without any network,
 * Debian 12, 2026-11-21). D direct, P proxied, E error, A/B/C through that proxy.
 */
const proxyA = 'http://192.0.2.1:3101';
const proxyB = 'http://192.0.2.2:3102';
const proxyC = 'http://192.0.2.3:3103';
const letters: Readonly<Record<string, string>> = { [proxyA]: 'A', [proxyB]: 'B', [proxyC]: 'C' };
const api = 'https://api.example.com/';
const plain = 'http://api.example.com/';

type Environment = Record<string, string>;

const both = (value: string): Environment => ({
  http_proxy: value, HTTP_PROXY: value, https_proxy: value, HTTPS_PROXY: value,
});
const all: Environment = { ...both(proxyA), all_proxy: proxyA, ALL_PROXY: proxyA };

function ask(client: string, url: string, environment: Environment, addresses?: readonly string[]): Route {
  const question = { url: new URL(url), environment, platform: 'linux', ...(addresses ? { addresses } : {}) } as const;
  return decideRoute(findClient(client), question).route;
}

function letter({ outcome, proxy }: Route): string {
  if (outcome === 'proxy') return letters[proxy ?? ''] ?? 'P';
  return { direct: 'D', error: 'E', unknown: '?' }[outcome];
}

const noProxyColumns: readonly [url: string, list?: string | undefined, addresses?: readonly string[]][] = [
  [api, 'example.com'],
  ['https://notexample.com/', 'example.com'],
  ['https://example.com/', '.example.com'],
  [api, '*.example.com'],
  [api, '*'],
  [api, 'api.example.com:443'],
  [api, 'foo.test api.example.com'],
  ['https://10.1.2.3/', '10.1.2.3'],
  ['https://10.1.2.3/', '10.0.0.0/8'],
  ['https://[2001:db8::7]/', '2001:db8::7'],
  ['http://localhost/'],
  ['http://127.0.0.1/'],
  ['http://[::1]/'],
  ['http://loopback.example.net/', undefined, ['127.0.0.1']],
];

const variableColumns: readonly [url: string, environment: Environment][] = [
  [plain, { HTTP_PROXY: proxyA }],
  [plain, { http_proxy: proxyA }],
  [api, { http_proxy: proxyA, HTTP_PROXY: proxyA }],
  [plain, { https_proxy: proxyA, HTTPS_PROXY: proxyA }],
  [api, { ALL_PROXY: proxyC }],
  [api, { all_proxy: proxyC, https_proxy: proxyA }],
  [api, { ...both(proxyA), no_proxy: 'api.example.com', NO_PROXY: 'foo.test' }],
  [api, { ...both(proxyA), no_proxy: 'foo.test', NO_PROXY: 'api.example.com' }],
  [api, { https_proxy: '', HTTPS_PROXY: proxyB }],
  [api, { https_proxy: proxyA, HTTPS_PROXY: '' }],
];

const rows: readonly [client: string, noProxy: string, variables: string, values: string][] = [
  ['curl@8.23.0', 'DPDPDPPDDDPPPP', 'DADDCADABA', 'connect socks5-ip socks5-name connect+tls'],
  ['curl@7.88.1', 'DPDPDPDDDDPPPP', 'DADDCADABA', 'connect socks5-ip socks5-name connect+tls'],
  ['git@2.55.0', 'DPDPDPPDDDPPPP', 'DADDCADADA', 'connect socks5-ip socks5-name connect+tls'],
  ['wget@1.25.0', 'DPPPPPPDPDPPPP', 'DADDDADADA', 'connect error error error'],
  ['ruby-net-http@3.3.8', 'DPPPPDDDDPDDDD', 'AAADDDDADD', 'error connect connect error'],
  ['perl-lwp@6.83', 'DPDPPPPDPDPPPP', 'AADDDAADBA', 'error error error connect+tls'],
  ['cargo@1.97.1', 'DPDPDPPDDDPPPP', 'DADDCADABA', 'connect socks5-ip socks5-name connect+tls'],
];

describe('dialects of command-line clients: measured rows', () => {
  for (const [client, noProxy, variables, values] of rows) {
    it(`${client} reads NO_PROXY as measured`, () => {
      const found = noProxyColumns.map(([url, list, addresses]) => {
        const environment = list === undefined ? all : { ...all, no_proxy: list, NO_PROXY: list };
        return letter(ask(client, url, environment, addresses)).replace('A', 'P');
      });
      assert.equal(found.join(''), noProxy);
    });

    it(`${client} reads the variables as measured`, () => {
      const found = variableColumns.map(([url, environment]) => letter(ask(client, url, environment)));
      assert.equal(found.join(''), variables);
    });

    it(`${client} reads proxy values as measured`, () => {
      const found = ['192.0.2.1:3101', 'socks5://192.0.2.1:3101', 'socks5h://192.0.2.1:3101', 'https://192.0.2.1:3101']
        .map((value) => ask(client, api, both(value)))
        .map(({ outcome, mode, proxy }) =>
          outcome === 'proxy' ? `${mode}${proxy?.startsWith('https:') ? '+tls' : ''}` : outcome,
        );
      assert.equal(found.join(' '), values);
    });
  }
});

/** Further cells, each read off the client's source and seen when the real client ran (test/peers). */
const cells: readonly {
  client: string;
  url?: string;
  environment: Environment;
  addresses?: readonly string[];
  expect: string;
  decidedBy?: string;
}[] = [
  // libcurl by release.
  { client: 'curl', url: 'https://10.1.2.3/', environment: { ...all, no_proxy: '10.1.2.3/x' }, expect: 'A' },
  { client: 'curl@8.17.0', url: 'https://10.1.2.3/', environment: { ...all, no_proxy: '10.1.2.3/x' }, expect: 'D' },
  { client: 'curl@8.20.0', environment: { https_proxy: 'ftp.example:3101' }, expect: 'E' },
  { client: 'curl', environment: { https_proxy: 'ftp.example:3101' }, expect: 'P' },
  { client: 'curl@8.17.0', environment: { https_proxy: 'http://us%0Aer:x@192.0.2.1:3101' }, expect: 'D' },
  { client: 'curl', environment: { https_proxy: 'http://us%0Aer:x@192.0.2.1:3101' }, expect: 'E' },
  { client: 'curl', environment: { https_proxy: 'http://[2001:db8::9%25lo]:3101' }, expect: 'P' },
  { client: 'curl@8.21.0', url: 'http://[::1]/', environment: { http_proxy: proxyA }, expect: 'E' },
  { client: 'curl@8.21.0', url: 'https://[::1]/', environment: { https_proxy: proxyA }, expect: 'A' },
  { client: 'curl', url: 'http://[::1]/', environment: { http_proxy: proxyA }, expect: 'A' },
  { client: 'curl@7.88.1', url: 'https://[::ffff:10.1.2.3]/', environment: { ...all, no_proxy: '::ffff:10.1.2.3' }, expect: 'D' },
  { client: 'curl', environment: { https_proxy: '192.0.2.1:' }, expect: 'E' },
  // git takes the URL apart itself.
  { client: 'git', environment: { https_proxy: '', all_proxy: proxyC }, expect: 'D' },
  { client: 'git', environment: { ...all, no_proxy: '', NO_PROXY: 'example.com' }, expect: 'A' },
  { client: 'git', environment: { https_proxy: 'http://token@192.0.2.1:3101' }, expect: 'E', decidedBy: 'https_proxy' },
  { client: 'git', environment: { https_proxy: 'http://token@192.0.2.1:3101', no_proxy: 'example.com' }, expect: 'E' },
  { client: 'git', environment: { https_proxy: 'http://user:p@ss@192.0.2.1:3101' }, expect: 'A' },
  { client: 'git', environment: { https_proxy: 'http://192.0.2.1:3101/path' }, expect: 'E' },
  { client: 'git@2.39.5', environment: { https_proxy: 'http://192.0.2.1:3101/path' }, expect: 'A' },
  { client: 'git', environment: { https_proxy: 'HTTP://192.0.2.1:3101' }, expect: 'E' },
  { client: 'git@2.54.0', environment: { https_proxy: 'xyz://192.0.2.1:3101' }, expect: 'A' },
  { client: 'git', environment: { https_proxy: 'http://' }, expect: 'D', decidedBy: 'https_proxy' },
  { client: 'git', environment: { https_proxy: '://' }, expect: 'E' },
  {
    client: 'git',
    environment: { ...all, GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'http.proxy', GIT_CONFIG_VALUE_0: proxyB },
    expect: 'B',
    decidedBy: 'GIT_CONFIG_VALUE_0',
  },
  // cargo.
  { client: 'cargo', environment: { ...all, CARGO_HTTP_PROXY: proxyB }, expect: 'B', decidedBy: 'CARGO_HTTP_PROXY' },
  { client: 'cargo', environment: { ...all, CARGO_HTTP_PROXY: '' }, expect: 'D' },
  { client: 'cargo', environment: { CARGO_HTTP_PROXY: proxyB, no_proxy: 'example.com' }, expect: 'D', decidedBy: 'no_proxy' },
  // wget.
  { client: 'wget', environment: { ...all, no_proxy: 'foo.test, \texample.com' }, expect: 'D' },
  { client: 'wget', environment: { ...all, no_proxy: 'foo.test ,api.example.com' }, expect: 'D' },
  { client: 'wget', environment: { ...all, no_proxy: 'api.example.com ,foo.test' }, expect: 'A' },
  { client: 'wget', environment: { ...all, no_proxy: 'EXAMPLE.com' }, expect: 'D' },
  { client: 'wget', environment: { https_proxy: 'user:pass@192.0.2.1:3101' }, expect: 'E' },
  { client: 'wget', environment: { https_proxy: 'token@192.0.2.1:3101' }, expect: 'A' },
  { client: 'wget', environment: { https_proxy: 'http://:x@192.0.2.1:3101' }, expect: 'E' },
  { client: 'wget', url: plain, environment: { http_proxy: 'https://192.0.2.1:3101' }, expect: 'E' },
  // Ruby resolves the name first.
  { client: 'ruby-net-http', environment: { ...all, no_proxy: '198.51.100.0/24' }, addresses: ['198.51.100.7'], expect: 'D' },
  { client: 'ruby-net-http', environment: { ...all, no_proxy: '198.51.100.7:80' }, addresses: ['198.51.100.7'], expect: 'A' },
  { client: 'ruby-net-http', url: 'https://10.1.2.3/', environment: { ...all, no_proxy: '10.0.0.0/255.0.0.0' }, expect: 'D' },
  { client: 'ruby-net-http', url: 'https://10.1.2.3/', environment: { ...all, no_proxy: '10.0.0.0/8:443' }, expect: 'D' },
  { client: 'ruby-net-http', url: 'https://10.1.2.3/', environment: { ...all, no_proxy: '010.1.2.3' }, expect: 'A' },
  { client: 'ruby-net-http', environment: { http_proxy: '', HTTP_PROXY: proxyA }, expect: 'D' },
  { client: 'ruby-net-http', environment: { http_proxy: '//192.0.2.1:3101' }, expect: 'A' },
  { client: 'ruby-net-http', environment: { HTTP_PROXY: proxyA, REQUEST_METHOD: 'GET' }, expect: 'D' },
  { client: 'ruby-net-http', environment: { HTTP_PROXY: proxyA, CGI_HTTP_PROXY: proxyB, REQUEST_METHOD: 'GET' }, expect: 'B' },
  { client: 'ruby-net-http', environment: { http_proxy: proxyA, REQUEST_METHOD: 'GET' }, expect: 'A' },
  { client: 'ruby-net-http', environment: { http_proxy: 'http://user:p@ss@192.0.2.1:3101' }, expect: 'E' },
  // Perl.
  { client: 'perl-lwp', environment: { ...all, HTTPS_PROXY: proxyB }, expect: 'B', decidedBy: 'HTTPS_PROXY' },
  { client: 'perl-lwp', environment: { https_proxy: proxyA, http_proxy: '192.0.2.1:3101' }, expect: 'E', decidedBy: 'http_proxy' },
  { client: 'perl-lwp', environment: { https_proxy: proxyA, foo_proxy: '192.0.2.1' }, expect: 'A' },
  { client: 'perl-lwp', environment: { ...all, NO_PROXY: 'EXAMPLE.com' }, expect: 'A' },
  { client: 'perl-lwp', environment: { ...all, no_proxy: 'foo.test\n,\napi.example.com' }, expect: 'D' },
  { client: 'perl-lwp', environment: { https_proxy: '0', HTTPS_PROXY: '0' }, expect: 'D' },
  { client: 'perl-lwp', environment: { https_proxy: 'http://2001:db8::9:3101' }, expect: 'P' },
  { client: 'perl-lwp', environment: { https_proxy: 'http://user:p@ss@192.0.2.1:3101' }, expect: 'A' },
  { client: 'perl-lwp', url: plain, environment: { HTTP_PROXY: proxyA, REQUEST_METHOD: 'GET' }, expect: 'D' },
  { client: 'perl-lwp', url: plain, environment: { CGI_HTTP_PROXY: proxyB, http_proxy: proxyA, REQUEST_METHOD: 'GET' }, expect: 'B' },
  { client: 'perl-lwp@6.68', url: 'https://notexample.com/', environment: { ...all, NO_PROXY: 'example.com' }, expect: 'D' },
  { client: 'perl-lwp@6.72', environment: { ...all, NO_PROXY: '.example.com', no_proxy: '.example.com' }, expect: 'A' },
  { client: 'perl-lwp', environment: { ...all, NO_PROXY: '.example.com' }, expect: 'D' },
];

describe('dialects of command-line clients: further cells', () => {
  for (const { client, url = api, environment, addresses, expect, decidedBy } of cells) {
    it(`${client} ${url} ${JSON.stringify(environment)} -> ${expect}`, () => {
      const route = ask(client, url, environment, addresses);
      assert.equal(letter(route), expect, route.reason);
      if (decidedBy !== undefined) assert.equal(route.decidedBy, decidedBy);
    });
  }

  it('shows no password, whichever part of the value it stands in', () => {
    for (const [client] of rows) {
      for (const value of ['http://user:s3cret@192.0.2.1:3101', 'http://user:s3cret@', 'ftp://user:s3cret@h:1/x']) {
        assert.doesNotMatch(JSON.stringify(ask(client, api, both(value))), /s3cret/, client);
      }
    }
  });
});
