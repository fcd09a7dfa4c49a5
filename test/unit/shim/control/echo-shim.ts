/** A data path that stands for the real one where the process around it is tested: it sends back what it gets. */
import { once } from 'node:events';
import * as net from 'node:net';
import type { JournalEnd, JournalEntry } from '../../../../src/shim/journal/entry.ts';
import type { FreshableShim, ShimJournal } from '../../../../src/shim/control/run-shim-process.ts';
import type { ShimOptions } from '../../../../src/shim/shim-options.ts';

/**
 * First line of a client: `NAME TOKEN\n`; the answer is `yes\n` or `no\n`, and then everything comes back. The client
 * `crash` ends the process by an error that nobody catches; `endpoint` is told the aliases that are served, and no more.
 */
export async function startEchoShim({ port, callers, journal, endpoint }: ShimOptions): Promise<FreshableShim> {
  const open = new Map<number, net.Socket>();
  let served = endpoint;
  const server = net.createServer((socket) => {
    const entry = journal.open('tunnel');
    open.set(entry.id, socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      open.delete(entry.id);
      journal.ended(entry, { by: 'client', how: 'closed' });
      if (open.size === 0) server.emit('empty');
    });
    socket.once('data', (bytes) => {
      const [client = '', token = ''] = bytes.toString().trim().split(' ');
      entry.caller = client;
      if (client === 'endpoint') return void socket.end(`${served?.chains.map(({ alias }) => alias).join() ?? 'nothing'}\n`);
      if (client === 'crash') throw new Error(`crashed on purpose at http://user:${token}@proxy.example`);
      if (callers?.accepts(client, token) === true) {
        socket.write('yes\n');
        socket.on('data', (more) => {
          entry.bytesUp += more.length;
          socket.write(more);
        });
      } else {
        journal.refused('WRONG_TOKEN');
        socket.end('no\n');
      }
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as net.AddressInfo).port,
    get open() {
      return open.size;
    },
    route: ({ client }) => {
      if (client === 'wrong') throw Object.assign(new Error('Rule 1 names no host.'), { code: 'BAD_RULE' });
    },
    endpoint: (next) => void (served = next),
    followRequests: () => ({ dispose: () => undefined }),
    requests: () => [],
    caps: [],
    freshen: () => undefined,
    closeConnection: (entry) => {
      const socket = open.get(entry);
      socket?.destroy();
      return socket !== undefined;
    },
    drain: async () => {
      if (server.listening) server.close();
      if (open.size > 0) await once(server, 'empty');
    },
    stop: async () => {
      if (server.listening) server.close();
      for (const socket of open.values()) socket.destroy();
    },
  };
}

/** A journal that tells a follower everything four times a second. */
export class PlainJournal implements ShimJournal {
  readonly #entries: JournalEntry[] = [];
  readonly #refused: Record<string, number> = {};

  open(kind: JournalEntry['kind']): JournalEntry {
    const entry: JournalEntry = {
      id: this.#entries.length + 1,
      startedAtMs: Date.now(),
      kind,
      caller: '',
      host: 'example.com',
      port: 443,
      timings: {},
      bytesUp: 0,
      bytesDown: 0,
      longestSilenceMs: 0,
      requests: 0,
    };
    this.#entries.push(entry);
    return entry;
  }

  ended(entry: JournalEntry, end: JournalEnd): void {
    entry.end ??= end;
  }

  refused(code: string): void {
    this.#refused[code] = (this.#refused[code] ?? 0) + 1;
  }

  follow(onEntries: (entries: readonly JournalEntry[]) => void): { dispose(): void } {
    onEntries(this.#entries);
    const timer = setInterval(() => onEntries(this.#entries), 250);
    return { dispose: () => clearInterval(timer) };
  }

  counts(): { served: number; refused: Record<string, number> } {
    return { served: this.#entries.length, refused: this.#refused };
  }
}
