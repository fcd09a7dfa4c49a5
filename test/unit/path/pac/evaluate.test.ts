import * as assert from 'node:assert/strict';
import { evaluatePac, urlForPac, type PacRun } from '../../../../src/path/pac/evaluate.ts';

const never = new AbortController().signal;
const names: Readonly<Record<string, readonly string[]>> = { 'known.test': ['2001:db8::7', '10.1.2.3'] };

function run(script: string, more: Partial<Parameters<typeof evaluatePac>[0]> = {}): Promise<PacRun> {
  const lookup = async (name: string): Promise<readonly string[]> => names[name] ?? [];
  return evaluatePac({ script, url: new URL('https://api.example.com/'), lookup, own: ['192.0.2.9'], limitMs: 60_000, signal: never, ...more });
}

const find = (body: string): string => `function FindProxyForURL(url, host) { ${body} }`;
const gives = (expression: string): string => find(`return String(${expression});`);

describe('PAC evaluation', function () {
  this.timeout(120_000);

  it('runs a script for a URL and says how it ended', async () => {
    const cases: readonly [script: string, expected: Partial<PacRun>][] = [
      [find('return "PROXY p:1; DIRECT";'), { outcome: 'returned', text: 'PROXY p:1; DIRECT' }],
      [find('return url + " " + host;'), { outcome: 'returned', text: 'https://api.example.com/ api.example.com' }],
      [gives('isInNet(host, "10.0.0.0", "255.0.0.0") + myIpAddress() + dnsResolve("known.test") + dnsResolveEx("known.test")'), { outcome: 'returned', text: 'false192.0.2.910.1.2.32001:db8::7;10.1.2.3' }],
      ['"use strict"; const a = 1; let b = 2; ' + gives('a + b'), { outcome: 'returned', text: '3' }],
      ['function (', { outcome: 'not-loaded', line: 1 }],
      // Found by the fuzzer: the engine calls this line 0.
      ['`\\', { outcome: 'not-loaded', line: null }],
      ['throw { stack: "proxy.pac:0" };', { outcome: 'not-loaded', line: null }],
      ['\nthrow new Error("boom")', { outcome: 'not-loaded', message: 'Error: boom', line: 2 }],
      ['var x;', { outcome: 'not-loaded', message: 'FindProxyForURL is not a function' }],
      [find('\n\nnull.x'), { outcome: 'threw', line: 3 }],
      [find('return 5;'), { outcome: 'no-text', message: 'number' }],
      [find('return null;'), { outcome: 'no-text', message: 'null' }],
      [find('return "PROXY b\u00fccher:1";'), { outcome: 'no-text' }],
    ];
    await Promise.all(
      cases.map(async ([script, expected]) => {
        const ended: Readonly<Record<string, unknown>> = { ...(await run(script)) };
        for (const [key, value] of Object.entries(expected)) assert.deepEqual(ended[key], value, `${script}: ${JSON.stringify(ended)}`);
      }),
    );
  });

  it('names are looked up outside, in rounds, each once', async () => {
    const asked: string[] = [];
    const script = find('var a = dnsResolve("one.test"); try { dnsResolve("two.test"); dnsResolve("b\u00fccher.test"); } catch (e) { return "PROXY caught:1"; } dnsResolve("not a name/"); return a + dnsResolve("one.test");');
    const ended = await run(script, {
      lookup: async (name) => {
        asked.push(name);
        return name === 'one.test' ? ['10.0.0.1'] : [];
      },
    });
    assert.equal(ended.outcome === 'returned' && ended.text, '10.0.0.110.0.0.1');
    assert.deepEqual(asked, ['one.test', 'two.test', 'xn--bcher-kva.test']);
    assert.deepEqual(ended.names.map(({ name }) => name), ['one.test', 'two.test', 'b\u00fccher.test', 'not a name/']);
  });

  it('a script that asks for ever new names is given up', async () => {
    const ended = await run(find('for (var i = 0; ; i++) dnsResolve("n" + i + ".test");'));
    assert.equal(ended.outcome, 'unknown');
    assert.ok(ended.names.length <= 24);
  });

  it('nothing of the process outside is in reach', async () => {
    const code = '"return typeof process + typeof require + typeof globalThis.fetch"';
    const nothing = 'undefinedundefinedundefined';
    const escapes: readonly [what: string, expression: string][] = [
      ['the global object', `this.constructor.constructor(${code})()`],
      ['a function of ours', `alert.constructor(${code})()`],
      ['the argument', `url.constructor.constructor(${code})()`],
      ['the caller', `(function () { try { return FindProxyForURL.caller.constructor(${code})(); } catch (e) { return e.constructor.constructor(${code})(); } })()`],
      ['an import', `(function () { var p = import("fs"), c = p.constructor || p.then.constructor || p.__proto__.__proto__.constructor; return c ? (c.constructor || c)(${code})() || c.constructor(${code})() : ${JSON.stringify(nothing)}; })()`],
      ['an import in text', `(function () { var p = eval("imp" + "ort('fs')"), c = p.constructor; return c ? c.constructor(${code})() : ${JSON.stringify(nothing)}; })()`],
      ['a stack overflow', `(function () { try { (function deep() { deep(); })(); } catch (e) { return e.constructor.constructor(${code})(); } })()`],
      ['call sites', `(function () { var seen = ${JSON.stringify(nothing)}; Error.prepareStackTrace = function (e, sites) { sites.concat([sites]).forEach(function (site) { [site, site.getThis && site.getThis(), site.getFunction && site.getFunction()].forEach(function (one) { if (one == null) return; var said = one.constructor.constructor(${code})(); if (said !== seen) seen = said; }); }); return ""; }; new Error().stack; Error.prepareStackTrace = undefined; return seen; })()`],
      ['descriptors', `Object.getOwnPropertyDescriptor(this, "FindProxyForURL").constructor.constructor(${code})()`],
      ['buffers', 'typeof ArrayBuffer + typeof Uint8Array + typeof WebAssembly'],
    ];
    await Promise.all(
      escapes.map(async ([what, expression]) => {
        const ended = await run(gives(expression));
        assert.equal(ended.outcome === 'returned' && ended.text, nothing, `${what}: ${JSON.stringify(ended)}`);
      }),
    );
  });

  it('a hostile value or object ends the script, not the caller', async () => {
    const scripts = [
      find('throw new Proxy({}, { get: function () { throw 1; }, getPrototypeOf: function () { throw 2; } });'),
      find('return new Proxy(function () {}, { get: function () { throw 1; } });'),
      'Object.defineProperty(this, "FindProxyForURL", { get: function () { throw { toString: null }; } });',
      'throw { get stack() { throw 1; }, toString: function () { throw 2; } };',
      'Object.prototype.toJSON = function () { return { asked: "x" }; }; ' + find('return "DIRECT";'),
      'Object.prototype.then = Array.prototype.map = Array.prototype.forEach = JSON.stringify = null; String.prototype.slice = function () { return {}; }; ' + find('return "DIRECT";'),
      'Object.defineProperty(Object.prototype, "returned", { set: function () { throw 1; }, get: function () { throw 2; } }); ' + find('return "DIRECT";'),
    ];
    for (const { outcome } of await Promise.all(scripts.map((script) => run(script)))) {
      assert.ok(['returned', 'threw', 'not-loaded', 'no-text', 'unknown'].includes(outcome), outcome);
    }
  });

  it('what never ends is ended, also inside built-in functions', async () => {
    const scripts = [
      find('while (true);'),
      'while (true);',
      find('return [].includes.call({ length: Math.pow(2, 53) - 1 }, 1);'),
      find('/(a+)+$/.test(Array(60).join("a") + "b"); return "";'),
      'throw { get stack() { while (true); } };',
    ];
    const ended = await Promise.all(scripts.map((script) => run(script, { limitMs: 250 })));
    assert.deepEqual(ended.map(({ outcome }) => outcome), scripts.map(() => 'too-slow'));
  });

  it('what a script leaves for later does not run', async () => {
    const ended = await run('Promise.resolve().then(function () { while (true); }); ' + find('return "DIRECT";'));
    assert.equal(ended.outcome, 'returned');
  });

  it('what takes all memory ends alone', async () => {
    const ended = await run(find('var a = []; while (true) a.push(a.slice(), [1, 2, 3]);'));
    assert.equal(ended.outcome, 'crashed');
  });

  it('a slow look-up counts, and cancelling ends everything', async () => {
    const script = find('return dnsResolve("slow.test");');
    const slow = await run(script, { limitMs: 300, lookup: () => new Promise(() => undefined) });
    assert.equal(slow.outcome, 'too-slow');
    const cancel = new AbortController();
    const running = run(find('while (true);'), { signal: cancel.signal });
    cancel.abort(new Error('cancelled'));
    await assert.rejects(running, /cancelled/);
  });

  it('a script learns of an https URL only where it leads', () => {
    assert.equal(urlForPac(new URL('https://user:pass@Example.com:8443/a?b=c#d')).href, 'https://example.com:8443/');
    assert.equal(urlForPac(new URL('http://user:pass@example.com/a?b=c#d')).href, 'http://example.com/a?b=c');
  });
});
