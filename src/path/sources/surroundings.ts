import { surroundingsOf, type Surroundings } from '../surroundings.ts';
import type { Machine } from './machine.ts';

/** wslinfo answers at once; it asks nobody. */
const modeLimitMs = 2_000;

/** Looks at the few files and variables that tell what this process runs in. */
export async function readSurroundings(machine: Machine): Promise<Surroundings> {
  if (machine.platform !== 'linux') return {};
  const [kernel, docker, podman] = await Promise.all([
    machine.readFile('/proc/sys/kernel/osrelease'),
    machine.readFile('/.dockerenv'),
    machine.readFile('/run/.containerenv'),
  ]);
  return surroundingsOf({
    platform: machine.platform,
    environment: machine.environment,
    ...('text' in kernel && { kernelRelease: kernel.text }),
    dockerFile: !('missing' in docker),
    podmanFile: !('missing' in podman),
  });
}

/**
 * How the network of this WSL is made at this moment; undefined where nobody says. What .wslconfig has is a wish: where
 * it is not to be had, WSL falls back (microsoft/WSL#11045).
 */
export async function readNetworkingMode(machine: Machine): Promise<string | undefined> {
  const { stdout, exitCode } = await machine.run('wslinfo', ['--networking-mode'], {
    environment: machine.environment,
    directory: machine.homeDirectory,
    timeoutMs: Math.min(modeLimitMs, machine.timeoutMs),
    signal: machine.signal,
  });
  return exitCode === 0 ? /^\s*([a-z][a-z0-9]{1,19})\s*$/i.exec(stdout)?.[1]?.toLowerCase() : undefined;
}
