import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { cache, isNewer, onRequest, programs, run, type Client, type ClientFamily } from '../client.ts';

/** @param toolchain `local` for the machine's own, else one that is published as a module, such as `go1.27.3`. */
async function go(toolchain: string): Promise<Client> {
  const env = { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '', GOROOT: '' };
  const program = toolchain === 'local' ? 'go' : await fetchToolchain(toolchain);
  const { stdout } = await run(program, ['version'], { env });
  const version = /go(\d\S*)/.exec(stdout)?.[1] ?? '';
  const binary = path.join(cache, `go-${version}`, 'client');
  const source = path.join(programs, 'client.go');
  if (!(await isNewer(binary, source))) {
    await fs.mkdir(path.dirname(binary), { recursive: true });
    await run('nice', ['-n', '10', program, 'build', '-o', binary, source], { env, cwd: programs });
  }
  return { spec: `go@${version}`, kind: 'spawn', command: [binary] };
}

/** Whatever go command there is fetches it; those before 1.21 know of no other toolchains than their own. */
async function fetchToolchain(toolchain: string): Promise<string> {
  const system = process.arch === 'arm64' ? 'linux-arm64' : 'linux-amd64';
  const module = `golang.org/toolchain@v0.0.1-${toolchain}.${system}`;
  const env = { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '', GO111MODULE: 'on', GONOSUMDB: 'golang.org/toolchain' };
  const { stdout } = await run('go', ['mod', 'download', '-json', module], { env, cwd: programs });
  const { Dir: folder } = JSON.parse(stdout) as { Dir: string };
  // A module keeps no modes, and its files are read-only.
  await run('chmod', ['-R', 'u+x', path.join(folder, 'bin'), path.join(folder, 'pkg', 'tool')]);
  return path.join(folder, 'bin', 'go');
}

export const goFamily: ClientFamily = {
  clients: {
    Go: () => go('local'),
    'Go 1.27.3': () => go('go1.27.3'),
    ...onRequest({
      'Go 1.25.5': () => go('go1.25.5'),
      'Go 1.24.0': () => go('go1.24.0'),
      'Go 1.23.7': () => go('go1.23.7'),
      'Go 1.23.6': () => go('go1.23.6'),
    }),
    'Go 1.21.13': () => go('go1.21.13'),
  },
};
