import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { dialects, usualClients } from '../../../src/path/dialects/index.ts';
import type { RouteQuestion } from '../../../src/path/route.ts';
import { decideRoutes, findClient, networkPaths, resolveRoute, resolveRoutes, UnknownClientError } from '../../../src/path/routes.ts';

const question = (environment: Record<string, string>, url = 'https://api.example.com/v1'): RouteQuestion => ({
  url: new URL(url),
  environment,
  platform: 'linux',
});

describe('routes', () => {
  it('choose the version whose range holds', () => {
    const version = (spec: string): string => findClient(spec).version.version;
    assert.equal(version('curl'), '8.23.0');
    assert.equal(version('curl@99'), '8.23.0');
    assert.equal(version('curl@8.22.0'), '8.23.0');
    assert.equal(version('curl@8.18.0'), '8.19.0');
    assert.equal(version('curl@8.10.1'), '8.16.0');
    assert.equal(version('curl@8.8.0'), '7.88.1');
    assert.equal(version('curl@7.1'), '7.88.1');
    assert.equal(version('node-fetch@v24.21.0'), '24.21.0');
    assert.equal(version('python-requests@2.32.5'), '2.32.3');
  });

  it('name the known clients and versions when one is unknown', () => {
    assert.throws(() => findClient('netscape'), (error: unknown) => {
      assert.ok(error instanceof UnknownClientError);
      assert.ok(dialects.every(({ id }) => error.message.includes(id)));
      return true;
    });
    assert.throws(() => findClient('curl@new'), /8\.23\.0/);
    assert.throws(() => resolveRoute('go', question({}), ''), UnknownClientError);
  });

  it('versions of each dialect are newest first, and only the oldest has no start', () => {
    for (const { versions, id } of dialects) {
      versions.forEach((entry, index) => assert.equal(entry.since === undefined, index === versions.length - 1, id));
      const order = versions.map(({ version }) => version.split('.').map((part) => part.padStart(5, '0')).join('.'));
      assert.deepEqual(order, [...order].sort().reverse(), id);
    }
  });

  it('show the proxy without credentials and keep them beside the route', () => {
    const [decided] = decideRoutes(question({ https_proxy: 'http://user:hunter22@192.0.2.1:3128' }), ['curl']);
    assert.equal(decided?.route.proxy, 'http://192.0.2.1:3128');
    assert.equal(decided?.proxyUrl?.password, 'hunter22');
    assert.ok(!JSON.stringify(decided?.route).includes('hunter22'));
  });

  it('a malformed value is an error that names the variable and hides the password', () => {
    const route = resolveRoute('curl', question({ HTTPS_PROXY: 'htp://user:hunter22@192.0.2.1:3128' }));
    assert.equal(route.outcome, 'error');
    assert.equal(route.decidedBy, 'HTTPS_PROXY');
    assert.equal(route.proxy, null);
    assert.match(route.reason, /HTTPS_PROXY/);
    assert.ok(!route.reason.includes('hunter22'));
  });

  it('become paths: distinct, the primary first, errors left out', () => {
    const environment = { https_proxy: 'socks5://u:secret@192.0.2.1:1080' };
    const paths = networkPaths(decideRoutes(question(environment), usualClients), 'curl');
    assert.deepEqual(paths.map(({ id, mode, primary }) => [id, mode, primary]), [
      ['proxy-1', 'socks5-ip', true],
      ['proxy-2', 'socks5-name', false],
      ['direct', 'direct', false],
    ]);
    assert.equal(paths[0]?.label, 'through socks5://192.0.2.1:1080');
    assert.equal(paths[0]?.proxyUrl?.password, 'secret');
    assert.deepEqual(paths[2]?.clients, ['node-fetch']);
    assert.ok(paths.every(({ label }) => !label.includes('secret')));
    assert.ok(!paths.some(({ clients }) => clients.includes('vscode-exthost-fetch')));
  });

  it('with nothing set, there is one direct path of all clients', () => {
    const paths = networkPaths(decideRoutes(question({})), 'curl');
    assert.equal(paths.length, 1);
    assert.equal(paths[0]?.id, 'direct');
    assert.equal(paths[0]?.proxyUrl, undefined);
    assert.equal(paths[0]?.clients.length, dialects.length);
  });

  it('never throw and never show a password, whatever the variables hold', () => {
    const password = fc.stringMatching(/^[A-Z][A-Za-z0-9!$&'()*+,;=:@/?#% ~^-]{5,20}Q$/);
    const value = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', ' ', '*', '[::1]', '::1', 'http://', 'socks5://[::1]:1080', 'http://[::1', '1.2.3.4/8', '%zz', 'bücher.example'),
      fc.webUrl(),
    );
    const names = fc.constantFrom('http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'no_proxy', 'NO_PROXY', 'NODE_OPTIONS');
    fc.assert(
      fc.property(fc.dictionary(names, value), password, fc.constantFrom('https_proxy', 'http_proxy', 'NO_PROXY', 'ALL_PROXY'), fc.constantFrom('http', 'socks5', 'xyz'), (environment, secret, name, scheme) => {
        const full = { NODE_USE_ENV_PROXY: '1', ...environment, [name]: `${scheme}://user:${secret}@192.0.2.1:3128` };
        for (const url of ['https://api.example.com/v1', 'http://[2001:db8::7]:8080/']) {
          const routes = resolveRoutes({ ...question(full, url), editorSettings: { 'http.noProxy': ['x', environment['no_proxy']] } });
          assert.equal(routes.length, dialects.length);
          const text = JSON.stringify(routes);
          assert.ok(!text.includes(secret), text);
          assert.ok(!text.includes(JSON.stringify(secret).slice(1, -1)), text);
          for (const route of routes) assert.equal(route.outcome === 'proxy', route.proxy !== null);
        }
      }),
      { numRuns: 300 },
    );
  });
});
