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

function ask(client: string, url: string, environment: Environment): Route {
  return decideRoute(findClient(client), { url: new URL(url), environment, platform: 'linux' }).route;
}

function letter({ outcome, proxy }: Route): string {
  if (outcome === 'proxy') return letters[proxy ?? ''] ?? 'P';
  return { direct: 'D', error: 'E', unknown: '?' }[outcome];
}

/** `direct`, `error`, `http://192.0.2.1:3101 connect` ... */
function wayOf({ outcome, proxy, mode }: Route): string {
  return outcome === 'proxy' ? `${proxy} ${mode}` : outcome;
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

const requestsValues = 'connect socks5-ip socks5-name connect+tls';
const httpxValues = 'connect socks5-name socks5-name connect+tls';
const rows: readonly [client: string, noProxy: string, variables: string, values: string][] = [
  ['python-urllib@3.14.10', 'DPDPDPPDPPPPPP', 'AADDDADADA', 'connect connect connect error'],
  ['python-requests@2.34.2', 'DPDPDPPDDDPPPP', 'AADDCADADA', requestsValues],
  ['python-requests@2.32.3', 'DDDPDPPDDDPPPP', 'AADDCADADA', requestsValues],
  ['pip@26.2.2', 'DPDPDPPDDDPPPP', 'AADDCADADA', requestsValues],
  ['pip@25.1.1', 'DDDPDPPDDDPPPP', 'AADDCADADA', requestsValues],
  ['python-httpx@0.28.1', 'DPPPDPPDPDPPPP', 'AADDCADADA', httpxValues],
  ['python-httpx2@2.15.1', 'DPPPDPPDDDPPPP', 'AADDCADADA', httpxValues],
  ['python-openai@3.6.0', 'DPPPDPPDDDPPPP', 'AADDCADADA', httpxValues],
  ['python-anthropic@1.9.0', 'DPPPDPPDDDPPPP', 'AADDCADADA', httpxValues],
  ['python-aiohttp-trust-env@3.14.3', 'DPDPDPPDPDPPPP', 'AADDDADADA', 'error connect connect direct'],
];
const valueColumns = ['192.0.2.1:3101', 'socks5://192.0.2.1:3101', 'socks5h://192.0.2.1:3101', 'https://192.0.2.1:3101'];

describe('dialects of Python: measured rows', () => {
  for (const [client, noProxy, variables, values] of rows) {
    it(`${client} reads NO_PROXY, the variables and proxy values as measured`, () => {
      const listCells = noProxyColumns.map(([url, list]) =>
        letter(ask(client, url, list === undefined ? all : { ...all, no_proxy: list, NO_PROXY: list })),
      );
      assert.equal(listCells.join('').replaceAll('A', 'P'), noProxy);
      assert.equal(variableColumns.map(([url, environment]) => letter(ask(client, url, environment))).join(''), variables);
      const valueCells = valueColumns.map((value) => {
        const route = ask(client, api, both(value));
        return `${route.mode ?? route.outcome}${route.proxy?.startsWith('https:') ? '+tls' : ''}`;
      });
      assert.equal(valueCells.join(' '), values);
    });
  }
});

/** Each cell was seen when the real client ran (test/peers). */
const proxied = `${proxyA} connect`;
const listCells: readonly [client: string, list: string, way: string, url?: string][] = [
  ['python-httpx', '10.1.2.3/x', 'direct', 'https://10.1.2.3/'],
  ['python-httpx2', '10.1.2.3/x', proxied, 'https://10.1.2.3/'],
  ['python-anthropic', '10.1.2.3/x', 'error', 'https://10.1.2.3/'],
  ['python-anthropic', '2001:db8::/32', 'error'],
  ['python-anthropic', '[::1]', 'error'],
  ['python-httpx', '2001:db8::/32', 'error'],
  ['python-httpx2', '2001:db8::/32', 'direct', 'https://[2001:db8::7]/'],
  ['python-httpx2@2.13.1', '2001:db8::/32', proxied, 'https://[2001:db8::7]/'],
  ['python-httpx2@2.13.1', '10.0.0.0/8', proxied, 'https://10.1.2.3/'],
  ['python-httpx2@2.4.0', '2001:db8::/32', 'error'],
  ['python-httpx2@2.16.2', '*.example.com', 'direct'],
  ['python-httpx2@2.16.0', '*.example.com', proxied],
  ['python-httpx2@2.15.1', '[2001:db8::7]', 'direct', 'https://[2001:db8::7]/'],
  ['python-httpx2@2.15.1', 'api.example.com/v1', proxied],
  ['python-httpx', 'api.example.com/v1', 'direct'],
  ['python-httpx', 'https://', 'direct'],
  ['python-httpx', 'https://*', proxied],
  ['python-httpx2', '.xn--bcher-kva.example', 'error'],
  ['python-httpx', '.xn--bcher-kva.example', proxied, 'https://xn--bcher-kva.example/'],
  ['python-openai@2.54.0', '10.0.0.0/8', proxied, 'https://10.1.2.3/'],
  ['python-openai@2.54.0', '[::1]', 'error'],
  ['python-requests', '10.1/8', 'direct', 'https://10.1.2.3/'],
  ['python-requests', '10.1/16', proxied, 'https://10.1.2.3/'],
  ['python-requests', '0xa.0.0.0/8', 'direct', 'https://10.1.2.3/'],
  ['python-requests', '012.0.0.0/8', 'direct', 'https://10.1.2.3/'],
  ['python-requests', '10.0.0.0/0', proxied, 'https://10.1.2.3/'],
  ['python-requests@2.33.1', 'ple.com', 'direct'],
  ['python-requests@2.34.0', 'ple.com', proxied],
  ['pip@26.1', 'ple.com', 'direct'],
  ['pip@26.2', 'ple.com', proxied],
  ['python-urllib', '2001:db8::7', proxied, 'https://[2001:db8::7]/'],
  ['python-urllib', '[2001:db8::7]', 'direct', 'https://[2001:db8::7]/'],
  ['python-urllib', 'api.example.com:8443', 'direct', 'https://api.example.com:8443/'],
  ['python-aiohttp-trust-env', 'api.example.com:8443', proxied, 'https://api.example.com:8443/'],
  ['python-aiohttp-trust-env', 'b\u00fccher.example', 'direct', 'https://b\u00fccher.example/'],
  ['python-aiohttp-trust-env', 'xn--bcher-kva.example', proxied, 'https://b\u00fccher.example/'],
];

const at = (port: number): string => `192.0.2.1:${port}`;
const environmentCells: readonly [client: string, environment: Environment, way: string, url?: string][] = [
  ['python-urllib', { https_proxy: 'http://192.0.2.1' }, `http://${at(443)} connect`],
  ['python-urllib', { http_proxy: '192.0.2.1' }, 'http://192.0.2.1 absolute', plain],
  ['python-urllib', { http_proxy: `https://${at(3101)}` }, `https://${at(3101)} absolute`, plain],
  ['python-urllib', { http_proxy: `https://${at(3101)}`, https_proxy: proxyB }, `${proxyB} connect`, plain],
  ['python-urllib', { http_proxy: `socks5://${at(3101)}` }, 'error', plain],
  ['python-urllib', { https_proxy: `http:/${at(3101)}`, no_proxy: '*' }, 'error'],
  ['python-urllib', { https_proxy: `http://user:p/ss@${at(3101)}` }, proxied],
  ['python-requests', { https_proxy: `http://DOMAIN\\user:pass@${at(3101)}` }, 'http://domain connect'],
  ['python-requests', { https_proxy: `http://\u7528:pass@${at(3101)}` }, 'error'],
  ['python-requests', { https_proxy: `http://${at(0)}` }, `http://${at(0)} connect`],
  ['python-httpx', { https_proxy: proxyA, http_proxy: 'ftp://192.0.2.1' }, 'error'],
  ['python-httpx@0.27.2', { https_proxy: `socks5h://${at(3101)}` }, 'error'],
  ['python-httpx', { https_proxy: `http://192.0.2.1:31_01` }, proxied],
  ['python-httpx', { https_proxy: `http://${at(0)}` }, 'http://192.0.2.1 connect'],
  ['pip', { PIP_PROXY: proxyA, no_proxy: '*', https_proxy: proxyB }, proxied],
  ['pip', { PIP_proxy: proxyA }, proxied],
  ['pip', { PIP_PROXY: '', https_proxy: proxyB }, `${proxyB} connect`],
  ['pip', { PIP_NO_PROXY_ENV: '1', https_proxy: proxyB }, 'direct'],
  ['pip', { PIP_NO_PROXY_ENV: '0', https_proxy: proxyB }, `${proxyB} connect`],
  ['pip', { PIP_NO_PROXY_ENV: 'maybe', https_proxy: proxyB }, 'error'],
  ['pip', { PIP_NO_PROXY_ENV: 'maybe', PIP_PROXY: proxyA }, 'error'],
  ['pip', { PIP_PROXY: proxyA, PIP_proxy: '', https_proxy: proxyB }, `${proxyB} connect`],
  ['pip@26.1', { PIP_NO_PROXY_ENV: '1', https_proxy: proxyB }, `${proxyB} connect`],
  ['pip@26.2.1', { https_proxy: `socks5://${at(3101)}` }, 'error'],
  ['pip@26.3', { https_proxy: `socks5://${at(3101)}` }, `socks5://${at(3101)} socks5-ip`],
  ['python-aiohttp-trust-env', { https_proxy: proxyA, http_proxy: 'http://[::1' }, 'error'],
  ['python-aiohttp-trust-env', { http_proxy: `http://a%3Ab:c@${at(3101)}`, https_proxy: proxyA }, proxied],
  ['python-aiohttp-trust-env', { https_proxy: `http://a%3Ab:c@${at(3101)}` }, 'error'],
  ['python-aiohttp-trust-env', { https_proxy: ' ' }, 'direct'],
  ['python-aiohttp-trust-env', { https_proxy: `//${at(3101)}` }, proxied],
  ['python-aiohttp-trust-env', { https_proxy: 'socks5://192.0.2.1' }, 'error'],
  ['python-aiohttp-trust-env@3.13.3', { http_proxy: `http://a%3Ab:c@${at(3101)}`, https_proxy: proxyA }, 'error'],
];

describe('dialects of Python: further cells', () => {
  for (const [client, list, way, url = api] of listCells) {
    it(`${client}: "${list}" and ${url}`, () => {
      assert.equal(wayOf(ask(client, url, { ...both(proxyA), no_proxy: list, NO_PROXY: list })), way);
    });
  }
  for (const [client, environment, way, url = api] of environmentCells) {
    it(`${client}: ${JSON.stringify(environment)} and ${url}`, () => {
      assert.equal(wayOf(ask(client, url, environment)), way);
    });
  }

  it('says which variable made pip take its own proxy', () => {
    assert.equal(ask('pip', api, { PIP_PROXY: proxyA, https_proxy: proxyB }).decidedBy, 'PIP_PROXY');
    assert.equal(ask('pip', api, { PIP_NO_PROXY_ENV: 'yes', https_proxy: proxyB }).decidedBy, 'PIP_NO_PROXY_ENV');
  });
});
