/** One client by one upstream: asked, and held to what the journal, the upstream and the origin saw. */
import * as assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JournalEntry } from '../../../src/shim/journal/entry.ts';
import type { Origin } from '../rigs/shim-origin.ts';
import type { Upstream } from '../rigs/shim-upstreams.ts';

/** A name of its own for each, so that every log shows whose a line is. */
export function hostOf(client: string, upstream: Pick<Upstream, 'id' | 'domain'>): string {
  return `${client}--${upstream.id}.${upstream.domain}`;
}

/** Works on all of them, a few at the same time; the first failure is thrown when all have ended. */
export async function inTurns<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) {
      await work(item).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (failures.length > 0) {
    throw new Error(failures.map((one) => (one instanceof Error ? one.message : String(one)).slice(0, 1_500)).join('\n---\n'));
  }
}

/** Waits until a log shows it: they are written when a connection has ended. */
async function eventually<T>(look: () => readonly T[]): Promise<readonly T[]> {
  for (let waits = 0; waits < 100; waits++) {
    const found = look();
    if (found.length > 0) return found;
    await sleep(50);
  }
  return [];
}

export interface Expected {
  client: string;
  kind: JournalEntry['kind'];
  port: number;
  /** At least so many came down on one of its connections. */
  bytesDown: number;
}

/** Holds the three logs to what a connection to a host had to be. */
export async function assertWay(host: string, upstream: Upstream, origin: Pick<Origin, 'requests'> | undefined, expected: Expected): Promise<void> {
  const { shim, via, decidedBy, comesFrom } = upstream;
  const entry = await shim.waitFor(host, ({ port, kind, bytesDown }) => port === expected.port && kind === expected.kind && bytesDown >= expected.bytesDown);
  const all = shim.ended(host).map(({ kind, port, bytesDown, route, end }) => ({ kind, port, bytesDown, route, end }));
  assert.ok(entry, `the journal has no ${expected.kind} to ${host}:${expected.port} with ${expected.bytesDown} bytes: ${JSON.stringify(all)}`);
  assert.deepEqual([entry.route?.outcome, entry.route?.via], [via === null ? 'direct' : 'proxy', via], `${host}: the way in the journal`);
  assert.match(entry.route?.decidedBy ?? '', decidedBy, host);
  assert.equal(entry.caller, expected.client, host);
  assert.notEqual(entry.end?.how, 'refused', host);
  const saw = await eventually(() => upstream.sawHost(host, expected.port));
  assert.ok(saw.length > 0, `the log of ${upstream.id} does not show ${host}:${expected.port}`);
  if (!origin) return;
  const secure = expected.port !== 80;
  const arrived = await eventually(() => origin.requests().filter((one) => one.host === host && one.secure === secure));
  assert.ok(arrived.length > 0, `the origin saw nothing for ${host}`);
  for (const one of arrived) {
    assert.match(one.from, comesFrom, `${host} came from elsewhere`);
    // In a tunnel nobody but the client can take them away.
    if (!secure && expected.kind !== 'tunnel') assert.deepEqual(one.hopHeaders, [], `${host}: what was meant for the proxy arrived`);
  }
}
