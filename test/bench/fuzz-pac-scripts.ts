import { availableParallelism } from 'node:os';
import { evaluatePac, type PacRun, type RunPacJob } from '../../src/path/pac/evaluate.ts';
import { parsePacResult } from '../../src/path/pac/result.ts';
import { Outcomes, type ProcessParser } from './fuzz-inputs.ts';
import { PacLane } from './pac-lane.ts';

/** Scripts of the kinds that are found, and of kinds that mean harm. */
const samples = [
  'function FindProxyForURL(url, host) { if (isPlainHostName(host) || dnsDomainIs(host, ".example.com")) return "DIRECT"; return "PROXY 192.0.2.1:3128; SOCKS5 [2001:db8::7]:1080; DIRECT"; }',
  'function FindProxyForURL(url, host) { var ip = dnsResolve("known.test"); if (isInNet(ip, "10.0.0.0", "255.0.0.0") || isInNetEx(myIpAddressEx(), "2001:db8::/32")) return "PROXY a:1"; return shExpMatch(url, "*://*.example.com/*") ? "DIRECT" : "HTTPS p.example:443"; }',
  'function FindProxyForURL(url, host) { if (weekdayRange("MON", "FRI", "GMT") && timeRange(8, 30, 17, 0) && dateRange(1, "JAN", 2020, 31, "DEC", 2040)) return "PROXY work:8080"; return sortIpAddressList("10.0.0.1;::1") || "DIRECT"; }',
  'var table = { "api.example.com": "PROXY p:1" }; const re = /^(?:[a-z]+\\.)*example\\.com$/; let f = (h) => table[h] ?? (re.test(h) ? "DIRECT" : null); function FindProxyForURL(url, host) { return f(host); }',
  'function FindProxyForURL(url, host) { for (var i = 0; i < 9; i++) { try { isResolvable("n" + i + ".test"); } catch (e) { alert(e); } } return dnsResolveEx("known.test") + localHostOrDomainIs(host, "api") + dnsDomainLevels(host); }',
  'Error.prepareStackTrace = function (e, frames) { frames.forEach(function (f) { [f, f.getThis(), f.getFunction(), f.getTypeName()].forEach(look); }); return e; }; function look(v) { try { return v.outsider; } catch (e) {} } function FindProxyForURL(url, host) { try { null.x; } catch (e) { look(e.stack); } look(arguments.callee.caller); return "DIRECT"; }',
  'function look(v) { try { v.outsider; v.constructor.constructor("return process")().outsider; } catch (e) {} try { for (; v; v = Object.getPrototypeOf(v)) v.outsider; } catch (e) {} return v; } look(this); look(dnsResolve); look(known_()); function known_() { try { dnsResolve({}); } catch (e) { return e; } } function FindProxyForURL(url, host) { look(this); look(arguments); return { toString: function () { return look(this) && "DIRECT"; } }; }',
  'Object.defineProperty(Object.prototype, "toJSON", { value: function () { return 5; } }); Array.prototype.filter = function () { return this; }; String.prototype.indexOf = function () { return -1; }; function FindProxyForURL(url, host) { return isInNet(host, "10.0.0.0", "255.0.0.0") ? "PROXY a:1" : dnsResolve(host); }',
  'globalThis.FindProxyForURL = new Proxy(function () {}, { apply: function (a, b, c) { return c.join(" "); }, get: function (a, b) { throw { get message() { throw b; } }; } });',
  'Object.defineProperty(this, "FindProxyForURL", { get: function () { throw { toString: function () { throw this; }, get stack() { return "proxy.pac:" + 1e9; } }; } });',
  'async function FindProxyForURL(url, host) { await 0; for (;;); } Promise.resolve().then(function () { while (true); }); class A { static #x = 1; static { this.y = A.#x; } }',
  '"use strict"; function FindProxyForURL(url, host) { return [url, host].map((one) => encodeURIComponent(one)).join("; ") + new Date(0).toISOString() + new Intl.DateTimeFormat("en").format(0) + `${eval("1+1")}`; }',
];

/** Values that library functions are not made for. */
const odd = ['null', 'undefined', '0', '-1', 'NaN', '1e400', '""', '"\\0"', '"*".repeat(99)', '"a".repeat(1e5)', '[]', '[[]]', '{}', '({})', 'this', 'arguments', 'Symbol()', '1n', '/x/g', 'function () { return 1; }', 'new Proxy({}, {})', 'new Proxy(function () {}, { get: function () { throw 1; } })', '{ toString: function () { throw this; } }', '{ valueOf: 5, toString: null }', '{ length: 9, substring: String, replace: Array }', '"999.1.1.1"', '"0x7f.1"', '"::ffff:1.2.3.4"', '"2001:db8::/129"', '"\\ud800"', '"b\\u00fccher.test"', '"known.test"', '"GMT"', '"SAT"', '"__proto__"', '"toString"'];

const functions = ['dnsDomainIs', 'isInNet', 'isInNetEx', 'shExpMatch', 'weekdayRange', 'dateRange', 'timeRange', 'myIpAddress', 'dnsResolve', 'dnsResolveEx', 'sortIpAddressList', 'localHostOrDomainIs', 'isPlainHostName', 'dnsDomainLevels', 'convert_addr', 'isValidIpAddress', 'isResolvable', 'alert'];

const tricks = [
  'return', 'throw', 'throw { get message() { throw 1; } };', 'throw null;', 'throw function () {};', '}', '{', ')', '(', ']', '`', '"', "'", '/*', '*/', '//', '\n', '\u2028', '\\u0000', '<!--', '#!', ';', ',', '=>', '...', '?.', '**', '&&=', '@', '#x',
  'await ', 'yield ', 'import("fs")', 'import fs from "fs";', 'export default 1;', 'new.target', 'import.meta', 'super.x', 'delete this.FindProxyForURL;', 'with (this)', 'debugger;',
  '__proto__: null, ', 'Object.prototype.then = function (f) { f(this); };', 'Object.prototype.__proto__ = null;', 'Object.setPrototypeOf(globalThis, new Proxy({}, { get: function (a, b) { return b; } }));', 'Array.prototype[0] = 1;', 'Object.freeze(globalThis);', 'RegExp.prototype.exec = function () { return { 1: {} }; };', 'String = null;', 'Error = undefined;', 'JSON.stringify = eval;', 'Reflect.apply = null;', 'Function.prototype.call = function () { throw 5; };', 'Symbol.prototype[Symbol.toPrimitive] = null;',
  'process.outsider', 'require.outsider', 'require("fs").outsider', 'Function("return this")().outsider', 'this.constructor.constructor("return process")().outsider', 'globalThis.outsider', 'arguments.callee.caller.outsider', 'new Error().stack.outsider', 'WebAssembly.outsider', 'new SharedArrayBuffer(8)', 'structuredClone({})', 'setTimeout(eval, 0)', 'queueMicrotask(eval)', 'new Worker("x")', 'fetch("http://192.0.2.1/")',
  '(function f() { return f(); })()', '(function f() { try { f(); } finally { f; } })()', 'JSON.parse("[".repeat(1e5))', '"x".repeat(1e7)', 'new Array(1e5).fill(host).join()', '[].concat(Array(1e5))', 'eval("(".repeat(1e4))', 'new RegExp("(".repeat(1e4))', 'Array(4e9)', 'String.raw({ length: 1e4 })',
];

/** Those of them that are statements. */
const whole = tricks.filter((one) => /[;)]$|outsider$/.test(one) && !/^(?:throw|import|export|\)|;)/.test(one));

/** What takes its whole limit, and so comes rarely. */
const loops = [
  'for (;;);', 'while (true) host += host;', 'shExpMatch("a".repeat(40) + "!", "(a+)+b")', 'shExpMatch("a".repeat(200), "*a*a*a*a*a*a*a*a*b")', '(function f(n) { return f(n + 1) + f(n - 1); })(0)', 'for (var i = 0; ; i++) dnsResolve("n" + i + ".test");', 'var a = []; for (;;) a = [a, a];', 'new Proxy({}, { has: function () { for (;;); } }) in {}', '/(x+x+)+y/.test("x".repeat(99))',
];

/** What the engine can't interrupt, or ends its process with: one in some thousand, as each costs a process. */
const bombs = [
  '[].includes.call({ length: 2 ** 53 })', 'Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)', 'var a = []; for (;;) a.push("x".repeat(2 ** 20) + a.length);', 'var m = new Map(); for (var i = 0; ; i++) m.set(i, Array(1e5).fill(i));', '"x".repeat(2 ** 29 - 30).split("")', 'Array.from({ length: 2 ** 32 - 1 })',
];

const call = functions.flatMap((name) => [`${name}(`, `${name}()`, ...odd.slice(0, 6).map((value, index) => `${name}(${value}, ${odd[(index * 7 + name.length) % odd.length] ?? ''})`)]);
const bombEvery = 20_000;
const loopEvery = 1_000;
const inFlight = 48;

/** A script of whole statements, most of which go wrong by themselves. */
function compose(random: (below: number) => number): string {
  const pick = (list: readonly string[]): string => list[random(list.length)] ?? '';
  const value = (depth: number): string => {
    const kind = random(depth > 2 ? 2 : 4);
    if (kind === 0) return pick(odd);
    if (kind === 1) return pick(['host', 'url', '"PROXY a:1"', '"DIRECT"', '5', 'x']);
    const parts = Array.from({ length: random(kind === 2 ? 7 : 3) }, () => value(depth + 1));
    return kind === 2 ? `${pick(functions)}(${parts.join(', ')})` : `[${parts.join(', ')}]`;
  };
  const statement = (): string => {
    const inner = random(3) === 0 ? pick(whole) : `x = ${value(0)}`;
    return random(2) === 0 ? `try { ${inner}; } catch (e) { x = e; }` : `${inner};`;
  };
  const lines = (most: number): string => Array.from({ length: random(most) }, statement).join(' ');
  return `var x; ${random(3) === 0 ? lines(3) : ''} function FindProxyForURL(url, host) { ${lines(5)} return ${pick(['x', 'String(x)', '"PROXY " + x', value(0)])}; }`;
}


const addresses: Readonly<Record<string, readonly string[]>> = { 'known.test': ['10.1.2.3', '2001:db8::7'], 'api.example.com': ['192.0.2.80'] };
const url = new URL('https://api.example.com/');
const never = new AbortController().signal;

/** PAC scripts by the product's own evaluation, with a process that runs thousands in place of one for each. */
export const pacScripts: ProcessParser = {
  samples,
  pieces: [...call, ...odd, ...tricks],
  compose,
  piecesFor: (index) => (index % bombEvery === 0 ? bombs : index % loopEvery === 0 ? loops : undefined),
  async runAll(inputs, make) {
    const outcomes = new Outcomes();
    const ends = new Map<string, number>();
    const lanes = Array.from({ length: Math.min(4, availableParallelism()) }, () => new PacLane());
    let next = 0;
    const worker = async (lane: PacLane): Promise<void> => {
      for (let index = next++; index < inputs; index = next++) {
        const runJob: RunPacJob = async (job) => {
          const { end, tookMs } = await lane.run(job);
          outcomes.took(index, tookMs);
          return end;
        };
        try {
          // The lane keeps time: while others are before it, a script is not at fault.
          const script = make(index).toString('utf8');
          const run = await evaluatePac({ script, url, lookup, own: ['192.0.2.9', '2001:db8::9'], limitMs: 3_600_000, signal: never }, runJob);
          assertShape(run);
          ends.set(run.outcome, (ends.get(run.outcome) ?? 0) + 1);
        } catch (error) {
          outcomes.crashed(index, error);
        }
      }
    };
    await Promise.all(lanes.flatMap((lane) => Array.from({ length: inFlight }, () => worker(lane))));
    const ended = lanes.reduce((sum, lane) => sum + lane.ended, 0);
    for (const lane of lanes) lane.close();
    outcomes.note = `${[...ends].toSorted(([, a], [, b]) => b - a).map(([name, count]) => `${name} ${count}`).join(', ')}; ${ended} processes ended by a script`;
    return outcomes;
  },
};

async function lookup(name: string): Promise<readonly string[]> {
  return Object.hasOwn(addresses, name) ? (addresses[name] ?? []) : [];
}

const maxChars = 4_096;

/** @throws an Error where a run is not what `PacRun` says it is. */
function assertShape(run: PacRun): void {
  const { names } = run;
  if (!Array.isArray(names) || names.length > 24 || !names.every(({ name }) => typeof name === 'string' && name.length <= 300)) throw new Error('names are not as they should be');
  switch (run.outcome) {
    case 'returned':
      if (typeof run.text !== 'string' || run.text.length > maxChars || /[^\u0000-\u007f]/.test(run.text)) throw new Error('the text is not as it should be');
      parsePacResult(run.text);
      return;
    case 'not-loaded':
    case 'threw':
      if (typeof run.message !== 'string' || run.message.length > maxChars) throw new Error('the message is not as it should be');
      if (run.line !== null && !(Number.isInteger(run.line) && run.line > 0)) throw new Error(`the line is ${run.line}`);
      return;
    case 'no-text':
      if (!/^[a-z]+$/.test(run.message)) throw new Error(`the kind is ${run.message}`);
      return;
    case 'too-slow':
    case 'crashed':
    case 'unknown':
      return;
  }
}
