import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dialects } from '../../../../src/path/dialects/index.ts';
import { decide, readRouting, RuleError, type Decision } from '../../../../src/shim/route/decide.ts';
import type { Routing } from '../../../../src/shim/routing.ts';
import { readRequestHead } from '../../../../src/shim/http/request-head.ts';

const base: Routing = { rules: [], client: 'curl', environment: {}, allow: [] };
const ownPort = 7777;
const way = (routing: Partial<Routing>, host: string, port = 443, plain = false): Decision => decide(readRouting({ ...base, ...routing }), { host, port, plain }, ownPort, 'linux');
/** One line that says all that matters. */
function shown(decision: Decision): string {
  if (decision.outcome === 'refuse') return `refuse ${decision.code}`;
  const { way: by, allowed } = decision;
  const how = by.kind === 'direct' ? 'direct' : by.kind === 'socks5' ? `socks5 ${by.proxy.host}${by.byName ? ' by name' : ''}` : `http ${by.proxy.host}${by.absolute ? ' absolute' : ''}`;
  return allowed ? `${how}, allowed` : how;
}

describe('the way of a destination', () => {
  const proxy = { HTTPS_PROXY: 'http://proxy.example:3128', http_proxy: 'http://proxy.example:3128' };
  const rule = (host: string, upstream: string): Partial<Routing> => ({ rules: [{ host, upstream }], environment: proxy });
  const cases: readonly (readonly [what: string, routing: Partial<Routing>, to: readonly [string, number?, boolean?], expected: string])[] = [
    ['nothing is set', {}, ['a.example'], 'direct'],
    ['the environment names a proxy', { environment: proxy }, ['a.example'], 'http proxy.example:3128'],
    ['plain requests', { environment: proxy }, ['a.example', 80, true], 'http proxy.example:3128 absolute'],
    ['NO_PROXY excludes it', { environment: { ...proxy, NO_PROXY: '.example' } }, ['a.example'], 'direct'],
    ['a rule goes before', rule('a.example', 'direct'), ['a.example'], 'direct, allowed'],
    ['a rule for another host', rule('b.example', 'direct'), ['a.example'], 'http proxy.example:3128'],
    ['a rule for all', rule('*', 'direct'), ['a.example'], 'direct'],
    ['a rule for every address', rule('0.0.0.0/0', 'direct'), ['8.8.8.8'], 'direct'],
    ['a rule refuses', rule('a.example', 'refuse'), ['a.example'], 'refuse RULE'],
    ['a rule names SOCKS', rule('*', 'socks5h://s:1080'), ['a.example'], 'socks5 s:1080 by name'],
    ['a rule names an HTTP proxy', rule('*', 'http://p:1'), ['a.example', 80, true], 'http p:1 absolute'],
    ['the first rule wins', { rules: [{ host: '*.example', upstream: 'direct' }, { host: '*', upstream: 'refuse' }] }, ['a.example'], 'direct, allowed'],
    ['SOCKS4', { environment: { ALL_PROXY: 'socks4://s:1' } }, ['a.example'], 'refuse SETTINGS'],
    ['loopback', {}, ['127.0.0.1'], 'refuse FORBIDDEN_TARGET'],
    ['loopback, though a proxy is set', { environment: proxy }, ['localhost'], 'refuse FORBIDDEN_TARGET'],
    ['metadata', {}, ['169.254.169.254', 80, true], 'refuse FORBIDDEN_TARGET'],
    ['metadata by name, though a proxy is set', { environment: proxy }, ['metadata.google.internal', 80, true], 'refuse FORBIDDEN_TARGET'],
    ['loopback, and a rule for all', rule('*', 'direct'), ['127.0.0.1'], 'refuse FORBIDDEN_TARGET'],
    ['loopback, and a rule for every address', rule('0.0.0.0/0', 'direct'), ['127.0.0.1'], 'refuse FORBIDDEN_TARGET'],
    ['loopback, allowed by port', { allow: ['127.0.0.1:11434'] }, ['127.0.0.1', 11434], 'direct, allowed'],
    ['loopback, another port allowed', { allow: ['127.0.0.1:11434'] }, ['127.0.0.1', 11435], 'refuse FORBIDDEN_TARGET'],
    ['a range allowed', { allow: ['10.0.0.0/8'] }, ['10.1.2.3'], 'direct, allowed'],
    ['a rule for the very host', rule('10.1.2.3', 'direct'), ['10.1.2.3'], 'direct, allowed'],
    ['the shim itself', {}, ['127.0.0.1', ownPort], 'refuse LOOP'],
    ['the shim itself, allowed', { allow: ['*'] }, ['localhost', ownPort], 'refuse LOOP'],
    ['the shim itself in IPv6 clothes', { allow: ['*'] }, ['::ffff:127.0.0.1', ownPort], 'refuse LOOP'],
    ['the shim itself by 0.0.0.0', { allow: ['*'] }, ['0.0.0.0', ownPort], 'refuse LOOP'],
    ['the shim is its own proxy', { environment: { HTTPS_PROXY: `http://127.0.0.1:${ownPort}` } }, ['a.example'], 'direct'],
    ['a rule names the shim as proxy', rule('*', `http://localhost:${ownPort}`), ['a.example'], 'direct'],
  ];
  for (const [what, routing, to, expected] of cases) it(`is "${expected}": ${what}`, () => assert.equal(shown(way(routing, ...to)), expected));

  for (const [host, upstream] of [['a b', 'direct'], ['a', 'nonsense://'], ['a', 'socks4://s:1'], ['a', ''], ['', 'direct']] as const) {
    it(`is asked for nothing where a rule can't be read: ${JSON.stringify(host)}=${JSON.stringify(upstream)}`, () => assert.throws(() => readRouting({ ...base, rules: [{ host, upstream }] }), RuleError));
  }
  it('is asked for nothing where an allowance can\'t be read', () => assert.throws(() => readRouting({ ...base, allow: ['a/b'] }), RuleError));

  it('never tells a password: whatever the client, the variable and the fault in it (property)', () => {
    const secret = 'S3cr3tPa55';
    const value = fc.constantFrom(`http://user:${secret}@proxy.example:3128`, `user:${secret}@proxy.example`, `socks4://u:${secret}@p:1`, `ftp://u:${secret}@p`, `http://u:${secret}@`, `http://u:${secret}@p:99999`, `http://u:${secret}@[::1`, `https://:${secret}@p`, `http:/u:${secret}@p`, `u:${secret}@p:x`, `http://u:${secret}@p p:1`);
    fc.assert(
      fc.property(fc.constantFrom(...dialects.map(({ id }) => id)), value, fc.boolean(), (client, one, plain) => {
        const environment = Object.fromEntries(['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'].map((name) => [name, one]));
        const decision = way({ client, environment, editorSettings: { 'http.proxy': one } }, 'a.example', 443, plain);
        const { decidedBy, reason } = decision;
        const told = JSON.stringify({ decidedBy, reason, via: decision.outcome === 'go' ? decision.via : null });
        assert.ok(!told.includes(secret), `${client}: ${told}`);
      }),
      { numRuns: 2_000 },
    );
  });

  it('never tells the password of a rule, also of one that can\'t be read', () => {
    for (const upstream of ['http://u:S3cr3t@p:1', 'socks5://u:S3cr3t@p:1', 'socks4://u:S3cr3t@p:1', 'ftp://u:S3cr3t@p', 'u:S3cr3t@p', 'http://u:S3cr3t@p:99999', 'http://u:S3cr3t@']) {
      try {
        const decision = way({ rules: [{ host: '*', upstream }] }, 'a.example');
        assert.ok(!JSON.stringify({ ...decision, way: undefined }).includes('S3cr3t'), upstream);
      } catch (error) {
        assert.ok(error instanceof RuleError);
        assert.ok(!error.message.includes('S3cr3t'), `${upstream}: ${error.message}`);
      }
    }
  });

  it('is found for whatever host a request can name, by every client, and never throws (property)', () => {
    const host = fc.array(fc.constantFrom('a', '0', '.', '-', '_', '0x', 'xn--', '127', 'com', '8'), { minLength: 1, maxLength: 6 }).map((all) => all.join(''));
    fc.assert(
      fc.property(fc.oneof(host, fc.ipV6().map((text) => `[${text}]`)), fc.constantFrom(...dialects.map(({ id }) => id)), fc.integer({ min: 1, max: 65_535 }), (named, client, port) => {
        const head = readRequestHead(Buffer.from(`CONNECT ${named}:${port} HTTP/1.1\r\nHost: x\r\n\r\n`), 4_096);
        if (!head || 'code' in head || head.target.form !== 'authority') return;
        shown(way({ client, environment: { ...proxy, NO_PROXY: '10.0.0.0/8,.com,*' } }, head.target.host, port));
      }),
      { numRuns: 3_000 },
    );
  });
});
