/**
 * The commands `env` and `exec` as the front door starts them, with a shim that a test made up. FAKE_SHIM says what it is:
 * JSON with `running` (a port, or null), `bundleFile`, `fails` (starting rejects), `dies` (an error nobody catches, that
 * many ms after it started) and `gone` (asked for its state a second time, it rejects).
 */
import * as fs from 'node:fs';
import { UsageError } from '../../../src/cli/arguments.ts';
import { envCommand } from '../../../src/cli/env.ts';
import { execCommand } from '../../../src/cli/exec.ts';
import { openTerminal, type ProcessHandlers } from '../../../src/cli/output.ts';
import type { ShimAccess } from '../../../src/cli/shim-access.ts';

interface Fake {
  running: number | null;
  bundleFile?: string | null;
  fails?: string;
  dies?: number;
  gone?: boolean;
  /** What happened is written here, a line each. */
  log: string;
}

const fake = JSON.parse(process.env['FAKE_SHIM'] ?? '') as Fake;
const environment = { ...process.env };
delete environment['FAKE_SHIM'];
const log = (line: string): void => fs.appendFileSync(fake.log, `${line}\n`);

const access: ShimAccess = {
  async attach(label) {
    log(`attach ${label}`);
    if (fake.running === null) return undefined;
    let asked = 0;
    return {
      port: fake.running,
      mint: async (client) => `${client}-token`,
      async state() {
        if (fake.gone && asked++ > 0) throw new Error('closed');
        return { port: fake.running ?? 0, pid: 1, release: '0', startedAtMs: 0, open: 0, served: 0, refused: {}, leases: [], bundleFile: fake.bundleFile ?? null };
      },
      close: () => log('close'),
    };
  },
  async start(routing) {
    log(`start ${JSON.stringify(routing)}`);
    if (fake.fails) throw new Error(fake.fails);
    if (fake.dies !== undefined) {
      setTimeout(() => {
        throw new Error('the listener broke');
      }, fake.dies);
    }
    return { port: 45_678, mint: async (client) => `${client}-token`, stop: async () => log('stop') };
  },
};

let taken: ProcessHandlers | undefined;
const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => (taken ? taken.signal(name) : stop.abort()));
process.on('uncaughtException', (error) => {
  if (!taken) throw error;
  taken.failure(error);
});

const terminal = openTerminal({
  environment,
  platform: process.platform,
  homeDirectory: '/nonexistent',
  signal: stop.signal,
  takeOver: (handlers) => {
    taken = handlers;
    process.on('SIGHUP', () => handlers.signal('SIGHUP'));
  },
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
});
const [name, ...rest] = process.argv.slice(2);
const command = name === 'env' ? envCommand(access) : execCommand(access);
try {
  process.exit(await command.run(rest, terminal));
} catch (error) {
  await terminal.note(`${String(error)}\n`);
  process.exit(error instanceof UsageError ? 2 : 3);
}
