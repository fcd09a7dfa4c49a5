import assert from 'node:assert/strict';
import * as dns from 'node:dns';
import { startShim, type Shim, type ShimLimits, type ShimOptions } from '../../../src/shim/shim.ts';
import type { Routing } from '../../../src/shim/routing.ts';
import { RawConnection, RawServer } from './raw-connection.ts';
import { RecordedJournal } from './recorded-journal.ts';

/** A shim under test, and all that a test opens around it: `end` closes everything. */
export interface RunningShim {
  shim: Shim;
  journal: RecordedJournal;
  client(): Promise<RawConnection>;
  server(serve?: (connection: RawConnection) => void): Promise<RawServer>;
  /** Waits until every entry has its end and no connection is open. */
  quiet(): Promise<void>;
  end(): Promise<void>;
}

export const routing: Routing = { rules: [], client: 'curl', environment: {}, allow: ['127.0.0.0/8', '[::1]', '.test'] };

/** Waits until this holds. */
export async function eventually(holds: () => boolean, what: string, limitMs = 10_000): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!holds()) {
    if (performance.now() > deadline) assert.fail(`waited ${limitMs} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export async function runShim(options: { routing?: Partial<Routing>; limits?: Partial<ShimLimits>; callers?: ShimOptions['callers']; own?: ShimOptions['own'] } = {}): Promise<RunningShim> {
  const journal = new RecordedJournal();
  const { limits, callers, own } = options;
  const shim = await startShim({ port: 0, routing: { ...routing, ...options.routing }, journal, ...(limits && { limits }), ...(callers && { callers }), ...(own && { own }) });
  const clients: RawConnection[] = [];
  const servers: RawServer[] = [];
  return {
    shim,
    journal,
    async client() {
      const one = await RawConnection.to(shim.port);
      clients.push(one);
      return one;
    },
    async server(serve) {
      const one = await RawServer.start(serve);
      servers.push(one);
      return one;
    },
    quiet: () => eventually(() => journal.live.length === 0 && shim.open === 0, 'every connection to end'),
    async end() {
      for (const one of clients) one.destroy();
      await Promise.all(servers.map((one) => one.close()));
      await shim.stop();
      assert.equal(journal.endedTwice, 0, 'no entry ends twice');
    },
  };
}

const systemLookup = dns.promises.lookup;

/** Answers look-ups of these names in this process; `undefined` never answers, an empty list finds nothing. */
export function nameTo(names: Readonly<Record<string, readonly string[] | undefined>>): void {
  const answer = async (name: string): Promise<dns.LookupAddress[]> => {
    if (!(name in names)) throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
    const found = names[name];
    if (!found) return new Promise(() => undefined);
    if (found.length === 0) throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
    return found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  };
  (dns.promises as { lookup: unknown }).lookup = answer;
}

export function nameAsTheSystemDoes(): void {
  (dns.promises as { lookup: unknown }).lookup = systemLookup;
}
