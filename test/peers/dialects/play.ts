/** Plays cases to a real client in a network of its own and says where it differs from its dialect. */
import * as assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { decideRoute, findClient } from '../../../src/path/routes.ts';
import { casesFor, proxyAddress, type Case } from './cases.ts';
import type { Client, KnownDifference } from './client.ts';
import type { Arrival } from './recorder.ts';

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
/** What the names of the cases resolve to inside the namespace, for clients that decide by it. */
const hostsLines = readFileSync(file('hosts'), 'utf8').trim().split('\n').map((line) => line.split(' '));
const proxyPorts = ['80', '443', '1080', '3101', '3102', '3103'];

interface Observation {
  arrivals: Arrival[];
  /** What the client said, for the eye only. */
  said: string;
}

/** What became of one client. */
export interface Played {
  cells: number;
  /** Cells that differ and are listed as known. */
  known: number;
  /** One line for each cell that differs and is not. */
  differences: string[];
}

export async function play(client: Client, known: readonly KnownDifference[] = []): Promise<Played> {
  const cases = casesFor(client.pace);
  const observations = await observe(client);
  const played: Played = { cells: cases.length, known: 0, differences: [] };
  cases.forEach((one, index) => {
    const observation = observations[index];
    assert.ok(observation, `no observation of case ${index}`);
    const expected = expectation(client, one);
    const found = describeArrivals(observation.arrivals);
    if (expected === found) return;
    const meant = known.some(({ client: name, matches }) => client.spec.startsWith(name) && matches(one, found));
    if (meant) played.known++;
    else {
      const { environment, url } = one;
      const said = observation.said.replace(/\s+/g, ' ').slice(0, 160);
      played.differences.push(`${url} ${JSON.stringify(environment)}: said ${expected}, was ${found} (${said})`);
    }
  });
  return played;
}

/** `direct`, `3101 connect`, `error` ... */
function expectation(client: Client, { environment, url }: Case): string {
  const variables = { ...environment, ...client.environment };
  const target = new URL(url);
  const addresses = hostsLines.flatMap(([address = '', ...names]) =>
    names.includes(target.hostname) ? [address] : [],
  );
  const question = { url: target, urlText: url, environment: variables, platform: 'linux' as const, addresses };
  const { route, proxyUrl } = decideRoute(findClient(client.spec), question);
  if (route.outcome !== 'proxy' || !proxyUrl) return route.outcome;
  // Nobody listens where a value like this points; the client then asks nobody.
  if (![proxyAddress, '[2001:db8::9]', 'proxy.example', 'proxyhost'].includes(proxyUrl.hostname)) return 'error';
  const port = proxyUrl.port || (proxyUrl.protocol === 'https:' ? '443' : '80');
  if (!proxyPorts.includes(port)) return 'error';
  return `${port} ${proxyUrl.protocol === 'https:' ? 'tls' : route.mode}`;
}

function describeArrivals(arrivals: readonly Arrival[]): string {
  const distinct = new Set(arrivals.map(({ at, how }) => (at === 'origin' ? how : `${at} ${how}`)));
  return distinct.size === 0 ? 'error' : [...distinct].join(' and ');
}

async function observe(client: Client): Promise<Observation[]> {
  const inside = [process.execPath, '--no-warnings', file('harness.ts'), JSON.stringify(client)];
  const child = spawn(
    'unshare',
    ['--map-root-user', '--mount', '--net', '/bin/sh', file('namespace.sh'), file('hosts'), ...inside],
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
