import assert from 'node:assert/strict';
import { agreesWith, seenIn, wayWords, type PlaceNames } from '../../../../src/path/measured/outcome.ts';
import type { Arrival } from '../../../../src/path/measured/recorder.ts';
import type { Route } from '../../../../src/path/route.ts';
import type { DecidedRoute } from '../../../../src/path/routes.ts';

const names: PlaceNames = {
  proxies: new Map([
    ['plain', { host: 'proxy.example', port: 3128, portDefaulted: false, schemes: ['http'] }],
    ['secure', { host: 'secure.example', port: 443, portDefaulted: true, schemes: ['https'] }],
    ['v6', { host: '2001:db8::9', port: 1080, portDefaulted: false, schemes: ['socks5'] }],
  ]),
  strays: [{ host: 'conf.example', port: 8888 }],
  targetHost: 'api.example.com',
};
const at = (place: string, asked: Arrival['asked'], destination = ''): Arrival => ({ place, asked, destination });

const route = (outcome: Route['outcome'], proxy?: string, mode?: Route['mode']): DecidedRoute => ({
  route: { client: 'curl', clientVersion: '8', outcome, proxy: proxy ?? null, ...(mode && { mode }), decidedBy: '', reason: '' },
  ...(proxy !== undefined && { proxyUrl: new URL(proxy) }),
});

const cases: readonly [title: string, arrivals: readonly Arrival[], way: string, agreeing: DecidedRoute, other: DecidedRoute][] = [
  ['TLS at the origin', [at('origin', 'tls', 'api.example.com')], 'direct', route('direct'), route('proxy', 'http://proxy.example:3128', 'connect')],
  ['a request at the origin', [at('origin', 'request')], 'direct', route('direct'), route('error')],
  ['nothing', [], 'error', route('error'), route('direct')],
  ['a tunnel', [at('plain', 'connect')], 'http://proxy.example:3128 (connect)', route('proxy', 'http://proxy.example:3128', 'connect'), route('proxy', 'http://proxy.example:3128', 'absolute')],
  ['a tunnel at another proxy', [at('plain', 'connect')], 'http://proxy.example:3128 (connect)', route('proxy', 'http://proxy.example:3128', 'connect'), route('proxy', 'http://other.example:3128', 'connect')],
  ['a tunnel at another port', [at('plain', 'connect')], 'http://proxy.example:3128 (connect)', route('proxy', 'http://proxy.example:3128', 'connect'), route('proxy', 'http://proxy.example:3129', 'connect')],
  ['TLS at an https proxy', [at('secure', 'tls')], 'https://secure.example:443', route('proxy', 'https://secure.example:8443', 'connect'), route('proxy', 'http://secure.example:443', 'connect')],
  ['plain HTTP at an https proxy', [at('secure', 'connect')], 'error', route('error'), route('proxy', 'https://secure.example:443', 'connect')],
  ['SOCKS', [at('v6', 'socks5-ip')], 'socks5://[2001:db8::9]:1080 (socks5-ip)', route('proxy', 'socks5://[2001:db8::9]:1080', 'socks5-ip'), route('proxy', 'socks5h://[2001:db8::9]:1080', 'socks5-name')],
  ['a proxy no variable names', [at('stray', 'connect')], 'http://conf.example:8888 (connect)', route('proxy', 'http://conf.example:8888', 'connect'), route('direct')],
  ['the target by another address', [at('stray', 'tls', 'api.example.com')], 'direct', route('direct'), route('error')],
  ['a request that is none for a proxy', [at('plain', 'request')], 'error', route('error'), route('proxy', 'http://proxy.example:3128', 'absolute')],
  ['the first of two ways', [at('plain', 'connect'), at('origin', 'tls')], 'http://proxy.example:3128 (connect)', route('proxy', 'http://proxy.example:3128', 'connect'), route('direct')],
];

describe('What arrived', () => {
  for (const [title, arrivals, way, agreeing, other] of cases) {
    it(`${title} is ${way}, and held against what was predicted`, () => {
      const seen = seenIn(arrivals, names);
      assert.equal(wayWords(seen.way), way);
      assert.equal(agreesWith(agreeing, seen, true), true);
      assert.equal(agreesWith(other, seen, true), false);
      assert.equal(agreesWith(route('unknown'), seen, true), null);
    });
  }

  it('is compared without the manner of asking where that was not seen', () => {
    const seen = seenIn([at('plain', 'connect')], names);
    assert.equal(agreesWith(route('proxy', 'http://proxy.example:3128', 'absolute'), seen, false), true);
    assert.equal(agreesWith(route('proxy', 'http://other.example:3128', 'absolute'), seen, false), false);
  });

  it('is told of when there is more, and when it comes from nowhere known', () => {
    assert.match(seenIn([at('plain', 'connect'), at('origin', 'tls')], names).remarks.join(), /Afterwards.*direct/);
    assert.deepEqual(seenIn([at('plain', 'connect'), at('plain', 'connect')], names).remarks, []);
    assert.match(seenIn([at('stray', 'connect')], names).remarks.join(), /No variable names this proxy/);
    assert.match(seenIn([at('secure', 'connect')], names).remarks.join(), /without TLS/);
  });
});
