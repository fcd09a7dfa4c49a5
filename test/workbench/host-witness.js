/**
 * Loaded into the server with --import, because the server keeps NODE_OPTIONS from its extension hosts; hands itself on
 * to each extension host it forks, before anything else runs there. There it writes a line to GATEHOUSE_WITNESS for
 * every connection, name look-up and datagram that any code in the process begins, however short it lives; and for
 * every file that Gatehouse's own code touches and every module of its that is loaded.
 */
import childProcess from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import fs from 'node:fs';
import module from 'node:module';
import net from 'node:net';
import { fileURLToPath } from 'node:url';

const file = process.env.GATEHOUSE_WITNESS;
const productFolder = process.env.GATEHOUSE_WITNESS_PRODUCT;
const isHost = (args) => args.includes('--type=extensionHost');

if (!isHost(process.argv)) {
  const fork = childProcess.fork;
  childProcess.fork = (program, args, options) => {
    if (!isHost(args ?? [])) return fork(program, args, options);
    return fork(program, args, { ...options, execArgv: [`--import=${import.meta.url}`, ...(options?.execArgv ?? [])] });
  };
  module.syncBuiltinESMExports();
} else if (file && productFolder) {
  const { openSync, writeSync } = fs;
  const journal = openSync(file, 'a');
  const write = (what, target) => writeSync(journal, `${JSON.stringify({ what, target: String(target) })}\n`);
  /** Calls `targetOf` before each call of owner[name]; what it gives, if anything, is written down. */
  const watch = (owner, name, what, targetOf) => {
    const original = owner[name];
    owner[name] = function (...args) {
      const target = targetOf(args);
      if (target !== undefined) write(what, target);
      return original.apply(this, args);
    };
  };

  watch(net.Socket.prototype, 'connect', 'connect', (args) => {
    // net.connect() hands over its arguments as one normalised array.
    const first = Array.isArray(args[0]) ? args[0][0] : args[0];
    // A path is a unix socket or a pipe: not the network.
    if (typeof first === 'string' || first?.path) return undefined;
    return typeof first === 'object' ? `${first.host ?? 'localhost'}:${first.port}` : `localhost:${first}`;
  });
  watch(dgram.Socket.prototype, 'send', 'datagram', () => 'udp');
  for (const owner of [dns, dns.promises]) {
    for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6']) watch(owner, name, name, (args) => args[0]);
  }

  /** Is it Gatehouse's own code that calls, and not the editor on its way to loading it? */
  const fromProduct = () => {
    const frames = (new Error().stack ?? '').split('\n').slice(1);
    const caller = frames.find(
      (frame) => !frame.includes(import.meta.url) && !frame.includes('(node:') && !frame.includes('at node:'),
    );
    return caller?.includes(productFolder);
  };
  const openers = new RegExp(
    '^(access|appendFile|copyFile|createReadStream|createWriteStream|exists|lstat|mkdir|open|opendir|readFile|' +
      'readdir|readlink|realpath|rename|rm|stat|unlink|watch|writeFile)(Sync)?$',
  );
  for (const owner of [fs, fs.promises]) {
    for (const name of Object.keys(owner).filter((key) => openers.test(key) && typeof owner[key] === 'function')) {
      watch(owner, name, 'file', (args) => (fromProduct() ? `${name} ${args[0]}` : undefined));
    }
  }
  module.registerHooks({
    load(url, context, next) {
      if (url.startsWith('file:') && fileURLToPath(url).startsWith(productFolder)) write('module', fileURLToPath(url));
      return next(url, context);
    },
  });
  module.syncBuiltinESMExports();
  write('watching', process.pid);
}
