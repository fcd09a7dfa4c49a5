/**
 * A client library that reads the proxy variables itself, in a real extension host, through a real tinyproxy to a real
 * nginx: what goes over the wire, and what becomes of it. Written down for people in docs/proxy-in-the-editor.md.
 */
import * as assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { browserBuild } from '../workbench/browser-build.js';
import { browser } from '../workbench/browser.js';
import { npmPackage } from './dialects/client.ts';
import type { DoubleProxyCase, DoubleProxyResult } from './editor-host/double-proxy-case.ts';
import { findProgram } from './rigs/program.ts';

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const url = 'https://api.example.com/v1/models';
const [near, far] = ['http://127.0.0.1:3101', 'http://192.0.2.1:3101'];

/** How the proxy was asked first, and whether the key stood there in the clear. */
type Wire = 'clear, with the key' | 'tunnel' | 'not asked';

type Row = readonly [what: string, one: Omit<DoubleProxyCase, 'url'> & { axios?: string }, wire: Wire, said: RegExp];

const rows: readonly Row[] = [
  ...['0.21.4', '0.27.2', '1.7.9', '1.11.0', '1.16.0'].map((axios): Row => [
    `axios ${axios}, proxy variables, proxy on this machine`,
    { axios, send: 'axios', environment: { https_proxy: near }, settings: {} },
    'clear, with the key',
    // How it fails differs with the release and with how busy the machine is; that it fails does not.
    /^(?!200|ok)/,
  ]),
  [
    'axios 1.7.9, proxy variables, proxy elsewhere',
    { axios: '1.7.9', send: 'axios', environment: { https_proxy: far }, settings: {} },
    'clear, with the key', /redirects exceeded/,
  ],
  [
    'axios 1.7.9, http.proxySupport off does not help',
    { axios: '1.7.9', send: 'axios', environment: { https_proxy: far }, settings: { proxySupport: 'off' } },
    'clear, with the key', /redirects exceeded/,
  ],
  [
    'axios 1.7.9, http.noProxy does not help',
    { axios: '1.7.9', send: 'axios', environment: { https_proxy: far }, settings: { noProxy: ['api.example.com'] } },
    'clear, with the key', /redirects exceeded/,
  ],
  [
    'axios 1.7.9, the proxy in http.proxy alone',
    { axios: '1.7.9', send: 'axios', environment: {}, settings: { proxy: far } },
    'tunnel', /^200/,
  ],
  [
    'axios 1.7.9, http.proxy and an http.noProxy of its own, NO_PROXY for the gateway',
    {
      axios: '1.7.9', send: 'axios',
      environment: { https_proxy: far, no_proxy: 'api.example.com' }, settings: { proxy: far, noProxy: ['localhost'] },
    },
    'tunnel', /^200/,
  ],
  [
    'axios 1.7.9, NO_PROXY for the gateway alone: no proxy at all',
    {
      axios: '1.7.9', send: 'axios',
      environment: { https_proxy: far, no_proxy: 'api.example.com' }, settings: { proxy: far },
    },
    'not asked', /^200/,
  ],
  ...['1.16.1', '1.21.1'].map((axios): Row => [
    `axios ${axios}, proxy variables`,
    { axios, send: 'axios', environment: { https_proxy: far }, settings: {} },
    'tunnel',
    /^200/,
  ]),
  ['https itself', { send: 'http', environment: { https_proxy: far }, settings: {} }, 'tunnel', /^ok/],
];

async function play(cases: readonly DoubleProxyCase[]): Promise<DoubleProxyResult[]> {
  // What may have to be fetched is fetched here: inside there is no network.
  await browserBuild();
  await browser();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-double-proxy-'));
  const casesFile = path.join(folder, 'cases.json');
  fs.writeFileSync(casesFile, JSON.stringify(cases));
  const programs = (['nginx', 'tinyproxy', 'openssl'] as const).map((name) => findProgram(name, name));
  const inside = [process.execPath, '--no-warnings', file('editor-host/double-proxy.ts'), casesFile, ...programs];
  const namespace = ['/bin/sh', file('dialects/namespace.sh'), file('dialects/hosts')];
  const child = spawn('unshare', ['--map-root-user', '--mount', '--net', ...namespace, ...inside], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let complaint = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => child.on('close', resolve).on('error', reject));
  fs.rmSync(folder, { recursive: true, force: true });
  assert.equal(code, 0, `COULD NOT RUN the extension host: ${complaint.slice(0, 2_000)}`);
  return output.trim().split('\n').map((line) => JSON.parse(line) as DoubleProxyResult);
}

function wireOf({ wire: [first] }: DoubleProxyResult): Wire | string {
  if (first === undefined) return 'not asked';
  if (first.startsWith('CONNECT api.example.com:443 ')) return 'tunnel';
  const isClear = first.startsWith(`GET ${url} HTTP/1.1\r\n`) && /\r\nauthorization: Bearer not-a-key/i.test(first);
  return isClear ? 'clear, with the key' : first;
}

describe('a client that reads the proxy variables itself, in a real extension host', function () {
  this.timeout(600_000);
  let results: DoubleProxyResult[];
  before(async () => {
    const cases: DoubleProxyCase[] = [];
    for (const [, { axios, ...one }] of rows) {
      const folder = axios && (await npmPackage('axios', axios));
      const built = folder && path.join(folder, 'dist', 'node', 'axios.cjs');
      const library = built && fs.existsSync(built) ? built : folder;
      cases.push({ ...one, url, ...(library ? { library } : {}) });
    }
    results = await play(cases);
  });

  rows.forEach(([what, , wire, said], index) => {
    it(`${what}: ${wire}`, () => {
      const result = results[index];
      assert.ok(result);
      assert.equal(wireOf(result), wire, result.said);
      assert.match(result.said, said);
    });
  });
});
