import { namesNetwork, placesVariable, strayMark } from './places.ts';

/** For `--require` or in front of a program: sends every connection of this process to the recorder. */
export const nodePrelude = `'use strict';
{
  const net = require('net');
  const dns = require('dns');
  const places = new Map((process.env.${placesVariable} || '').split(' ').map((one) => {
    const parts = one.split('|');
    return [parts[0] + '|' + parts[1], Number(parts[2])];
  }));
  const names = new Map();
  const addressOf = (name) => {
    if (net.isIP(name)) return name;
    if (name === 'localhost') return '127.0.0.1';
    if (!names.has(name)) names.set(name, '${namesNetwork}.' + (names.size + 1));
    return names.get(name);
  };
  const lookup = (name, options, callback) => {
    if (typeof options === 'function') [options, callback] = [{}, options];
    const address = addressOf(String(name));
    const family = net.isIPv6(address) ? 6 : 4;
    process.nextTick(() => (options && options.all ? callback(null, [{ address, family }]) : callback(null, address, family)));
  };
  dns.lookup = lookup;
  dns.promises.lookup = (name, options) => new Promise((resolve) => {
    lookup(name, options || {}, (error, address, family) => resolve(options && options.all ? address : { address, family }));
  });
  const connect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function (...args) {
    const list = Array.isArray(args[0]) ? args[0] : args;
    const given = list[0];
    const callback = list.find((one) => typeof one === 'function');
    const options = typeof given === 'object' && given !== null ? given : { port: Number(given), host: list[1] };
    let host = String((typeof options.host === 'string' && options.host) || 'localhost').replace(/^\\[|\\]$/g, '').toLowerCase();
    for (const [name, address] of names) if (address === host) host = name;
    const port = Number(options.port);
    const known = places.get(host + '|' + port);
    if (known === undefined) process.stderr.write('\\n${strayMark} ' + (options.path ? 'path 0' : host + ' ' + port) + '\\n');
    const to = { ...options, host: '127.0.0.1', port: known === undefined ? places.get('*|*') : known };
    delete to.lookup;
    delete to.path;
    delete to.localAddress;
    return callback ? connect.call(this, to, callback) : connect.call(this, to);
  };
  require('dgram').Socket.prototype.send = function () { throw new Error('no datagrams here'); };
}
`;

/** Node's global fetch asks the URL given as argument. */
export const nodeFetchProgram = `${nodePrelude}
fetch(process.argv[1], { redirect: 'manual' }).then((response) => response.text()).catch((error) => {
  console.error((error.cause && error.cause.message) || error.message);
}).finally(() => process.exit(0));
`;

/** Node's own http or https module asks the URL given as argument. */
export const nodeHttpProgram = `${nodePrelude}
try {
  require(process.argv[1].startsWith('https:') ? 'https' : 'http').get(process.argv[1], (response) => response.resume())
    .on('error', (error) => console.error(error.message));
} catch (error) {
  console.error(error.message);
}
`;
