/**
 * Runs inside the namespace: axios in a real extension host, on its way to a real nginx through a real tinyproxy, with
 * the proxy in the environment or in the editor's settings; and what went over the wire to the proxy. Arguments: a JSON
 * file with the cases, nginx's program, tinyproxy's, openssl's. One line of JSON a case.
 */
import { execFileSync, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { endEverything, temporaryFolder } from '../../workbench/lifetime.js';
import type { DoubleProxyCase, DoubleProxyResult } from './double-proxy-case.ts';
import { startEditor } from './host.ts';

const [casesFile = '', nginx = '', tinyproxy = '', openssl = ''] = process.argv.slice(2);
const cases = JSON.parse(fs.readFileSync(casesFile, 'utf8')) as DoubleProxyCase[];
const folder = temporaryFolder('double-proxy');
fs.chmodSync(folder, 0o777);
const inFolder = (name: string): string => path.join(folder, name);

// A gateway that answers as nginx does, also to plain HTTP on its TLS port.
execFileSync(openssl, [
  'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=api.example.com',
  '-addext', 'subjectAltName=DNS:api.example.com', '-keyout', inFolder('key.pem'), '-out', inFolder('certificate.pem'),
], { stdio: 'ignore' });
fs.writeFileSync(inFolder('nginx.conf'), `
daemon off; pid ${inFolder('nginx.pid')}; error_log ${inFolder('error.log')}; user root;
events {}
http {
  access_log off;
  server {
    listen 198.51.100.7:443 ssl; listen 198.51.100.7:3101 ssl;
    ssl_certificate ${inFolder('certificate.pem')}; ssl_certificate_key ${inFolder('key.pem')};
    location / { return 200 '{"data":[]}'; }
  }
  server { listen 198.51.100.7:80; return 301 https://$host$request_uri; }
}
`);
fs.writeFileSync(inFolder('tinyproxy.conf'), 'Port 8888\nListen 127.0.0.1\nTimeout 20\nLogLevel Critical\n');
const programs = [
  spawn(nginx, ['-c', inFolder('nginx.conf'), '-e', inFolder('error.log')], { stdio: 'ignore' }),
  spawn(tinyproxy, ['-d', '-c', inFolder('tinyproxy.conf')], { stdio: 'ignore' }),
];
process.on('exit', () => programs.forEach((program) => program.kill('SIGKILL')));
await Promise.all([answers('198.51.100.7', 443), answers('127.0.0.1', 8888)]);

// In front of the proxy, at an address of this machine itself and at one elsewhere: notes what is asked.
const wire: string[] = [];
for (const host of ['127.0.0.1', '192.0.2.1']) {
  const tap = net.createServer((client) => {
    const proxy = net.connect(8888, '127.0.0.1');
    client.once('data', (first: Buffer) => {
      wire.push(first.toString('latin1').split('\r\n\r\n')[0] ?? '');
      proxy.write(first);
      client.pipe(proxy).pipe(client);
    });
    for (const socket of [client, proxy]) socket.on('error', () => client.destroy());
  });
  await new Promise<void>((resolve) => tap.listen(3101, host, resolve));
}

const editor = await startEditor();
const environments = new Set(cases.map(({ environment }) => JSON.stringify(environment)));
const results: DoubleProxyResult[] = [];
for (const environment of environments) {
  const variables = JSON.parse(environment) as Record<string, string>;
  const host = await editor.openHost({ ...variables, NODE_EXTRA_CA_CERTS: inFolder('certificate.pem') });
  for (const [index, one] of cases.entries()) {
    if (JSON.stringify(one.environment) !== environment) continue;
    const applied = await host.order({ names: ['proxy', 'proxySupport', 'noProxy'], settings: one.settings });
    if (applied !== 'ok') throw new Error(applied);
    wire.length = 0;
    const said = await host.order({ send: one.send, url: one.url, library: one.library });
    results[index] = { said, wire: [...wire] };
  }
  await host.close();
}
for (const result of results) console.log(JSON.stringify(result));
await editor.close();
await endEverything();
process.exit(0);

async function answers(host: string, port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const isThere = await new Promise<boolean>((resolve) => {
      const socket = net.connect(port, host, () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing listens on ${host}:${port}: ${fs.readFileSync(inFolder('error.log'), 'utf8')}`);
}
