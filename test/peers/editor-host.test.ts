/**
 * Plays settings, environments and URLs to a real extension host in a network of its own and compares who was asked,
 * and how, with what the dialects say. The host is that of the browser build; what only the desktop has is not in it.
 */
import * as assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { decideRoute, findClient } from '../../src/path/routes.ts';
import { browserBuild } from '../workbench/browser-build.js';
import { browser } from '../workbench/browser.js';
import { proxyAddress } from './dialects/cases.ts';
import { hostCases, type HostCase, type Observation } from './editor-host/cases.ts';

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const listening = ['80', '443', '1080', '3101', '3102', '3103'];

/** `direct`, `3101 connect`, `error` ... */
function expectation({ environment = {}, settings = {}, send, url }: HostCase): string {
  const editorSettings = Object.fromEntries(Object.entries(settings).map(([name, value]) => [`http.${name}`, value]));
  const question = { url: new URL(url), environment, editorSettings, platform: 'linux' as const };
  const { route, proxyUrl } = decideRoute(findClient(`vscode-exthost-${send}`), question);
  if (route.outcome !== 'proxy' || !proxyUrl) return route.outcome;
  const port = proxyUrl.port || (proxyUrl.protocol === 'https:' ? '443' : '80');
  // Nobody listens where a value like this points; the client then asks nobody.
  const listens = [proxyAddress, '[2001:db8::9]', 'proxy.example', 'proxyhost'].includes(proxyUrl.hostname);
  if (!listens || !listening.includes(port)) return 'error';
  return `${port} ${proxyUrl.protocol === 'https:' ? 'tls' : (route.mode ?? '')}`;
}

function found({ arrivals }: Observation): string {
  const distinct = new Set(arrivals.map(({ at, how }) => (at === 'origin' ? how : `${at} ${how}`)));
  return distinct.size === 0 ? 'error' : [...distinct].join(' and ');
}

/** Speaking TLS to a SOCKS port, as the patched fetch does, is a route that ends in an error. */
function isMeant({ send, settings }: HostCase, seen: string): boolean {
  return send === 'fetch' && /^\s*socks/i.test(String(settings?.['proxy'])) && seen.endsWith(' tls');
}

async function observe(cases: readonly HostCase[]): Promise<Observation[]> {
  // What may have to be fetched is fetched here: inside there is no network.
  await browserBuild();
  await browser();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-editor-host-'));
  const casesFile = path.join(folder, 'cases.json');
  fs.writeFileSync(casesFile, JSON.stringify(cases));
  const inside = [process.execPath, '--no-warnings', file('editor-host/inside.ts'), casesFile];
  const namespace = [file('dialects/namespace.sh'), file('dialects/hosts')];
  const child = spawn('unshare', ['--map-root-user', '--mount', '--net', '/bin/sh', ...namespace, ...inside], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let complaint = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => child.on('close', resolve).on('error', reject));
  fs.rmSync(folder, { recursive: true, force: true });
  assert.equal(code, 0, `COULD NOT RUN the extension host: ${complaint.slice(0, 2_000)}`);
  return output.trim().split('\n').map((line) => JSON.parse(line) as Observation);
}

// Sixteen windows, one an environment: minutes, so only where every client is asked for.
const describeAll = process.env['GATEHOUSE_ALL_CLIENTS'] === '1' ? describe : describe.skip;

describeAll('dialects against a real extension host', function () {
  this.timeout(900_000);
  let observations: Observation[];
  before(async () => {
    observations = await observe(hostCases);
  });

  for (const send of ['http', 'fetch'] as const) {
    it(`${send}: settings, environments and URLs`, () => {
      assert.equal(observations.length, hostCases.length);
      const differences: string[] = [];
      let compared = 0;
      hostCases.forEach((one, index) => {
        const observation = observations[index];
        if (one.send !== send || !observation) return;
        compared++;
        const [said, seen] = [expectation(one), found(observation)];
        if (said === seen || isMeant(one, seen)) return;
        const { environment, settings, url } = one;
        const heard = observation.said.replace(/\s+/g, ' ').slice(0, 120);
        differences.push(`${url} ${JSON.stringify({ environment, settings })}: said ${said}, was ${seen} (${heard})`);
      });
      assert.equal(differences.length, 0, `${differences.length} of ${compared} differ:\n${differences.join('\n')}`);
    });
  }
});
