import assert from 'node:assert/strict';
import { clockRows, clockSentence, firstToFire, usualClient, type CallKind, type ClockFacts } from '../../../src/diagnosis/clocks.ts';

const facts = (more: Partial<ClockFacts> = {}): ClockFacts => ({ headers: {}, context: 'extension-host', ...more });
const nginx = { server: 'nginx/1.22.1' };
const cloudflare = { server: 'cloudflare', 'cf-ray': '8a' };
const squid = { via: '1.1 proxy.test (squid/5.7)' };

describe('the clocks on the way', () => {
  const first: readonly { what: string; facts: ClockFacts; kind: CallKind; client?: string; expect: string | undefined }[] = [
    { what: 'nothing known', facts: facts(), kind: 'whole-long-answer', expect: undefined },
    { what: 'the usual client alone', facts: facts(), kind: 'whole-long-answer', client: usualClient, expect: 'Node fetch (undici) 300' },
    { what: 'nginx before a whole answer', facts: facts({ headers: nginx }), kind: 'whole-long-answer', client: usualClient, expect: 'nginx 60' },
    { what: 'nginx and a stream with comments', facts: facts({ headers: nginx }), kind: 'stream-with-comments', client: usualClient, expect: undefined },
    { what: 'aiohttp, which counts the whole answer', facts: facts({ context: 'terminal' }), kind: 'stream-with-comments', client: 'aiohttp', expect: 'aiohttp 300' },
    { what: 'httpx and silence', facts: facts({ context: 'terminal' }), kind: 'stream-gone-silent', client: 'httpx', expect: 'httpx 5' },
    { what: 'Cloudflare before a whole answer', facts: facts({ headers: cloudflare }), kind: 'whole-long-answer', client: usualClient, expect: 'Cloudflare 120' },
    { what: 'haproxy by its name', facts: facts({ headers: { via: 'http/1.1 haproxy' } }), kind: 'stream-gone-silent', expect: 'HAProxy 50' },
    { what: 'squid behind a client that gives up sooner', facts: facts({ proxyHeaders: squid }), kind: 'stream-gone-silent', client: usualClient, expect: 'Node fetch (undici) 300' },
    { what: 'squid alone', facts: facts({ proxyHeaders: squid }), kind: 'stream-gone-silent', expect: 'squid 900' },
    { what: 'tinyproxy', facts: facts({ proxyHeaders: { 'proxy-agent': 'tinyproxy/1.11.1' } }), kind: 'stream-gone-silent', expect: 'tinyproxy 600' },
    { what: 'Privoxy', facts: facts({ headers: { server: 'Privoxy 3.0.34' } }), kind: 'stream-gone-silent', expect: 'Privoxy 300' },
    { what: 'mitmproxy', facts: facts({ headers: { server: 'mitmproxy 8.1.1' } }), kind: 'stream-gone-silent', expect: 'mitmproxy 600' },
    { what: 'a measured cut, which wins over what is published', facts: facts({ proxyHeaders: squid, idle: { survivedMs: 2_000, endedMs: 3_100 } }), kind: 'stream-gone-silent', client: usualClient, expect: 'this path 3.1' },
    { what: 'a measured life beyond what is published', facts: facts({ proxyHeaders: { via: 'Privoxy' }, idle: { survivedMs: 350_000, endedMs: null } }), kind: 'stream-gone-silent', expect: undefined },
    { what: 'a measured life short of what is published', facts: facts({ proxyHeaders: squid, idle: { survivedMs: 60_000, endedMs: null } }), kind: 'stream-gone-silent', expect: 'squid 900' },
    { what: 'an edge, which an idle connection does not measure', facts: facts({ headers: nginx, idle: { survivedMs: 350_000, endedMs: null } }), kind: 'stream-gone-silent', expect: 'nginx 60' },
  ];
  for (const { what, facts: known, kind, client, expect } of first) {
    it(`${what}: ${expect ?? 'none'}`, () => {
      const row = firstToFire(clockRows(known), kind, client);
      assert.equal(row && `${row.who} ${(row.atMs ?? 0) / 1_000}`, expect);
    });
  }

  it('stand soonest first, each with its source, those that never fire last', () => {
    const rows = clockRows(facts({ context: 'terminal', headers: { ...nginx, via: 'squid' } }));
    assert.ok(rows.length >= 12);
    const times = rows.map(({ atMs }) => atMs ?? Infinity);
    assert.deepEqual(times, times.toSorted((a, b) => a - b));
    assert.equal(times.at(-1), Infinity);
    for (const { source, who, measured } of rows) assert.ok(source.length > 10 && who !== '' && !measured);
    assert.ok(!clockRows(facts()).some(({ who }) => who === 'httpx'), 'the extension host runs no Python');
  });

  it('come to one sentence', () => {
    assert.match(clockSentence(clockRows(facts())), /^Nothing on this path is known.*300 s.*comments/s);
    assert.match(clockSentence(clockRows(facts({ headers: nginx }))), /^nginx on this path ends a silent call after 60 s unless set otherwise\..*comments/s);
    assert.match(clockSentence(clockRows(facts({ proxyHeaders: squid }))), /^squid .* 900 s.*gives up after 300 s/s);
    assert.match(clockSentence(clockRows(facts({ idle: { survivedMs: 1, endedMs: 3_040 } }))), /^This path ends a silent connection after 3 s \(measured\)/);
    assert.doesNotMatch(clockSentence([]), /undefined|NaN|\{\d\}/);
  });
});
