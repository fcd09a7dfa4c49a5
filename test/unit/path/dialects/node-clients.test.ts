import * as assert from 'node:assert/strict';
import fc from 'fast-check';
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
const ipv6 = 'https://[2001:db8::7]/';

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

/** `connect`, `absolute+tls`, `error` ... */
function howAsked({ outcome, mode, proxy }: Route): string {
  return outcome === 'proxy' ? `${mode}${proxy?.startsWith('https:') ? '+tls' : ''}` : outcome;
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
  [ipv6, '2001:db8::7'],
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
  [api, { all_proxy: proxyC, ALL_PROXY: proxyC, https_proxy: proxyA, HTTPS_PROXY: proxyA }],
  [api, { ...both(proxyA), no_proxy: 'api.example.com', NO_PROXY: 'foo.test' }],
  [api, { ...both(proxyA), no_proxy: 'foo.test', NO_PROXY: 'api.example.com' }],
  [api, { https_proxy: '', HTTPS_PROXY: proxyB }],
  [api, { https_proxy: proxyA, HTTPS_PROXY: '' }],
];

const valueColumns = ['192.0.2.1:3101', 'socks5://192.0.2.1:3101', 'socks5h://192.0.2.1:3101', 'https://proxy.example:3101'];

const rows: readonly [client: string, noProxy: string, variables: string, values: string][] = [
  ['node-http-env@24.21.0', 'PPDDDDPDPDPPPP', 'AADDDADABA', 'error direct error connect+tls'],
  ['node-fetch-global-env@24.21.0', 'DPDDDDDDPPPPPP', 'AAADDADADA', 'error socks5-name error connect+tls'],
  ['node-fetch-global-env@26.10.0', 'DPDDDDDDPDPPPP', 'AAADDADADA', 'error socks5-name error connect+tls'],
  ['undici-env-agent@8.12.4', 'DPDDDDDDPDPPPP', 'AAADDADADA', 'error socks5-name error connect+tls'],
  ['axios@1.21.1', 'PPPDDDDDDDPPPP', 'AADDCADABA', 'error connect connect connect+tls'],
  ['axios@1.7.9', 'PPPDDDDDPPPPPP', 'AADDCADABA', 'error error error absolute+tls'],
  ['global-agent@4.1.3', 'PPDDDPDDPEPPPP', 'ADADDAADBD', 'error error error error'],
  ['proxy-agent@8.0.2', 'PPPDDDDDPPPPPP', 'AADDCADABA', 'error socks5-ip socks5-name connect+tls'],
  ['request@2.88.2', 'DPDPDDPDPPPPPP', 'AAADDAADBA', 'error connect connect connect+tls'],
  ['gaxios@7.3.1', 'PPPDPPPDPPPPPP', 'AAAADAADBA', 'error connect connect connect+tls'],
  ['npm@12.2.0', 'DPDPPPPDPPPPPP', 'AADADAADBD', 'error socks5-ip socks5-name connect+tls'],
  ['pnpm@12.21.0', 'DPDPPPPDPPPPPP', 'AADADAADBD', 'connect socks5-ip socks5-name connect+tls'],
  ['yarn-classic@1.22.22', 'DPDPDDPDPPPPPP', 'AAADDAADBA', 'error connect connect connect+tls'],
  ['gemini-cli@0.61.0', 'PPPDDDDDPPPPPP', 'AAAADAADBA', 'error error error connect+tls'],
];

describe('dialects of Node and its libraries: measured rows', () => {
  for (const [client, noProxy, variables, values] of rows) {
    it(`${client} reads NO_PROXY as measured`, () => {
      const found = noProxyColumns.map(([url, list]) =>
        letter(ask(client, url, list === undefined ? all : listed(list))).replace('A', 'P'),
      );
      assert.equal(found.join(''), noProxy);
    });

    it(`${client} reads the variables as measured`, () => {
      const found = variableColumns.map(([url, environment]) => letter(ask(client, url, environment)));
      assert.equal(found.join(''), variables);
    });

    it(`${client} reads proxy values as measured`, () => {
      assert.equal(valueColumns.map((value) => howAsked(ask(client, api, both(value)))).join(' '), values);
    });
  }
});

/** Further cells, each read off the client's source and seen when the real client ran (test/peers). */
const cells: readonly { client: string; url?: string; environment: Environment; expect: string; decidedBy?: string }[] = [
  // Node's http: what undici refuses at start-up ends it, what it does not know it ignores.
  { client: 'node-http-env', environment: { https_proxy: proxyA, http_proxy: 'x:1' }, expect: 'E', decidedBy: 'http_proxy' },
  { client: 'node-http-env', environment: { https_proxy: ' http://192.0.2.1:3101' }, expect: 'D', decidedBy: 'https_proxy' },
  { client: 'node-http-env', environment: { https_proxy: 'HTTP://192.0.2.1:3101' }, expect: 'D' },
  { client: 'node-http-env', environment: { https_proxy: 'http://us%er@192.0.2.1:3101' }, expect: 'E' },
  { client: 'node-http-env', environment: { https_proxy: 'http://192.0.2.1:3101\n' }, expect: 'E' },
  { client: 'node-http-env', url: 'https://10.1.2.3/', environment: listed('10.1.2.0 - 10.1.2.9'), expect: 'D' },
  { client: 'node-http-env', url: 'https://10.1.2.3/', environment: listed('10.1.2.9-10.1.2.0'), expect: 'A' },
  { client: 'node-http-env', url: ipv6, environment: listed('2001:db8::7:443'), expect: 'D' },
  { client: 'node-http-env', url: ipv6, environment: listed('[2001:db8::7]'), expect: 'A' },
  { client: 'node-http-env', url: 'https://notexample.com/', environment: listed('.example.com'), expect: 'A' },
  { client: 'node-http-env@22.21.0', url: 'https://notexample.com/', environment: listed('.example.com'), expect: 'D' },
  { client: 'node-http-env@24.13.0', environment: { https_proxy: 'socks5://192.0.2.1:3101' }, expect: 'E' },
  // undici by release.
  { client: 'undici-env-agent@8.10.2', environment: listed('foo.test,*'), expect: 'A' },
  { client: 'undici-env-agent@8.11.0', environment: listed('foo.test,*'), expect: 'D' },
  { client: 'undici-env-agent@8.8.0', url: ipv6, environment: listed('2001:db8::7'), expect: 'A' },
  { client: 'undici-env-agent@7.11.0', environment: listed('example.com'), expect: 'A' },
  { client: 'undici-env-agent', environment: { https_proxy: 'socks5://[2001:db8::9]:3101' }, expect: 'E' },
  { client: 'node-fetch-global-env@26.10.0', environment: { https_proxy: 'https://192.0.2.1:3101' }, expect: 'E' },
  { client: 'node-fetch-global-env@26.10.0', environment: { https_proxy: 'https://192.0.2.1:3101', no_proxy: 'example.com' }, expect: 'D' },
  // axios: two readings of NO_PROXY, one after the other.
  { client: 'axios', url: 'https://10.1.2.3/', environment: listed('012.1.515'), expect: 'D' },
  { client: 'axios', url: 'http://127.0.0.2/', environment: listed('[::1]'), expect: 'D' },
  { client: 'axios', url: 'https://[::ffff:10.1.2.3]/', environment: listed('::ffff:10.0.0.0/104'), expect: 'D' },
  { client: 'axios', url: 'https://b\u00fccher.example/', environment: listed('.b\u00fccher.example.'), expect: 'A' },
  { client: 'axios', url: 'https://b\u00fccher.example/', environment: listed('B\u00dcCHER.example.'), expect: 'D' },
  { client: 'axios', environment: { ...listed('*'), https_proxy: '192.0.2.1:3101' }, expect: 'D' },
  { client: 'axios', environment: { ...all, NODE_USE_ENV_PROXY: '1', https_proxy: 'socks5://192.0.2.1:3101' }, expect: 'D' },
  { client: 'axios', url: plain, environment: { http_proxy: 'socks5://192.0.2.1:3101' }, expect: 'E' },
  { client: 'axios', url: plain, environment: { http_proxy: 'http://[2001:db8::9]:3101' }, expect: 'E' },
  { client: 'axios', environment: { https_proxy: 'http://[2001:db8::9]:3101' }, expect: 'P' },
  { client: 'axios@1.7.9', environment: { https_proxy: 'http://[2001:db8::9]:3101' }, expect: 'E' },
  { client: 'axios@1.7.9', environment: { npm_config_https_proxy: proxyB, https_proxy: proxyA }, expect: 'B' },
  { client: 'axios', environment: { npm_config_https_proxy: proxyB, https_proxy: proxyA }, expect: 'A' },
  // global-agent: the beginning of its variables, stars, IPv6.
  { client: 'global-agent', environment: { GLOBAL_AGENT_HTTP_PROXY: proxyB, HTTPS_PROXY: proxyA }, expect: 'B' },
  { client: 'global-agent', environment: { GLOBAL_AGENT_ENVIRONMENT_VARIABLE_NAMESPACE: 'X_', X_HTTPS_PROXY: proxyB }, expect: 'B' },
  { client: 'global-agent', environment: { GLOBAL_AGENT_ENVIRONMENT_VARIABLE_NAMESPACE: '', GLOBAL_AGENT_HTTP_PROXY: proxyB }, expect: 'D' },
  { client: 'global-agent', url: 'https://notexample.com/', environment: listed('.example.com'), expect: 'D' },
  { client: 'global-agent', url: 'https://notexample.com/', environment: listed('*.example.com'), expect: 'A' },
  { client: 'global-agent', environment: listed('!foo.test'), expect: 'D' },
  { client: 'global-agent', url: 'https://api.example.com:8443/', environment: listed('api.example.com:8443'), expect: 'D' },
  { client: 'global-agent', url: ipv6, environment: { HTTPS_PROXY: proxyA, NO_PROXY: '*' }, expect: 'E', decidedBy: 'NO_PROXY' },
  // proxy-agent.
  { client: 'proxy-agent', environment: { https_proxy: 'pac+http://192.0.2.1/x.pac' }, expect: '?' },
  { client: 'proxy-agent', environment: { https_proxy: 'http://us%er:x@192.0.2.1:3101' }, expect: 'E' },
  { client: 'proxy-agent', url: plain, environment: { http_proxy: '192.0.2.1:3101' }, expect: 'A' },
  // request, on the old url.parse().
  { client: 'request', environment: { HTTPS_PROXY: 'user:pass@192.0.2.1:3101' }, expect: 'P' },
  { client: 'request', environment: { HTTPS_PROXY: 'http://192.0.2.1:3101,x' }, expect: 'P' },
  { client: 'request', environment: { HTTPS_PROXY: 'http:192.0.2.1:3101' }, expect: 'E' },
  { client: 'request', environment: { HTTPS_PROXY: 'HTTP:192.0.2.1:3101' }, expect: 'A' },
  { client: 'request', environment: { HTTPS_PROXY: 'http://192.0.2.1:99999' }, expect: 'E' },
  { client: 'request', url: 'https://com.example.com/', environment: listed('com'), expect: 'A' },
  // gaxios.
  { client: 'gaxios', environment: { ...all, NO_PROXY: 'https://api.example.com' }, expect: 'D' },
  { client: 'gaxios', environment: { ...all, NO_PROXY: '', no_proxy: 'api.example.com' }, expect: 'A' },
  // Package managers: settings of their own, and an order of their own.
  { client: 'npm', environment: { HTTPS_PROXY: proxyB, https_proxy: proxyA }, expect: 'A', decidedBy: 'https_proxy' },
  { client: 'npm', environment: { npm_config_proxy: proxyB, https_proxy: proxyA }, expect: 'B' },
  { client: 'npm', environment: { NPM_CONFIG_HTTPS_PROXY: 'not a url', https_proxy: proxyA }, expect: 'E' },
  { client: 'npm', environment: { npm_config_https_proxy: 'null', https_proxy: proxyA }, expect: 'A' },
  { client: 'npm', environment: { https_proxy: proxyA, npm_config_noproxy: 'example.com' }, expect: 'D' },
  { client: 'npm', url: ipv6, environment: {}, expect: 'E' },
  { client: 'pnpm', environment: { HTTPS_PROXY: '', https_proxy: proxyA }, expect: 'D' },
  { client: 'pnpm', url: plain, environment: { https_proxy: '', http_proxy: proxyA }, expect: 'D' },
  { client: 'pnpm', environment: { ...all, pnpm_config_https_proxy: proxyB }, expect: 'B' },
  { client: 'pnpm', environment: { ...all, pnpm_config_proxy: 'false' }, expect: 'D' },
  { client: 'pnpm', environment: listed('true'), expect: 'D' },
  { client: 'pnpm', environment: { https_proxy: proxyA, http_proxy: '2001:db8::9' }, expect: 'A' },
  { client: 'pnpm', environment: { https_proxy: '2001:db8::9', no_proxy: 'example.com' }, expect: 'E' },
  { client: 'pnpm', environment: { https_proxy: 'ftp://192.0.2.1:3101' }, expect: 'D', decidedBy: 'https_proxy' },
  { client: 'yarn-classic', environment: { ...listed('*'), yarn_proxy: proxyB }, expect: 'B' },
  { client: 'yarn-classic', environment: { ...all, npm_config_https_proxy: 'false' }, expect: 'D' },
  { client: 'yarn-classic', environment: { ...all, yarn_proxy: 'false' }, expect: 'A' },
  // Gemini CLI: one proxy for everything, and the end when it can't be made.
  { client: 'gemini-cli', url: plain, environment: { https_proxy: proxyA, HTTP_PROXY: proxyB }, expect: 'A' },
  { client: 'gemini-cli', environment: { HTTPS_PROXY: ' ', https_proxy: proxyA }, expect: 'D' },
  { client: 'gemini-cli', environment: { HTTPS_PROXY: 'socks5://192.0.2.1:1', NO_PROXY: '*' }, expect: 'E' },
  { client: 'gemini-cli', environment: { HTTPS_PROXY: proxyA, NO_PROXY: ' * ' }, expect: 'D' },
];

describe('dialects of Node and its libraries: further cells', () => {
  for (const { client, url = api, environment, expect, decidedBy } of cells) {
    it(`${client} ${url} ${JSON.stringify(environment)} -> ${expect}`, () => {
      const route = ask(client, url, environment);
      assert.equal(letter(route), expect, route.reason);
      if (decidedBy !== undefined) assert.equal(route.decidedBy, decidedBy);
    });
  }

  it('plain http is forwarded or tunnelled as the client does', () => {
    const modes = rows.map(([client]) => `${client.replace(/@.*/, '')} ${ask(client, plain, both(proxyA)).mode}`);
    const tunnelled = ['node-fetch-global-env connect', 'gaxios connect', 'gemini-cli connect'];
    assert.deepEqual(modes.filter((mode) => mode.endsWith(' connect')), tunnelled);
  });

  it('sends an address through SOCKS as the client does', () => {
    const mode = (client: string, value: string): unknown => ask(client, ipv6, both(value)).mode;
    assert.equal(mode('proxy-agent', 'socks4://192.0.2.1:1'), 'socks4a-name');
    assert.equal(mode('npm', 'socks5h://192.0.2.1:1'), 'socks5-name');
    assert.equal(ask('npm', ipv6, both('socks5://192.0.2.1:1')).outcome, 'error');
    assert.equal(mode('pnpm', 'socks5h://192.0.2.1:1'), 'socks5-ip');
    assert.equal(ask('proxy-agent', api, both('socks5://192.0.2.1')).proxy, 'socks5://192.0.2.1:1080');
  });

  it('takes any value and any list without throwing, and shows no password', () => {
    const part = fc.oneof(
      fc.constantFrom('http://', 'https://', 'socks5://', '//', '[', ']', ':', '@', '*', '.', ',', '%', '!', '-', '/8', ' '),
      fc.constantFrom('10.1.2.3', '2001:db8::7', 'example.com', '3101', '::', '0x7f.1'),
      fc.string({ maxLength: 4, unit: 'binary-ascii' }),
    );
    const text = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''));
    const urls = fc.constantFrom(api, plain, ipv6, 'https://10.1.2.3/', 'http://localhost:8080/');
    fc.assert(
      fc.property(fc.constantFrom(...rows.map(([client]) => client)), urls, text, text, (client, url, value, list) => {
        const route = ask(client, url, { ...both(value), no_proxy: list, NO_PROXY: list });
        assert.ok(route.reason.length > 0 && route.decidedBy.length > 0);
        assert.ok(route.outcome !== 'proxy' || (route.mode !== undefined && route.proxy !== null));
      }),
      { numRuns: 2_000, seed: 20_261_121 },
    );
    for (const [client] of rows) {
      for (const value of ['http://user:s3cret@192.0.2.1:3101', 'http://user:s3cret@', 'ftp://user:s3cret@h:1/x']) {
        assert.doesNotMatch(JSON.stringify(ask(client, api, both(value))), /s3cret/, client);
      }
    }
  });
});
