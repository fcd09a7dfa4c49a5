/** What a child gets: by hand, and played to every client that is known. */
import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import { dialects } from '../../../../src/path/dialects/index.ts';
import type { Dialect, DialectVersion } from '../../../../src/path/dialects/dialect.ts';
import { childChange, childEnvironment, type ChildQuestion } from '../../../../src/shim/environment/child-environment.ts';
import { isShimAddress } from '../../../../src/shim/environment/nested.ts';
import { childVariables } from '../../../../src/shim/environment/variables.ts';
import { proxyAddress } from '../../../../src/shim/shim-options.ts';

const port = 41_000;
const proxy = proxyAddress(port, 'terminal', '0123456789abcdef');
const endpoint = { url: 'http://127.0.0.1:41000', token: 'token-of-api' };
const whole = { file: '/state/roots.pem', whole: true, ofTools: ['git', 'cargo'] as const };
const ask = (base: Record<string, string>, more: Partial<ChildQuestion> = {}): ChildQuestion => ({ base, platform: 'linux', proxy, bundle: whole, ...more });
const child = (base: Record<string, string>, more: Partial<ChildQuestion> = {}): Record<string, string> => childEnvironment(ask(base, more));

const remote = ['https://openrouter.ai/api/v1', 'http://gateway.example/v1', 'https://192.0.2.7/', 'https://[2001:db8::7]/'];
const loopback = ['http://localhost:8080/', 'https://localhost/', 'http://127.0.0.1:11434/', 'http://app.localhost/', 'http://0.0.0.0:3000/', 'http://[::1]:8080/'];

/** Clients that read nothing, whatever is set; Chromium reads variables on Linux alone. */
const readNothing = new Set(['node-fetch 23.11.1', 'node-fetch 22.20.0']);
const reads = (name: string, platform: NodeJS.Platform): boolean => !readNothing.has(name) && (platform === 'linux' || !name.startsWith('chromium '));

/**
 * Clients that send `http://[::1]` to the shim: they know the address only as `[::1]`, on which httpx fails for every
 * URL, or in no spelling at all.
 */
const noIpv6Loopback = new Set([
  'node-fetch 24.21.0', 'node-fetch 24.4.1', 'node-fetch 22.21.0', 'node-fetch-global-env 24.21.0', 'node-fetch-global-env 24.4.1',
  'undici-env-agent 8.8.0', 'undici-env-agent 7.30.2', 'undici-env-agent 7.11.0', 'python-urllib 3.14.10', 'rust-ureq 3.4.2',
  'dotnet-httpclient 8.0.30', 'dotnet-httpclient 7.0.20', 'dotnet-httpclient 3.1.23', 'axios 1.7.9', 'proxy-agent 8.0.2', 'request 2.88.2',
  'gaxios 7.3.1', 'npm 12.2.0', 'pnpm 12.21.0', 'yarn-classic 1.22.22', 'bun-fetch 1.4.0', 'claude-code 2.1.206', 'gemini-cli 0.61.0',
]);
/** Clients that can't ask for an IPv6 address at all once a list is set. */
const noIpv6 = new Set(['global-agent 4.1.3']);

/** The way of one client, for a URL, under the environment of a child. */
function wayOf(version: DialectVersion, url: string, environment: Record<string, string>, platform: NodeJS.Platform = 'linux'): string {
  const { outcome, proxyUrl } = version.resolve({ url: new URL(url), environment, platform });
  return outcome === 'proxy' ? (proxyUrl && isShimAddress(proxyUrl.href, port) ? 'shim' : 'elsewhere') : outcome;
}

function everyVersion(look: (name: string, version: DialectVersion, dialect: Dialect) => void): void {
  for (const dialect of dialects) for (const version of dialect.versions) look(`${dialect.id} ${version.version}`, version, dialect);
}

describe('the environment of a child, played to every client', () => {
  const bases: readonly [what: string, base: Record<string, string>][] = [
    ['nothing set', {}],
    ['a proxy of the company', { HTTP_PROXY: 'http://u:p@proxy.corp:3128', HTTPS_PROXY: 'http://u:p@proxy.corp:3128', no_proxy: 'corp.example', NO_PROXY: 'corp.example' }],
    ['SOCKS for all', { ALL_PROXY: 'socks5h://127.0.0.1:1080', all_proxy: 'socks5://127.0.0.1:1080', https_proxy: '' }],
    ['every tool its own', { npm_config_https_proxy: 'http://p.corp:1', NPM_CONFIG_PROXY: 'http://p.corp:2', PIP_Proxy: 'http://p.corp:3', PNPM_CONFIG_HTTPS_PROXY: 'http://p.corp:7', pnpm_config_proxy: 'http://p.corp:8', pnpm_config_noproxy: 'corp.example', CARGO_HTTP_PROXY: 'p.corp:4', yarn_https_proxy: 'http://p.corp:5', yarn_proxy: 'http://p.corp:6' }],
    ['odd spellings', { Http_Proxy: 'http://p.corp:1', Https_proxy: 'http://p.corp:2' }],
    ['another shim', child({}, { proxy: proxyAddress(42_000, 'task', 'ffff') })],
  ];
  for (const platform of ['linux', 'win32'] as const) {
    for (const [what, base] of bases) {
      it(`goes to the shim and leaves this machine alone: ${what}, ${platform}`, () => {
        const environment = child(base, { platform });
        const wrong: string[] = [];
        everyVersion((name, version) => {
          for (const url of remote) {
            const expected = reads(name, platform) ? (noIpv6.has(name) && url.includes('[') ? 'error' : 'shim') : 'direct';
            const is = wayOf(version, url, environment, platform);
            if (is !== expected) wrong.push(`${name} ${url}: ${is}, expected ${expected}`);
          }
          // pip's and Yarn's own proxy settings know no list; they were so before.
          if (what === 'every tool its own' && /^(?:pip|yarn-classic) /.test(name)) return;
          for (const url of loopback) {
            const is = wayOf(version, url, environment, platform);
            const meant = url.includes('[') ? (noIpv6.has(name) ? 'error' : noIpv6Loopback.has(name) ? 'shim' : 'direct') : 'direct';
            if (is !== meant) wrong.push(`${name} ${url}: ${is}, expected ${meant}`);
          }
        });
        assert.deepEqual(wrong, []);
      });
    }
  }

  it('knows every exception: one that is none any more goes', () => {
    const seen = new Set<string>();
    everyVersion((name) => seen.add(name));
    for (const name of [...readNothing, ...noIpv6Loopback, ...noIpv6]) assert.ok(seen.has(name), name);
  });

  it('lets hosts go direct that the user excluded, and those that were asked for', () => {
    const environment = child({ NO_PROXY: 'intern.example' }, { exclude: ['other.example'] });
    everyVersion((name, version) => {
      for (const host of ['intern.example', 'other.example']) {
        const is = wayOf(version, `https://${host}/`, environment);
        // ureq asks the proxy for a name without a star (docs/clients.md).
        if (name.startsWith('rust-ureq')) continue;
        assert.equal(is, 'direct', `${name} ${host}`);
      }
    });
  });
});

describe('the variables of a child', () => {
  const cases: readonly [what: string, question: ChildQuestion, expected: Record<string, string | undefined>][] = [
    ['both spellings', ask({}), { HTTP_PROXY: proxy, http_proxy: proxy, HTTPS_PROXY: proxy, https_proxy: proxy, WSS_PROXY: proxy, NODE_USE_ENV_PROXY: '1', GATEHOUSE_SHIM_PORT: `${port}` }],
    ['ALL_PROXY only where there was one', ask({}), { ALL_PROXY: undefined, all_proxy: undefined }],
    ['and then the shim in its place', ask({ ALL_PROXY: 'socks5://h:1', all_proxy: '' }), { ALL_PROXY: proxy, all_proxy: '' }],
    ['lists are kept each for its readers', ask({ NO_PROXY: 'a.example,127.0.0.1', no_proxy: 'b.example' }), { NO_PROXY: 'a.example,127.0.0.1,localhost,::1,127.0.0.0/8,0.0.0.0,.localhost,*.localhost', no_proxy: 'b.example,localhost,127.0.0.1,::1,127.0.0.0/8,0.0.0.0,.localhost,*.localhost' }],
    ['`*` stays alone', ask({ no_proxy: '*' }), { no_proxy: '*', NO_PROXY: '*' }],
    ['an empty list is none', ask({ no_proxy: '', NO_PROXY: 'a.example, ' }), { no_proxy: 'a.example,localhost,127.0.0.1,::1,127.0.0.0/8,0.0.0.0,.localhost,*.localhost' }],
    ['npm has its own only where it had', ask({ npm_config_noproxy: 'x' }), { npm_config_noproxy: 'x,localhost,127.0.0.1,::1,127.0.0.0/8,0.0.0.0,.localhost,*.localhost', npm_config_https_proxy: undefined }],
    ['roots for all', ask({}), { NODE_EXTRA_CA_CERTS: whole.file, SSL_CERT_FILE: whole.file, REQUESTS_CA_BUNDLE: whole.file, CURL_CA_BUNDLE: whole.file, GIT_SSL_CAINFO: whole.file, CARGO_HTTP_CAINFO: whole.file, DENO_CERT: whole.file, CODEX_CA_CERTIFICATE: whole.file, AWS_CA_BUNDLE: undefined, PIP_CERT: undefined, npm_config_cafile: undefined }],
    ['where the bundle has all, also in place of files of the user', ask({ AWS_CA_BUNDLE: '/a.pem', PIP_CERT: '/b.pem' }), { AWS_CA_BUNDLE: whole.file, PIP_CERT: whole.file }],
    ['where it has not, only beside what there is', ask({ SSL_CERT_FILE: '/a.pem', DENO_CERT: '/d.pem' }, { bundle: { ...whole, whole: false } }), { NODE_EXTRA_CA_CERTS: whole.file, SSL_CERT_FILE: '/a.pem', DENO_CERT: '/d.pem', REQUESTS_CA_BUNDLE: undefined }],
    ['git and cargo keep the files of their own settings', ask({}, { bundle: { ...whole, ofTools: [] } }), { GIT_SSL_CAINFO: undefined, CARGO_HTTP_CAINFO: undefined, SSL_CERT_FILE: whole.file }],
    ['without a bundle trust stays', ask({ SSL_CERT_FILE: '/a.pem' }, { bundle: null }), { SSL_CERT_FILE: '/a.pem', NODE_EXTRA_CA_CERTS: undefined }],
    ['Node without its switch', ask({}, { nodeSwitch: false }), { NODE_USE_ENV_PROXY: undefined }],
    ['agents only when asked', ask({}), { OPENAI_BASE_URL: undefined, ANTHROPIC_BASE_URL: undefined }],
    ['and then at the endpoint', ask({ ANTHROPIC_API_KEY: 'sk-ant-own' }, { endpoint }), { OPENAI_BASE_URL: 'http://127.0.0.1:41000/v1', OPENAI_API_BASE: 'http://127.0.0.1:41000/v1', OPENAI_API_KEY: 'token-of-api', ANTHROPIC_BASE_URL: 'http://127.0.0.1:41000', ANTHROPIC_AUTH_TOKEN: 'token-of-api', ANTHROPIC_API_KEY: '' }],
    ['the endpoint alone', ask({ NO_PROXY: 'a' }, { endpoint, endpointOnly: true }), { OPENAI_API_KEY: 'token-of-api', HTTPS_PROXY: undefined, NODE_EXTRA_CA_CERTS: undefined, NO_PROXY: 'a', no_proxy: undefined }],
    ['and past a proxy that is set', ask({ HTTPS_PROXY: 'http://p:1', no_proxy: 'a' }, { endpoint, endpointOnly: true }), { OPENAI_API_KEY: 'token-of-api', HTTPS_PROXY: 'http://p:1', no_proxy: 'a,localhost,127.0.0.1,::1,127.0.0.0/8,0.0.0.0,.localhost,*.localhost' }],
    ['one spelling on Windows, the one that is there', ask({ Https_Proxy: 'http://p:1', no_proxy: 'a' }, { platform: 'win32' }), { Https_Proxy: proxy, HTTPS_PROXY: undefined, https_proxy: undefined, NO_PROXY: undefined, no_proxy: 'a,localhost,127.0.0.1,::1,127.0.0.0/8,0.0.0.0,.localhost,*.localhost' }],
    ['nothing else is touched', ask({ PATH: '/bin', REQUEST_METHOD: 'GET', NODE_OPTIONS: '--use-system-ca', SSL_CERT_DIR: '/c' }), { PATH: '/bin', REQUEST_METHOD: 'GET', NODE_OPTIONS: '--use-system-ca', SSL_CERT_DIR: '/c' }],
  ];
  for (const [what, question, expected] of cases) {
    it(what, () => {
      const environment = childEnvironment(question);
      for (const [name, value] of Object.entries(expected)) assert.equal(environment[name], value, name);
    });
  }

  it('says which hosts still go direct', () => {
    assert.deepEqual(childChange(ask({ NO_PROXY: 'a.example b.example', no_proxy: 'a.example,*' })).direct, ['a.example', 'b.example', '*']);
  });

  it('holds no former password unless the shell has to go back', () => {
    const base = { HTTPS_PROXY: 'http://u:hunter22@p:1', https_proxy: 'http://u:hunter22@p:1', ALL_PROXY: 'http://u:hunter22@p:1' };
    assert.ok(!JSON.stringify(child(base)).includes('hunter22'));
    const places = Object.values(childEnvironment(ask(base), true)).filter((value) => value.includes('hunter22'));
    assert.equal(places.length, 1);
  });

  it('has a name once each, and says of each who reads it', () => {
    const names = childVariables.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    assert.ok(childVariables.every(({ readers, source }) => readers !== '' && source !== ''));
  });

  const value = fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom('', '*', 'http://u:p@h:1', 'socks5://h:1', 'localhost,::1', '[::1]', '/a.pem'));
  const name = fc.oneof(
    fc.constantFrom(...childVariables.flatMap((one) => [one.name, one.name.toLowerCase(), one.name.toUpperCase()]), '__proto__', 'constructor', 'Http_Proxy', 'GATEHOUSE_FORMER'),
    fc.string({ minLength: 1, maxLength: 6 }),
  );
  const environment = fc.array(fc.tuple(name, value), { maxLength: 12 }).map((entries) => Object.fromEntries(entries));

  it('is the same however often it is made, and never has two addresses', () => {
    fc.assert(
      fc.property(environment, fc.constantFrom('linux', 'darwin', 'win32'), fc.boolean(), (base, platform, keep) => {
        const once = childEnvironment(ask(base, { platform }), keep);
        assert.deepEqual(childEnvironment(ask(once, { platform }), keep), once);
        for (const url of ['https://openrouter.ai/', 'http://gateway.example/']) {
          for (const dialect of dialects) {
            const is = wayOf(dialect.versions[0], url, once, platform);
            assert.notEqual(is, 'elsewhere', `${dialect.id} ${url}`);
          }
        }
      }),
    );
  });
});
