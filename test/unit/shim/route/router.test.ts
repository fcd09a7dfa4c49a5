import assert from 'node:assert/strict';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SystemProxy } from '../../../../src/path/proxy-settings.ts';
import { RuleError, type Decision } from '../../../../src/shim/route/decide.ts';
import { Router } from '../../../../src/shim/route/router.ts';
import type { Routing } from '../../../../src/shim/routing.ts';

const routing: Routing = { rules: [], client: 'curl', environment: { https_proxy: 'http://p.example:1' }, allow: [] };
const to = { host: 'a.example', port: 443, plain: false };
const via = (decision: Decision): string | null => (decision.outcome === 'go' ? decision.via : decision.code);

describe('the router', () => {
  it('decides at once, and remembers each destination by host, port and kind', () => {
    const router = new Router(routing, 7777, 'linux', () => 0);
    const first = router.way(to);
    assert.ok(!(first instanceof Promise));
    assert.equal(router.way({ ...to }), first, 'the very same');
    assert.notEqual(router.way({ ...to, port: 444 }), first);
    assert.notEqual(router.way({ ...to, plain: true }), first);
    assert.equal(via(first), 'http://p.example:1');
  });

  it('decides anew when the routing has changed, and keeps the old one where the new one can\'t be read', () => {
    const router = new Router(routing, 7777, 'linux', () => 0);
    void router.way(to);
    router.route({ ...routing, environment: {}, keepAliveMs: 5_000 });
    assert.equal(via(router.way(to) as Decision), null);
    assert.equal(router.keepAliveMs, 5_000);
    assert.throws(() => router.route({ ...routing, rules: [{ host: '?', upstream: 'direct' }] }), RuleError);
    assert.equal(via(router.way(to) as Decision), null);
    assert.equal(router.keepAliveMs, 5_000);
  });

  it('remembers no more destinations than it may', () => {
    const router = new Router(routing, 7777, 'linux', () => 0);
    const first = router.way(to);
    for (let index = 0; index < 1_100; index++) void router.way({ ...to, host: `h${index}.example` });
    assert.notEqual(router.way(to), first);
    assert.deepEqual(router.way(to), first);
  });

  describe('with a PAC script', () => {
    let server: http.Server;
    let asked = 0;
    let script = '';
    let system: SystemProxy;
    beforeEach(async () => {
      asked = 0;
      server = http.createServer((_, response) => {
        asked++;
        if (script === '') response.writeHead(500).end();
        else response.end(script);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      system = { mode: 'automatic', pacUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/p.pac` } as SystemProxy;
    });
    afterEach(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    const pacRouting = (): Routing => ({ rules: [], client: 'chromium', environment: {}, allow: [], system });

    it('asks it once for each destination, also for many at the same time, and anew after its time or when freshened', async () => {
      script = 'function FindProxyForURL(url, host) { return "PROXY " + host + ":9"; }';
      let nowMs = 0;
      const router = new Router(pacRouting(), 7777, 'linux', () => nowMs);
      const all = await Promise.all(Array.from({ length: 10 }, async () => router.way(to)));
      assert.deepEqual(new Set(all.map(via)), new Set(['http://a.example:9']));
      assert.equal(asked, 1);
      nowMs += 4 * 60_000;
      await router.way(to);
      assert.equal(asked, 1);
      nowMs += 2 * 60_000;
      await router.way(to);
      assert.equal(asked, 2);
      router.freshen();
      await router.way(to);
      assert.equal(asked, 3);
      router.stop();
    });

    it('asks again soon where it could not be had', async () => {
      script = '';
      let nowMs = 0;
      const router = new Router(pacRouting(), 7777, 'linux', () => nowMs);
      await router.way(to);
      script = 'function FindProxyForURL() { return "PROXY later.example:9"; }';
      nowMs += 16_000;
      assert.equal(via(await router.way(to)), 'http://later.example:9');
      router.stop();
    });

    it('does not ask it about this machine', () => {
      const router = new Router(pacRouting(), 7777, 'linux', () => 0);
      assert.ok(!(router.way({ host: '127.0.0.1', port: 80, plain: true }) instanceof Promise));
      assert.equal(asked, 0);
    });

    it('does not reject when it ends in the middle', async () => {
      script = 'function FindProxyForURL() { for (;;) {} }';
      const router = new Router(pacRouting(), 7777, 'linux', () => 0);
      const way = router.way(to);
      router.stop();
      assert.ok('outcome' in (await way));
    });
  });
});
