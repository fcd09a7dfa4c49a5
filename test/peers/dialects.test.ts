/**
 * Plays a few hundred environments and URLs to real clients in a network of their own and compares who was asked, and
 * how, with what the dialects say. A client that can't be installed or run is a failure, not a pass.
 */
import * as assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Route } from '../../src/path/route.ts';
import { decideRoute, findClient } from '../../src/path/routes.ts';
import { cases, proxyAddress, type Case } from './dialects/cases.ts';
import { clients, type Client } from './dialects/clients.ts';
import type { Arrival } from './dialects/recorder.ts';

const file = (name: string): string => fileURLToPath(new URL(`dialects/${name}`, import.meta.url));

/** Differences that are known and meant, by client and case, with the reason. */
const known: readonly { client: string; matches(one: Case, found: string): boolean; reason: string }[] = [
  {
    client: 'vscode-exthost-fetch',
    matches: ({ environment }, found) => /^socks/i.test(environment['https_proxy'] ?? '') && found.endsWith(' tls'),
    reason: 'it speaks TLS to a SOCKS port, which no SOCKS proxy understands: the route ends in an error',
  },
  {
    client: 'python-requests@2.32.3',
    matches: ({ environment, url }) => url.startsWith('http:') && (environment['http_proxy'] ?? '').startsWith('https:'),
    reason: 'with urllib3 2.8 it fails to set up TLS to the proxy; with the urllib3 of its time it does not',
  },
];

const proxyPorts = ['80', '443', '1080', '3101', '3102', '3103'];

interface Observation {
  arrivals: Arrival[];
  said: string;
}

describe('dialects against real clients', function () {
  this.timeout(600_000);
  let compared = 0;
  let ran = 0;

  for (const [title, prepare] of Object.entries(clients)) {
    it(title, async () => {
      const client = await prepare();
      const observations = await observe(client);
      ran++;
      const differences: string[] = [];
      cases.forEach((one, index) => {
        const observation = observations[index];
        assert.ok(observation, `no observation of case ${index}`);
        const expected = expectation(client, one);
        const found = describeArrivals(observation.arrivals);
        compared++;
        if (expected === found) return;
        if (known.some(({ client: name, matches }) => client.spec.startsWith(name) && matches(one, found))) return;
        differences.push(`${one.url} ${JSON.stringify(one.environment)}: said ${expected}, was ${found} (${observation.said})`);
      });
      assert.equal(differences.length, 0, `${client.spec} differs in ${differences.length} of ${cases.length} cells:\n${differences.join('\n')}`);
    });
  }

  after(() => {
    console.log(`    ${compared} cells compared, ${ran} of ${Object.keys(clients).length} clients ran, ${cases.length} cases each`);
  });
});

/** `direct`, `3101 connect`, `error` ... */
function expectation(client: Client, { environment, url }: Case): string {
  const variables = client.kind === 'spawn-switch' ? { ...environment, NODE_USE_ENV_PROXY: '1' } : environment;
  const { route, proxyUrl } = decideRoute(findClient(client.spec), { url: new URL(url), environment: variables, platform: 'linux' });
  if (route.outcome !== 'proxy' || !proxyUrl) return route.outcome;
  // Nobody listens where a value like this points; the client then asks nobody.
  if (![proxyAddress, '[2001:db8::9]', 'proxy.example', 'proxyhost'].includes(proxyUrl.hostname)) return 'error';
  const port = proxyUrl.port || (proxyUrl.protocol === 'https:' ? '443' : '80');
  if (!proxyPorts.includes(port)) return 'error';
  return `${port} ${proxyUrl.protocol === 'https:' ? 'tls' : (route satisfies Route).mode}`;
}

function describeArrivals(arrivals: readonly Arrival[]): string {
  const distinct = new Set(arrivals.map(({ at, how }) => (at === 'origin' ? how : `${at} ${how}`)));
  return distinct.size === 0 ? 'error' : [...distinct].join(' and ');
}

async function observe(client: Client): Promise<Observation[]> {
  const child = spawn(
    'unshare',
    ['--map-root-user', '--mount', '--net', '/bin/sh', file('namespace.sh'), file('hosts'), process.execPath, '--no-warnings', file('harness.ts'), client.kind, ...client.command],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  let complaint = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => child.on('close', resolve).on('error', reject));
  assert.equal(code, 0, `COULD NOT RUN ${client.spec}: ${complaint.slice(0, 2_000)}`);
  return output.trim().split('\n').map((line) => JSON.parse(line) as Observation);
}
