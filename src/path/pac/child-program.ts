import { pacLibrary, pacLibraryNames } from './library.ts';

/** What the child is told on its standard input, as JSON. */
export interface PacJob {
  script: string;
  url: string;
  host: string;
  /** Addresses of the names that are known already; none for a name that does not resolve. */
  names: Readonly<Record<string, readonly string[]>>;
  /** This machine's own addresses. */
  own: readonly string[];
}

/** What it tells on its standard output, as JSON. It comes from a process in which a stranger's script ran. */
export type PacTold =
  | { asked: readonly string[] }
  | { returned: string }
  | { returned: null; kind: string }
  /** `load`: the script itself; `call`: its function. */
  | { threw: string; line: number | null; when: 'load' | 'call' };

/** More text than this of a result or an error is cut off. */
const maxToldChars = 4_096;

/**
 * Runs in the script's own context, before the script. It takes and gives nothing but texts: whatever the script makes
 * of the built-in objects, no object of the process outside is ever in its reach. Typed arrays and WebAssembly are
 * taken away, as their memory is not counted as the heap's; PAC scripts have no use for them.
 */
const inside = String.raw`(function (dataText) {
  var data = JSON.parse(dataText), own = data.own, names = data.names, asked = [];
  var write = JSON.stringify, hasOwn = Object.hasOwn, apply = Reflect.apply, text = String, global = globalThis;
  var buffers = [Object.getPrototypeOf(Int8Array), DataView, ArrayBuffer, global.SharedArrayBuffer].filter(Boolean);
  Object.getOwnPropertyNames(global).forEach(function (name) {
    var value = global[name];
    if (typeof value !== 'function' && typeof value !== 'object') return;
    var isBuffer = value && (buffers.includes(value) || Object.getPrototypeOf(value) === buffers[0]);
    if (isBuffer || name === 'Atomics' || name === 'WebAssembly') delete global[name];
  });
  buffers.forEach(function (one) { delete one.prototype.constructor; });
  function known(name) {
    if (name === '') return [];
    if (hasOwn(names, name)) return names[name];
    if (asked.length < 64) asked[asked.length] = name.slice(0, 300);
    throw new global.Error('a name is looked up');
  }
  ${pacLibrary}
  var shown = { ${pacLibraryNames.join(', ')} };
  Object.keys(shown).forEach(function (name) {
    Object.defineProperty(global, name, { value: shown[name], writable: true, configurable: true, enumerable: true });
  });
  function told(answer) { return asked.length > 0 ? write({ asked: asked }) : write(answer); }
  function failure(error, when) {
    var message = 'an error that can not be read', line = null;
    try {
      message = text(error).slice(0, ${maxToldChars});
      var found = /proxy\.pac:(\d+)/.exec(error.stack);
      if (found) line = +found[1];
    } catch (another) {}
    return told({ threw: message, line: line, when: when });
  }
  return function (step, error, url, host) {
    if (step === 'load-failed') return failure(error, 'load');
    var find;
    try {
      find = global.FindProxyForURL;
    } catch (caught) {
      return failure(caught, 'load');
    }
    var missing = { threw: 'FindProxyForURL is not a function', line: null, when: 'load' };
    if (typeof find !== 'function') return told(missing);
    try {
      var result = apply(find, global, [url, host]);
      if (typeof result !== 'string') return told({ returned: null, kind: result === null ? 'null' : typeof result });
      return told({ returned: result.slice(0, ${maxToldChars}) });
    } catch (caught) {
      return failure(caught, 'call');
    }
  };
})`;

/**
 * What a process needs to run scripts, as the beginning of its program. `enter(job)` makes a context and gives what runs
 * the job's script in it: that returns a `PacTold` as JSON, or something else where the script saw to that. `becomePoor()`
 * comes before any script: should one get hold of an object of the process after all, no constructor leads from there to
 * a function of its realm, and its globals are gone.
 */
export const pacSandbox = `'use strict';
const vm = require('node:vm');
const [parse, write, create, remove, ownKeys] = [JSON.parse, JSON.stringify, Object.create, Reflect.deleteProperty, Reflect.ownKeys];
const { createContext, runInContext } = vm;
function enter(job) {
  const context = createContext(create(null), { codeGeneration: { strings: true, wasm: false } });
  const drive = runInContext(${JSON.stringify(inside)}, context)(write({ names: job.names, own: job.own }));
  const script = { filename: 'proxy.pac', displayErrors: false, importModuleDynamically() { throw 'no modules'; } };
  return () => {
    try {
      runInContext(job.script, context, script);
      return drive('call', undefined, job.url, job.host);
    } catch (error) {
      return drive('load-failed', error);
    }
  };
}
function becomePoor() {
  const kinds = [async () => {}, function* () {}, async function* () {}].map(({ constructor }) => constructor);
  const errors = [Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError, AggregateError];
  for (const one of [Object, Function, Array, Promise, Map, Set, Symbol, String, Number, RegExp, ...kinds, ...errors]) {
    delete one.prototype.constructor;
  }
  const global = globalThis;
  for (const name of ownKeys(global)) remove(global, name);
}
`;

/**
 * The program of the child process, for `node -e`. It ends at once when the script's function has returned, so that
 * nothing the script has left for later runs.
 */
export const pacChildProgram = `${pacSandbox}
const { writeSync } = require('node:fs');
const { exit, stdin } = process;
const end = exit.bind(process);
let input = '';
stdin.setEncoding('utf8').on('data', (chunk) => { input += chunk; }).on('end', () => {
  const evaluate = enter(parse(input));
  becomePoor();
  const told = evaluate();
  if (typeof told === 'string') writeSync(1, told);
  end(0);
});`;
