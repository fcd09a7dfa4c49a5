import assert from 'node:assert/strict';
import fc from 'fast-check';
import { clientEnvironment } from '../../../../src/path/measured/client-environment.ts';
import { isProxyVariable, proxyPlaces, withAddress } from '../../../../src/path/measured/proxy-places.ts';
import { parseProxyValue } from '../../../../src/path/proxy-value.ts';

describe('Proxies in variables', () => {
  it('are led to the recorder in the form they have', () => {
    const table: readonly [string, string | undefined][] = [
      ['http://proxy.example:3128', 'http://127.0.0.1:9'],
      ['HTTP://Proxy.Example:3128/', 'HTTP://127.0.0.1:9/'],
      ['proxy.example:3128', '127.0.0.1:9'],
      ['socks5h://[2001:db8::9]:1080', 'socks5h://127.0.0.1:9'],
      ['https://alice:sesame@proxy.example', 'https://user:pass@127.0.0.1:9'],
      ['http://alice@proxy.example:1', 'http://user@127.0.0.1:9'],
      ['http://alice:@proxy.example:1', 'http://user:@127.0.0.1:9'],
      ['http://:sesame@proxy.example:1', 'http://:pass@127.0.0.1:9'],
      ['', ''],
      ['"http://proxy.example:1"', undefined],
      ['socks://proxy.example:1', undefined],
      ['http://a b:1', undefined],
      ['http://proxy.example:1/v1', undefined],
    ];
    for (const [value, expected] of table) assert.equal(withAddress(value, '127.0.0.1', 9), expected, value);
  });

  it('keep their form whatever they are, and nothing of their credentials', () => {
    const word = fc.stringMatching(/^[a-z0-9]{6,12}$/);
    const userinfo = fc.oneof(word.map((user) => [user]), fc.tuple(word, word));
    const scheme = fc.constantFrom('', 'http://', 'https://', 'socks5://', 'socks5h://', 'socks4://');
    fc.assert(
      fc.property(scheme, fc.option(userinfo), word, fc.option(fc.integer({ min: 1, max: 65_535 })), (start, parts, host, port) => {
        const value = `${start}${parts ? `${parts.join(':')}@` : ''}${host}.example${port === null ? '' : `:${port}`}`;
        const moved = withAddress(value, '127.0.0.1', 9);
        const [before, after] = [parseProxyValue(value), parseProxyValue(moved ?? '')];
        assert.ok(before.ok && after.ok, value);
        const form = ({ scheme: kind, hasCredentials, usernameOnly, schemeless }: typeof before): unknown => [kind, hasCredentials, usernameOnly, schemeless];
        assert.deepEqual(form(after), form(before));
        for (const part of parts ?? []) assert.ok(!moved?.includes(part), `${value} became ${moved}`);
      }),
    );
  });

  it('are found by name, and told apart from exceptions and switches', () => {
    const yes = ['HTTPS_PROXY', 'http_proxy', 'ALL_PROXY', 'npm_config_https_proxy', 'npm_config_proxy', 'socks5_proxy'];
    const no = ['NO_PROXY', 'no_proxy', 'npm_config_noproxy', 'NODE_USE_ENV_PROXY', 'ELECTRON_GET_USE_PROXY', 'PROXY_HOST', 'PATH'];
    assert.deepEqual([...yes, ...no].filter(isProxyVariable), yes);
  });

  it('are one place where variables say the same, and unreadable where they say nothing sure', () => {
    const { places, unreadable } = proxyPlaces({
      https_proxy: 'http://proxy.example:3128',
      HTTPS_PROXY: 'https://PROXY.example:3128',
      ALL_PROXY: 'socks5://proxy.example',
      http_proxy: 'http//typo',
      HTTP_PROXY: '',
      NO_PROXY: 'http://proxy.example:1',
    });
    assert.deepEqual(places, [
      { host: 'proxy.example', port: 3128, portDefaulted: false, schemes: ['http', 'https'] },
      { host: 'proxy.example', port: 1080, portDefaulted: true, schemes: ['socks5'] },
    ]);
    assert.deepEqual(unreadable, ['http_proxy']);
  });
});

describe('What a client is started with', () => {
  it('is the network variables asked for and what programs need, and no key', () => {
    const machine = { PATH: '/bin', HOME: '/h', OPENAI_API_KEY: 'sesame', GITHUB_TOKEN: 'sesame', HTTPS_PROXY: 'http://machine:1', LD_PRELOAD: '/x' };
    const asked = { HTTPS_PROXY: 'http://asked:1', ANTHROPIC_API_KEY: 'sesame', NO_PROXY: undefined, PATH: '/asked' };
    assert.deepEqual(clientEnvironment(asked, machine), { PATH: '/bin', HOME: '/h', HTTPS_PROXY: 'http://asked:1' });
  });

  it('has no proxy that was not asked for', () => {
    assert.deepEqual(clientEnvironment({}, { https_proxy: 'http://machine:1', PATH: '/bin' }), { PATH: '/bin' });
  });
});
