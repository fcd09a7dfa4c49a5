/**
 * A window of the user who owns the shim: starts it or attaches, says what became of that in one line, and does what the
 * lines of its standard input ask for. It runs as that user.
 */
import { createInterface } from 'node:readline';
import { startOrAttach } from '../../../src/shim/control/start.ts';
import { ShimError } from '../../../src/shim/control/shim-problem.ts';
import { stateFolderOf } from '../../../src/shim/control/state-place.ts';
import { thisPlace } from '../../../src/shim/control/state-folder.ts';

/** What the owner says of the start: a problem of the shim, or where it is. */
export type OwnerWord =
  | { problem: { code: string; about?: string; reason?: string }; words: string }
  | { pid: number; port: number; token: string; stateFolder: string };

const [, , program = '', options = '{}'] = process.argv;
const { newPort, password, allow } = JSON.parse(options) as { newPort?: boolean; password?: string; allow?: string[] };
const say = (word: unknown): void => void process.stdout.write(`${JSON.stringify(word)}\n`);
try {
  const stateFolder = stateFolderOf(thisPlace());
  const { attached } = await startOrAttach({
    stateFolder,
    program,
    release: '0.0.0',
    // A proxy with a password, which leads nowhere: this machine's own addresses go without it.
    routing: { rules: [], client: 'curl', environment: password === undefined ? {} : { https_proxy: `http://bob:${password}@127.0.0.1:1`, no_proxy: '127.0.0.1' }, allow: allow ?? [] },
    holder: 'window',
    label: 'owner',
    journal: { file: true },
    ...(newPort && { newPort }),
  });
  say({ pid: attached.greeting.pid, port: attached.port, token: await attached.mint('terminal'), stateFolder });
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === 'state') say(await attached.state());
    else if (line.startsWith('mint ')) say({ token: await attached.mint(line.slice(5)) });
    else if (line === 'stop') say({ stopped: await attached.stop().then(() => true) });
  }
} catch (error) {
  if (!(error instanceof ShimError)) throw error;
  say({ problem: error.problem, words: error.message });
}
process.exit();
