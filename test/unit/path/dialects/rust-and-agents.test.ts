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
const listed = (list: string): Environment => ({ ...all, no_proxy: list, NO_PROXY: list });

function ask(client: string, url: string, environment: Environment): Route {
  return decideRoute(findClient(client), { url: new URL(url), environment, platform: 'linux' }).route;
}

function letter({ outcome, proxy }: Route): string {
  if (outcome === 'proxy') return letters[proxy ?? ''] ?? 'P';
  return { direct: 'D', error: 'E', unknown: '?' }[outcome];
}

const noProxyColumns: readonly [url: string, list?: string][] = [
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
  ['http://loopback.example.net/'],
];

const variableColumns: readonly [environment: Environment, url: string][] = [
  [{ HTTP_PROXY: proxyA }, plain],
  [{ http_proxy: proxyA }, plain],
  [{ http_proxy: proxyA, HTTP_PROXY: proxyA }, api],
  [{ https_proxy: proxyA, HTTPS_PROXY: proxyA }, plain],
  [{ ALL_PROXY: proxyC }, api],
  [{ all_proxy: proxyC, https_proxy: proxyA }, api],
  [{ https_proxy: proxyA, HTTPS_PROXY: proxyA, no_proxy: 'api.example.com', NO_PROXY: 'other.test' }, api],
  [{ https_proxy: proxyA, HTTPS_PROXY: proxyA, no_proxy: 'other.test', NO_PROXY: 'api.example.com' }, api],
  [{ https_proxy: '', HTTPS_PROXY: proxyB }, api],
  [{ https_proxy: proxyA, HTTPS_PROXY: '' }, api],
];

const values = ['192.0.2.1:3101', 'socks5://192.0.2.1:3101', 'socks5h://192.0.2.1:3101', 'https://192.0.2.1:3101'];

/** NO_PROXY, variables, values. */
const rows: Readonly<Record<string, readonly [string, string, string]>> = {
  'go@1.27.3': ['DPPDDDPDDDDDDP', 'AADDDAADBA', 'connect socks5-name socks5-name connect+tls'],
  'rust-reqwest@0.13.5': ['DPDPDPPDDDPPPP', 'AADDCAADBD', 'connect socks5-ip socks5-name connect+tls'],
  'rust-reqwest@0.12.15': ['DPDPDPPDDDPPPP', 'AADDCAADBA', 'connect direct direct connect+tls'],
  'rust-reqwest@0.11.13': ['DPDPDPPDDDPPPP', 'AADDDAADBA', 'connect direct direct connect+tls'],
  'rust-ureq@3.4.2': ['PPPDDPPDPPPPPP', 'AAAACCADBA', 'connect direct error connect+tls'],
  'dotnet-httpclient@8.0.30': ['PPDPPPPDPPPPPP', 'AADDCADABA', 'connect socks5-name direct connect+tls'],
  'deno-fetch@2.9.6': ['DPDPDPPDDDPPPP', 'AADDCCADBA', 'connect socks5-name socks5-name connect+tls'],
  'bun-fetch@1.4.5': ['DPDDDDDDDDPPPP', 'AADDCADABA', 'connect error error connect+tls'],
  'codex-cli@0.169.0': ['DPDPDPPDDDPPPP', 'AADDCAADBD', 'connect connect connect connect+tls'],
  'claude-code@2.1.329': ['DPDDDDDDDDPPPP', 'AAAACADABA', 'connect error error connect+tls'],
  'claude-code@2.1.206': ['DPDPDPPDPPPPPP', 'AAAADADABA', 'error error error connect+tls'],
};

function howAsked(route: Route): string {
  if (route.outcome !== 'proxy') return route.outcome;
  return `${route.mode}${route.proxy?.startsWith('https:') ? '+tls' : ''}`;
}

describe('dialects of Rust, .NET, Deno, Bun and the agents: measured rows', () => {
  for (const [client, [noProxy, variables, asked]] of Object.entries(rows)) {
    it(`${client} reads NO_PROXY as measured`, () => {
      const found = noProxyColumns.map(([url, list]) =>
        letter(ask(client, url, list === undefined ? all : listed(list))).replace('A', 'P'),
      );
      assert.equal(found.join(''), noProxy);
    });

    it(`${client} reads the variables as measured`, () => {
      const found = variableColumns.map(([environment, url]) => letter(ask(client, url, environment)));
      assert.equal(found.join(''), variables);
    });

    it(`${client} reads proxy values as measured`, () => {
      assert.equal(values.map((value) => howAsked(ask(client, api, both(value)))).join(' '), asked);
    });
  }
});

/** Seen when the real client ran, or read off its source. */
const cells: readonly [client: string, environment: Environment, expected: string, url?: string][] = [
  // The http crate: what is no port, a port that is none, the last @, text behind the authority.
  ['rust-reqwest', both('http://192.0.2.1:abc'), 'http://192.0.2.1 connect'],
  ['rust-reqwest', both('http://192.0.2.1:65536'), 'http://192.0.2.1 connect'],
  ['rust-reqwest', both('http://192.0.2.1:+3101'), 'http://192.0.2.1:3101 connect'],
  ['rust-reqwest', both('http://u:p@q@192.0.2.1:3101'), 'http://192.0.2.1:3101 connect'],
  ['rust-reqwest', both('192.0.2.1:3101/path'), 'direct'],
  ['rust-reqwest', both('http://192.0.2.1:3101/<x>'), 'direct'],
  ['rust-reqwest', both('http://[2001:db8::9'), 'direct'],
  ['rust-reqwest', both('http://u%40:p@192.0.2.1:3101'), 'http://192.0.2.1:3101 connect'],
  ['rust-reqwest', both('http://%31:3101'), 'direct'],
  ['rust-reqwest', both('http://a:b:3101'), 'direct'],
  ['rust-reqwest', both('SOCKS5://192.0.2.1:3101'), 'direct'],
  ['rust-reqwest', both('socks5h://192.0.2.1'), 'socks5h://192.0.2.1:80 socks5-name'],
  ['rust-reqwest', both('socks5://192.0.2.1:3101'), 'error', 'https://[2001:db8::7]/'],
  ['rust-reqwest', both('socks5h://192.0.2.1:3101'), 'socks5h://192.0.2.1:3101 socks5-ip', 'https://[2001:db8::7]/'],
  ['rust-reqwest', { HTTPS_PROXY: 'ftp://x', https_proxy: proxyA, ALL_PROXY: proxyC }, `${proxyC} connect`],
  ['rust-reqwest', { HTTPS_PROXY: proxyA, REQUEST_METHOD: 'GET' }, 'direct'],
  ['rust-reqwest', listed('foo.test,EXAMPLE.com'), 'direct'],
  ['rust-reqwest', listed('foo.test,'), `${proxyA} connect`, 'https://api.example.com./'],
  ['rust-reqwest', listed('010.0.0.0/8'), 'direct', 'https://10.1.2.3/'],
  ['rust-reqwest', listed('10.0.0.0/008'), `${proxyA} connect`, 'https://10.1.2.3/'],
  ['rust-reqwest', listed('2001:db8::/032'), 'direct', 'https://[2001:db8::7]/'],
  ['rust-reqwest', listed('2001:db8::/129'), `${proxyA} connect`, 'https://[2001:db8::7]/'],
  ['rust-reqwest@0.11.13', listed('EXAMPLE.com'), `${proxyA} connect`],
  ['rust-reqwest@0.11.13', listed('foo.test,'), 'direct', 'https://api.example.com./'],
  ['rust-reqwest@0.11.13', { HTTPS_PROXY: 'ftp://x', https_proxy: proxyA }, `${proxyA} connect`],
  ['rust-reqwest@0.11.13', { HTTPS_PROXY: proxyA, REQUEST_METHOD: 'GET' }, `${proxyA} connect`],
  ['rust-reqwest@0.11.13', { HTTP_PROXY: proxyA, REQUEST_METHOD: 'GET' }, 'direct', plain],
  ['rust-reqwest@0.11.13', both('proxyhost:3101'), 'http://proxyhost:3101 connect'],
  ['rust-reqwest@0.11.13', both('"http://192.0.2.1:3101"'), 'direct'],
  ['rust-reqwest@0.11.27', { ALL_PROXY: proxyC, HTTPS_PROXY: proxyA }, `${proxyC} connect`],
  ['rust-reqwest@0.12.15', { ALL_PROXY: proxyC, HTTPS_PROXY: proxyA }, `${proxyA} connect`],
  ['rust-ureq', { http_proxy: proxyA }, `${proxyA} connect`, plain],
  ['rust-ureq', { ALL_PROXY: ' ', http_proxy: proxyA }, `${proxyA} connect`],
  ['rust-ureq', listed('api.*'), 'direct'],
  ['rust-ureq', listed('10.'), 'direct', 'https://10.1.2.3/'],
  ['rust-ureq', listed(' api.example.com'), `${proxyA} connect`],
  ['rust-ureq', listed('[2001:db8::7]'), 'direct', 'https://[2001:db8::7]/'],
  ['rust-ureq', { ...listed('example.com'), NO_PROXY: '' }, `${proxyA} connect`, 'https://example.com/'],
  // Deno.
  ['deno-fetch', both('http://token@192.0.2.1:3101'), 'direct'],
  ['deno-fetch', both('socks5://192.0.2.1'), 'socks5://192.0.2.1:1080 socks5-name'],
  ['deno-fetch', both('unix:/run/proxy'), 'error'],
  ['deno-fetch', listed('EXAMPLE.COM'), `${proxyA} connect`],
  ['deno-fetch', { ALL_PROXY: 'ftp://x', all_proxy: proxyC, https_proxy: proxyA }, `${proxyC} connect`],
  // Bun.
  ['bun-fetch', { ALL_PROXY: 'socks5://192.0.2.1:3101' }, 'direct'],
  ['bun-fetch', { https_proxy: '""', HTTPS_PROXY: proxyA }, 'direct'],
  ['bun-fetch', { https_proxy: proxyA, no_proxy: "''", NO_PROXY: 'example.com' }, 'direct'],
  ['bun-fetch@1.4.0', { https_proxy: proxyA, no_proxy: "''", NO_PROXY: 'example.com' }, `${proxyA} connect`],
  ['bun-fetch', listed('::ffff:10.0.0.0/104'), 'direct', 'https://10.1.2.3/'],
  ['bun-fetch', listed('[2001:db8::7]:443'), 'direct', 'https://[2001:db8::7]/'],
  ['bun-fetch', listed('*.example.com'), 'direct', 'https://example.com/'],
  ['bun-fetch', listed('foo.test\u000bapi.example.com'), `${proxyA} connect`],
  ['bun-fetch@1.4.0', listed('*.example.com'), `${proxyA} connect`],
  ['bun-fetch@1.4.0', listed('api.example.com:8443'), 'direct', 'https://api.example.com:8443/'],
  ['bun-fetch@1.4.0', { ALL_PROXY: proxyC }, 'direct'],
  ['bun-fetch@1.4.0', both('http://token@192.0.2.1:3101'), 'error'],
  ['bun-fetch', both('http://token@192.0.2.1:3101'), `${proxyA} connect`],
  ['bun-fetch', both('user:pass@192.0.2.1:3101'), 'http://user connect'],
  ['bun-fetch', both('http:/192.0.2.1:3101'), 'http://http connect'],
  // Codex, which speaks HTTP to a SOCKS port.
  ['codex-cli', both('socks5://192.0.2.1:3101'), 'socks5://192.0.2.1:3101 absolute', plain],
  // Claude Code: its own list, then Bun's.
  ['claude-code', both('192.0.2.1'), 'error'],
  ['claude-code', { ...both('http://'), no_proxy: '*' }, 'error'],
  ['claude-code', both(' http:192.0.2.1:3101'), `${proxyA} connect`],
  ['claude-code', { HTTP_PROXY: proxyA, no_proxy: 'api.example.com' }, 'direct'],
  ['claude-code', { https_proxy: proxyA, no_proxy: 'foo.test', NO_PROXY: 'api.example.com' }, `${proxyA} connect`],
  ['claude-code', { http_proxy: proxyA, no_proxy: 'foo.test', NO_PROXY: 'api.example.com' }, 'direct'],
  ['claude-code', { https_proxy: proxyA }, `${proxyA} absolute`, plain],
  ['claude-code', { https_proxy: '192.0.2.1:3101', GRPC_PROXY: 'bad' }, 'error'],
  ['claude-code', { https_proxy: '192.0.2.1:3101', CLAUDE_CODE_DISABLE_PROXY_SCHEME_REPAIR: '1' }, 'error'],
  ['claude-code', { http_proxy: '192.0.2.1:3101' }, 'error'],
  ['claude-code@2.1.206', both('http://token@192.0.2.1:3101'), 'error'],
  // .NET.
  ['dotnet-httpclient', both('http://u:p/q#r@192.0.2.1:3101'), `${proxyA} connect`],
  ['dotnet-httpclient', both('http://192.0.2.1:3101 '), `${proxyA} connect`],
  ['dotnet-httpclient', both('http://192.0.2.1:abc'), 'direct'],
  ['dotnet-httpclient', both('http://192.0.2.1/path'), 'http://192.0.2.1 connect'],
  ['dotnet-httpclient', both('http://2001:db8::9:3101'), 'http://[2001:db8::9]:3101 connect'],
  ['dotnet-httpclient', both('ftp://192.0.2.1:3101'), 'direct'],
  ['dotnet-httpclient', both('"192.0.2.1:3101"'), 'direct'],
  ['dotnet-httpclient', both('socks4a://192.0.2.1:3101'), 'error', 'https://[2001:db8::7]/'],
  ['dotnet-httpclient', { https_proxy: 'ftp://x:1', HTTPS_PROXY: proxyB }, `${proxyB} connect`],
  ['dotnet-httpclient', { HTTP_PROXY: proxyA, GATEWAY_INTERFACE: 'CGI/1.1' }, 'direct', plain],
  ['dotnet-httpclient', { https_proxy: proxyA, no_proxy: '', NO_PROXY: 'api.example.com' }, `${proxyA} connect`],
  ['dotnet-httpclient', listed('[2001:db8::7]'), 'direct', 'https://[2001:db8::7]/'],
  // Go: a network of IPv4-mapped addresses, and a zone without %25.
  ['go', listed('::ffff:10.0.0.0/104'), 'direct', 'https://10.1.2.3/'],
  ['go', listed('::ffff:11.0.0.0/104'), `${proxyA} connect`, 'https://10.1.2.3/'],
  ['go', both('http://[2001:db8::9%lo]:3101'), 'direct'],
];

describe('dialects of Rust, .NET, Deno, Bun and the agents: further cells', () => {
  for (const [client, environment, expected, url = api] of cells) {
    it(`${client} ${url} ${JSON.stringify(environment)} -> ${expected}`, () => {
      const route = ask(client, url, environment);
      assert.equal(route.outcome === 'proxy' ? `${route.proxy} ${route.mode}` : route.outcome, expected, route.reason);
    });
  }
});
