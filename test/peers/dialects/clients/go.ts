import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { cache, isNewer, programs, run, type Client, type ClientFamily } from '../client.ts';

/** @param toolchain `local` for the machine's own, else one that the go command fetches as a module. */
async function go(toolchain: string): Promise<Client> {
  const env = { ...process.env, GOTOOLCHAIN: toolchain, GOFLAGS: '' };
  const { stdout } = await run('go', ['version'], { env });
  const version = /go(\d\S*)/.exec(stdout)?.[1] ?? '';
  const binary = path.join(cache, `go-${version}`, 'client');
  const source = path.join(programs, 'client.go');
  if (!(await isNewer(binary, source))) {
    await fs.mkdir(path.dirname(binary), { recursive: true });
    await run('nice', ['-n', '10', 'go', 'build', '-o', binary, source], { env, cwd: programs });
  }
  return { spec: `go@${version}`, kind: 'spawn', command: [binary] };
}

export const goFamily: ClientFamily = {
  clients: {
    Go: () => go('local'),
    'Go 1.27.3': () => go('go1.27.3'),
  },
};
